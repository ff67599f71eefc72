"""How far a section goes that a heading opens."""

from __future__ import annotations

from functools import cache, cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.rules import Rule
from pipeline.shape import BLANKS, bytes_of
from pipeline.stages.boilerplate._spans import count_before_prose, find_plain, hash_plain
from pipeline.stages.contract import Column

SECTION_LINES = 30
"""Lines after which a section that no prose ends is over: longer ones are lists of the article."""

LEAST_ABOVE = 0.25
"""Share of a page's lines of prose that must stand above a section that goes to the end."""

STARTS = "*•·-–—0123456789.) \t"
"""What lines may begin with that are the same without."""

CASED = 0x1E944
"""No code point from this one on has case."""
PAGE = 0x100
"""Code points that are asked about at once: most pages have none with case."""
EXPANDED = 1 << 31
"""From this number on the compiled loop takes what stands for a code point as the row of several."""

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@cache
def edges() -> npt.NDArray[np.uint8]:
    """Of code points: 1 for blanks, 2 for STARTS, 3 for both."""
    found = np.zeros(1 << 16, np.uint8)
    found[[*map(ord, BLANKS)]] = 1
    found[[*map(ord, STARTS)]] |= 2
    return found


@cache
def folds() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """What code points are without case (see `_spans.hash_plain`)."""
    single = np.arange(CASED, dtype=np.uint32)
    points = single.tobytes().decode("utf-32", "surrogatepass")
    pages = (points[start : start + PAGE] for start in range(0, CASED, PAGE))
    several: list[list[int]] = []
    for char in chain.from_iterable(page for page in pages if page != page.casefold()):
        folded = char.casefold()
        if len(folded) > 1:
            single[ord(char)] = EXPANDED + len(several)
            several.append([*map(ord, folded.ljust(3, "\0"))])
        elif folded != char:
            single[ord(char)] = ord(folded)
    return single, np.array(several, np.uint32)


class _Below(NamedTuple):
    """The lines from `first` on that hold more than blanks, bullets and numbers, and the bytes of each without them."""

    first: int
    filled: Numbers
    plain: Numbers


class Texts(NamedTuple):
    """The lines of a batch: which of the distinct ones each is (`codes`), where these begin in the bytes of all
    (`offsets`), and which lines are prose."""

    codes: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int32]
    data: npt.NDArray[np.uint8]
    prose: Mask


def texts_of(column: Column, prose: Mask) -> Texts:
    """The lines of a batch, given which of them are prose."""
    return Texts(column.distinct.indices.to_numpy(), *bytes_of(column.distinct.dictionary), prose)


class Sections:
    """The sections of one document, whose lines go from `start` to `end` among those of the batch. Lines are told by
    their numbers in the batch."""

    def __init__(self, texts: Texts, start: int, end: int) -> None:
        self.texts, self.start, self.end = texts, start, end
        self._known: _Below | None = None

    def opens(self, rule: Rule, line: int) -> bool:
        """Whether a line opens a section by `rule`: one that goes to the end needs the article above it, so none opens
        where too little of the page's prose stands above."""
        return rule.until != "end" or bool(np.searchsorted(self._prose, line) >= LEAST_ABOVE * len(self._prose))

    def last_of(self, rule: Rule, line: int) -> int:
        """The last line of the section that a line opens by `rule`."""
        if rule.until == "end":
            return self.end - 1
        return self._last_before_prose(line) if rule.until == "prose" else self._last_repeated(line)

    def _last_before_prose(self, line: int) -> int:
        below = slice(line + 1, self.end)
        codes, offsets, data, prose = self.texts
        return line + count_before_prose(
            data, offsets, edges(), codes[below], prose[below].view(np.uint8), SECTION_LINES
        )

    def _last_repeated(self, line: int) -> int:
        filled = self._below(line).filled
        end = np.searchsorted(self._last_alike, line, side="right")
        at = np.searchsorted(filled, self._last_alike[end]) if end < len(self._last_alike) else len(filled)
        return max(line, int(filled[at - 1])) if at else line

    def _below(self, line: int) -> _Below:
        """The lines from one on, or from one before: headings are asked about in their order."""
        if self._known is None or line < self._known.first:
            plain = np.empty((self.end - line, 2), np.int64)
            find_plain(self.texts.data, self.texts.offsets, edges(), self.texts.codes[line : self.end], plain)
            filled = np.flatnonzero(plain[:, 0] < plain[:, 1])
            self._known = _Below(line, filled + line, plain[filled])
            self.__dict__.pop("_last_alike", None)
        return self._known

    @cached_property
    def _last_alike(self) -> Numbers:
        """The last of each of the lines below that are the same without case."""
        _, filled, plain = self._known or self._below(self.start)
        hashes = np.empty(len(filled), np.uint64)
        hash_plain(self.texts.data, *folds(), plain, hashes)
        _, from_below = np.unique(hashes[::-1], return_index=True)
        return np.sort(filled[::-1][from_below])

    @cached_property
    def _prose(self) -> Numbers:
        """The lines of prose."""
        return self.start + np.flatnonzero(self.texts.prose[self.start : self.end])
