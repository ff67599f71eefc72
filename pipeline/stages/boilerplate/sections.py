"""How far a section goes that a heading opens."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.rules import Rule

SECTION_LINES = 30
"""Lines after which a section that no prose ends is over: longer ones are lists of the article."""

LEAST_ABOVE = 0.25
"""Share of a page's lines of prose that must stand above a section that goes to the end."""


class Sections:
    """The sections of one page: `texts` are its lines, `prose` says which of them are prose."""

    def __init__(self, texts: Sequence[str], prose: npt.NDArray[np.bool_]) -> None:
        self.texts = texts
        self.prose = prose

    def opens(self, rule: Rule, index: int) -> bool:
        """Whether line `index` opens a section by `rule`: one that goes to the end needs the article above it, so none
        opens where too little of the page's prose stands above."""
        prose = self.prose.nonzero()[0]
        return rule.until != "end" or bool((prose < index).sum() >= LEAST_ABOVE * len(prose))

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
