"""How far a section goes that a heading opens."""

from __future__ import annotations

from functools import cached_property
from itertools import count

import numpy as np
import numpy.typing as npt

from pipeline.document.page import Lines
from pipeline.rules import Rule

SECTION_LINES = 30
"""Lines after which a section that no prose ends is over: longer ones are lists of the article."""

LEAST_ABOVE = 0.25
"""Share of a page's lines of prose that must stand above a section that goes to the end."""

STARTS = "*•·-–—0123456789.) \t"
"""What lines may begin with that are the same without."""


class Sections:
    """The sections of one page: `lines` are its own, `prose` says which of them are prose."""

    def __init__(self, lines: Lines, prose: npt.NDArray[np.bool_]) -> None:
        self.lines = lines
        self.prose = prose

    def opens(self, rule: Rule, index: int) -> bool:
        """Whether line `index` opens a section by `rule`: one that goes to the end needs the article above it, so none
        opens where too little of the page's prose stands above."""
        prose = self.prose.nonzero()[0]
        return rule.until != "end" or bool((prose < index).sum() >= LEAST_ABOVE * len(prose))

    def last_of(self, rule: Rule, index: int) -> int:
        """The last line of the section that line `index` opens by `rule`."""
        if rule.until == "end":
            return len(self.lines) - 1
        return self._last_before_prose(index) if rule.until == "prose" else self._last_repeated(index)

    def _last_before_prose(self, index: int) -> int:
        last, passed = index, 0
        for i in range(index + 1, len(self.lines)):
            if not _is_filled(self.lines.text_at(i)):
                continue
            passed += 1
            if self.prose[i] or passed > SECTION_LINES:
                break
            last = i
        return last

    def _last_repeated(self, index: int) -> int:
        last = index
        for i in range(index + 1, len(self.lines)):
            if not (plain := self._plain[i]):
                continue
            if self._last_places[plain] == i:
                break
            last = i
        return last

    @cached_property
    def _plain(self) -> list[str]:
        """The lines as they are compared: without case, and without blanks, bullets and numbers at their starts."""
        return [text.strip().lstrip(STARTS).casefold() for text in self.lines.texts]

    @cached_property
    def _last_places(self) -> dict[str, int]:
        """The last line of those that compare alike."""
        return dict(zip(self._plain, count()))


def _is_filled(text: str) -> bool:
    """Whether a line holds more than blanks, bullets and numbers."""
    return bool(text.strip().lstrip(STARTS))
