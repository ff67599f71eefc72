"""How far a section goes that a heading opens."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.rules import Rule

SECTION_LINES = 30
"""Lines after which a section that no prose ends is over: longer ones are lists of the article."""


class Sections:
    """The sections of one page: `texts` are its lines, `prose` says which of them are prose."""

    def __init__(self, texts: Sequence[str], prose: npt.NDArray[np.bool_]) -> None:
        self.texts = texts
        self.prose = prose

    def last_of(self, rule: Rule, index: int) -> int:
        """The last line of the section that line `index` opens by `rule`."""
        if rule.until == "end":
            return len(self.texts) - 1
        last, passed = index, 0
        for i in range(index + 1, len(self.texts)):
            plain = _plain(self.texts[i])
            if not plain:
                continue
            passed += 1
            if (self.prose[i] or passed > SECTION_LINES) if rule.until == "prose" else self._last_places[plain] == i:
                break
            last = i
        return last

    @cached_property
    def _last_places(self) -> dict[str, int]:
        """The last line of those that compare alike."""
        return {_plain(text): index for index, text in enumerate(self.texts)}


def _plain(text: str) -> str:
    """A line as it is compared with its repetition: without blanks, bullets and numbers at its start."""
    return text.strip().lstrip("*•·-–—0123456789.) \t").casefold()
