"""Texts as signals see them: one row of code points, in which tokens, words, lines and paragraphs are spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt

from .hashes import Hashes, inverses, prefixes
from .kinds import BLANK, SIGN, Kinds, kinds_of

Made = TypeVar("Made")
Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Points = npt.NDArray[np.int32]
Shares = npt.NDArray[np.float64]

NEWLINE = ord("\n")
_NEAR, _FEW = 32, 256
"""Steps that are walked; the share of a text's characters from which that is done at once."""
_BLANK_LINE_RE = re.compile("\n[ \t\u00a0\u3000]*+\n")


class Spans(NamedTuple):
    """Stretches of a view's text, ascending: document i holds those from `offsets[i]` to `offsets[i + 1]`."""

    starts: Counts
    ends: Counts
    offsets: Counts

    @property
    def counts(self) -> Counts:
        """Spans a document."""
        return gaps(self.offsets)

    @property
    def lengths(self) -> Counts:
        """Code points a span."""
        return self.ends - self.starts

    @property
    def rows(self) -> Counts:
        """The document of each span."""
        return np.repeat(np.arange(len(self.offsets) - 1), self.counts)

    def total(self, values: npt.NDArray[Any]) -> Counts:
        """Sum of `values`, one a span, over each document."""
        return gaps(running_sums(values)[self.offsets])

    def filter(self, mask: Mask) -> Spans:
        """The spans that `mask` keeps."""
        return Spans(self.starts[mask], self.ends[mask], running_sums(mask)[self.offsets])


class Signs(NamedTuple):
    """The signs of a view: where they stand, ascending, and their code points."""

    at: Counts
    points: Points

    def which(self, chars: str) -> Counts:
        """Where one of a few characters stands."""
        mask = self.points == ord(chars[0])
        for char in chars[1:]:
            mask |= self.points == ord(char)
        return self.at[np.flatnonzero(mask)]


class View:
    """Some documents, one after the other, with a line feed before, between and after them.

    `texts` hold no `\\r`; `languages` holds one BCP 47 tag a text. `points` are the code points, `kinds` their flags
    (see kinds.py); document i stands from `bounds[i]` on and ends before the line feed at `bounds[i + 1] - 1`.
    """

    def __init__(self, texts: Sequence[str], languages: Sequence[str]) -> None:
        self.texts, self.languages = texts, languages
        self.text = "\n".join(("", *texts, ""))
        self.bounds = np.cumsum([1, *(len(text) + 1 for text in texts)])
        self.points: Points = np.frombuffer(self.text.encode("utf-32-le"), dtype=np.int32)
        self.kinds: Kinds = kinds_of(self.points)
        self._made: dict[Any, Any] = {}

    def __len__(self) -> int:
        return len(self.languages)

    def once(self, make: Callable[[View], Made]) -> Made:
        """What `make` makes of this view, made when it is first asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("Made", self._made[make])

    @cached_property
    def characters(self) -> Counts:
        """Code points a text."""
        return gaps(self.bounds) - 1

    @cached_property
    def signs(self) -> Signs:
        """The signs."""
        at = self.where(SIGN)
        return Signs(at, self.points[at])

    @cached_property
    def lines(self) -> Spans:
        """Lines that are not blank, outer blanks trimmed."""
        ends = self.signs.which("\n")
        return self._trimmed(ends[:-1] + 1, ends[1:])

    @cached_property
    def paragraphs(self) -> Spans:
        """What blank lines divide, outer blanks trimmed."""
        lines = self.lines
        opens = np.ones(len(lines.starts), dtype=np.bool_)
        opens[1:] = self._parted(lines.ends[:-1], lines.starts[1:])
        opens[lines.offsets[:-1][lines.counts > 0]] = True
        closes = np.append(opens[1:], True)[: len(opens)]
        return self.spans(lines.starts[opens], lines.ends[closes])

    def spans(self, starts: Counts, ends: Counts) -> Spans:
        """Ascending spans, told by document."""
        return Spans(starts, ends, np.searchsorted(starts, self.bounds))

    def where(self, flag: np.uint8) -> Counts:
        """Where characters with a flag stand."""
        return np.flatnonzero((self.kinds & flag) != 0)

    def count(self, at: Counts) -> Counts:
        """How many of some ascending places each document has."""
        return gaps(np.searchsorted(at, self.bounds))

    def hashes(self, spans: Spans) -> Hashes:
        """A hash of the characters of each span."""
        before = self._prefixes
        found = (before[spans.ends] - before[spans.starts]) * inverses(spans.starts, len(self.points))
        return found + spans.lengths.view(np.uint64)

    @cached_property
    def _prefixes(self) -> Hashes:
        return prefixes(self.points)

    def nearest(self, mask: Mask, at: Counts, step: int) -> Counts:
        """The first place from each of `at` on, forwards (`step` 1) or backwards (-1), where a mask holds; there is
        one. A few near ones are walked to, all others looked up."""
        at = at.copy()
        moving = np.flatnonzero(~mask[at])
        for _ in range(_NEAR):
            if not 0 < len(moving) < len(mask) // _FEW:
                break
            at[moving] += step
            moving = moving[~mask[at[moving]]]
        if not len(moving):
            return at
        held = np.flatnonzero(mask)
        at[moving] = held[np.searchsorted(held, at[moving]) + min(step, 0)]
        return at

    def _trimmed(self, starts: Counts, ends: Counts) -> Spans:
        filled = (self.kinds & BLANK) == 0
        filled[[0, -1]] = True
        ragged = np.flatnonzero((starts < ends) & ~(filled[starts] & filled[ends - 1]))
        starts[ragged] = self.nearest(filled, starts[ragged], 1)
        ends[ragged] = self.nearest(filled, ends[ragged] - 1, -1) + 1
        kept = np.flatnonzero(starts < ends)
        return self.spans(starts[kept], ends[kept])

    def _parted(self, ends: Counts, starts: Counts) -> Mask:
        """Whether a blank line lies between the end of one line and the start of the next."""
        parted: Mask = (starts - ends == 2) & (self.points[ends] == NEWLINE) & (self.points[ends + 1] == NEWLINE)
        for at in np.flatnonzero(starts - ends > 2):
            parted[at] = _BLANK_LINE_RE.search(self.text, ends[at], starts[at]) is not None
        return parted


def with_newlines(text: str) -> str:
    """`text` with `\\n` for every `\\r\\n` and `\\r`."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def running_sums(values: npt.NDArray[Any]) -> Counts:
    """The sum of the values before each one, and of all."""
    sums = np.zeros(len(values) + 1, dtype=np.int64)
    np.add.accumulate(values, out=sums[1:], dtype=np.int64)
    return sums


def gaps(ascending: Counts) -> Counts:
    """How far each number is from the one before it."""
    return ascending[1:] - ascending[:-1]


def share(part: npt.NDArray[Any], whole: Counts) -> Shares:
    """`part / whole` of counts, 0 where both are 0."""
    shares: Shares = part / np.maximum(whole, 1)
    return shares
