"""How far a section goes that a heading opens."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from itertools import count
from typing import NamedTuple

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


class _Compared(NamedTuple):
    """Lines from `first` on as they are compared, without case and without blanks, bullets and numbers at their starts,
    and the last line of those that compare alike."""

    first: int
    plain: list[str]
    places: dict[str, int]


class Sections:
    """The sections of one page: `lines` are its own, `prose` says which of them are prose."""

    def __init__(self, lines: Lines, prose: npt.NDArray[np.bool_]) -> None:
        self.lines = lines
        self.prose = prose
        self._known: _Compared | None = None

    def opens(self, rule: Rule, index: int) -> bool:
        """Whether line `index` opens a section by `rule`: one that goes to the end needs the article above it, so none
        opens where too little of the page's prose stands above."""
        return rule.until != "end" or bisect_left(self._prose, index) >= LEAST_ABOVE * len(self._prose)

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
        last, (first, plain, places) = index, self._compared(index)
        for i in range(index + 1, len(self.lines)):
            if not plain[i - first]:
                continue
            if places[plain[i - first]] == i:
                break
            last = i
        return last

    def _compared(self, index: int) -> _Compared:
        """The lines from `index` on, or from one before: headings are asked about in their order."""
        if self._known is None or index < self._known.first:
            plain = [text.strip().lstrip(STARTS).casefold() for text in self.lines.texts_from(index)]
            self._known = _Compared(index, plain, dict(zip(plain, count(index))))
        return self._known

    @cached_property
    def _prose(self) -> list[int]:
        """The lines of prose."""
        return self.prose.nonzero()[0].tolist()


def _is_filled(text: str) -> bool:
    """Whether a line holds more than blanks, bullets and numbers."""
    return bool(text.strip().lstrip(STARTS))
