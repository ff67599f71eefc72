"""The shape of a batch's lines, measured in whole columns: width, end, prose; and each document's layout.

`document.layout` says what these are, line by line; nothing here says anything else (a property test compares).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import _shape
from pipeline.document.layout import (
    CLOSERS,
    COMMAS,
    ENDS,
    FURNITURE,
    LONG_LENGTH,
    OUTER_LENGTH,
    PROSE_LENGTH,
    SEPARATORS,
    SHORT_LENGTH,
    SIGN,
    SIGNED_LINES,
    WIDE_RANGES,
    best_stretch,
)

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]

BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""What `str.strip` takes off."""
SIGNS = {0: BLANKS, 1: CLOSERS, 2: ENDS, 4: COMMAS.strip("[]"), 5: SEPARATORS.strip("[]"), 6: ":;,"}
"""Characters that are told apart, by bit; at the last of them a line goes on. Those of dense scripts have WIDE."""
WIDE = 3


@cache
def signs_of_codes() -> npt.NDArray[np.uint8]:
    """Of each code point below 0x10000, bit by bit, which of SIGNS hold it."""
    signs = np.zeros(1 << 16, dtype=np.uint8)
    for bit, chars in SIGNS.items():
        signs[[ord(char) for char in chars]] |= 1 << bit
    for first, last in WIDE_RANGES:
        signs[first : last + 1] |= 1 << WIDE
    return signs


@dataclass(frozen=True)
class Shapes:
    """What is measured of distinct lines, without blanks at their ends: one number a line."""

    lines: pa.StringArray

    @cached_property
    def points(self) -> Counts:
        """Code points with those blanks."""
        offsets, data = self._bytes
        points = np.empty(len(self.lines), dtype=np.int32)
        _shape.measure_points(data, offsets, points)
        return points

    @cached_property
    def _measured(self) -> tuple[Counts, Counts, Mask]:
        offsets, data = self._bytes
        lengths, widths = np.empty((2, len(self.lines)), dtype=np.int32)
        ended = np.empty(len(self.lines), dtype=bool)
        _shape.measure(data, offsets, self.points, signs_of_codes(), lengths, widths, ended.view(np.uint8))
        return lengths, widths, ended

    @cached_property
    def _bytes(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
        return bytes_of(self.lines)

    @property
    def lengths(self) -> Counts:
        """Code points."""
        return self._measured[0]

    @property
    def widths(self) -> Counts:
        """See `layout.width_of`."""
        return self._measured[1]

    @property
    def ended(self) -> Mask:
        """See `layout.ends_as_sentence`."""
        return self._measured[2]

    @cached_property
    def prose(self) -> Mask:
        """See `layout.is_prose`."""
        return (self.widths >= LONG_LENGTH) | ((self.widths >= PROSE_LENGTH) & self.ended)

    def scores_of(self, at: Numbers) -> npt.NDArray[np.float64]:
        """What `layout.score_of` says of the lines of these numbers."""
        widths = self.widths[at]
        scores = np.minimum(widths, 500) / 50
        # Wider lines are prose, whatever is in them.
        narrow = widths < LONG_LENGTH
        scores[narrow] = self._narrow_scores(at[narrow])
        return scores

    def _narrow_scores(self, at: Numbers) -> npt.NDArray[np.float64]:
        offsets, data = self._bytes
        widths, ended, prose = self.widths[at], self.ended[at], self.prose[at]
        numbers = np.empty((len(at), 3), dtype=np.int32)
        _shape.count_signs(data, offsets, at.astype(np.int64), signs_of_codes(), numbers)
        commas, separators, goes_on = numbers.T
        scores = np.where(widths < SHORT_LENGTH, -0.75, 0.5 * commas - 0.4)
        scores[goes_on > 0] = -0.4
        scores[(ended & (widths >= 20)) | (self.lengths[at] == 0)] = 0.0
        scores[prose] = widths[prose] / 50
        scores[separators > 0] = -2.25
        return scores

    def holding(self, at: Numbers, words: str) -> Mask:
        """Which of the lines of these numbers hold one of the words, given in small letters with `|` between them,
        whatever the case of ASCII letters."""
        offsets, data = self._bytes
        found = np.empty(len(at), dtype=bool)
        _shape.find_words(data, offsets, at, *_searched(words), found.view(np.uint8))
        return found


@cache
def _searched(words: str) -> tuple[npt.NDArray[np.uint8], Counts, npt.NDArray[np.uint32], int]:
    """Words as they are searched for: their bytes, where each of them begins there, which of them may have each byte as
    the first, second and third of those that are looked at, and every how many bytes that is."""
    encoded = [word.encode() for word in words.split("|")]
    stride = max(1, min(map(len, encoded)) - 2)
    inside = np.zeros((3, 256), dtype=np.uint32)
    for bit, word in enumerate(encoded):
        for place, of_byte in enumerate(inside):
            known = word[place : place + stride]
            of_byte[[*known, *known.upper()] if known else slice(None)] |= np.uint32(1 << bit)
    borders = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return np.frombuffer(b"".join(encoded), np.uint8), borders, inside, stride


def bytes_of(texts: pa.StringArray) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """Where each text begins in the bytes of all (one more than there are texts), and those bytes."""
    _, offsets, data = texts.buffers()
    if not len(texts):
        return np.zeros(1, np.int32), np.zeros(0, np.uint8)
    places = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    text = np.frombuffer(data, np.uint8)[places[0] : places[-1]] if data else np.zeros(0, np.uint8)
    return places - places[0], text


def layouts_of(lines: pa.ListArray, distinct: pa.DictionaryArray, shapes: Shapes) -> pa.StringArray:
    """The layout of each document (see `layout.layout_of`), given its lines, and all lines of the batch as indices into
    the measured ones."""
    starts = lines.offsets.to_numpy().astype(np.int64)
    codes = distinct.indices.to_numpy()
    filled = np.flatnonzero((shapes.lengths > 0)[codes])
    batch = _Batch(shapes, codes[filled], np.searchsorted(filled, starts - starts[0]))
    around = _around(batch)
    page = _far_from_prose(batch, around)
    other = np.maximum(sum(around), batch.count - batch.per_row(batch.prose))
    asked = ~page & (batch.short >= 0.15 * batch.count) & (other >= 10)
    marks = _marks_of(batch, asked)
    page |= _outside_prose(batch, around, marks)
    asked &= ~page & (marks.signed | (batch.per_row(marks.furnished & ~batch.prose) >= 3))
    page[np.flatnonzero(asked)] = _around_article(batch, asked, marks)
    return pc.if_else(pa.array(page), "page", "extracted")


class _Batch:
    """The lines of a batch that are not blank, by number in `shapes`; those of row i are `codes[starts[i] :
    starts[i + 1]]`."""

    def __init__(self, shapes: Shapes, codes: Numbers, starts: Numbers) -> None:
        self.shapes, self.codes, self.starts = shapes, codes, starts
        self.count = np.diff(starts)
        self.rows = np.repeat(np.arange(len(self.count)), self.count)
        self.prose = shapes.prose[codes]
        self.bare = ((shapes.widths <= SHORT_LENGTH) & ~shapes.ended)[codes]
        self.short = self.per_row(self.bare)
        self.place = np.arange(len(codes)) - starts[self.rows]
        self.left = self.count[self.rows] - self.place

    def per_row(self, mask: Mask) -> Numbers:
        """How many lines of each row the mask holds."""
        return np.bincount(self.rows[mask], minlength=len(self.count))

    def holding(self, mask: Mask, words: str) -> Mask:
        """Which of the lines in the mask hold one of the words."""
        places = np.flatnonzero(mask)
        asked = np.zeros(len(self.shapes.lines), dtype=bool)
        asked[self.codes[places]] = True
        distinct = np.flatnonzero(asked)
        asked[distinct] = self.shapes.holding(distinct, words)
        held = np.zeros(len(mask), dtype=bool)
        held[places] = asked[self.codes[places]]
        return held


class _Marks(NamedTuple):
    """Rows that end in a sign of ownership, and lines that hold what menus share, of the rows that are asked about."""

    signed: Mask
    furnished: Mask


def _marks_of(batch: _Batch, asked: Mask) -> _Marks:
    here, short, last = asked[batch.rows], batch.shapes.lengths[batch.codes] <= OUTER_LENGTH, batch.left <= SIGNED_LINES
    # One sign at a time: the longer what is searched for, the fewer bytes are looked at.
    signed = [batch.per_row(batch.holding(here & last, sign)) > 0 for sign in SIGN.split("|")]
    return _Marks(np.logical_or.reduce(signed), batch.holding(here & short, FURNITURE))


def _around(batch: _Batch) -> tuple[Numbers, Numbers]:
    """How many lines stand above and below all prose of each document; all where it has none."""
    prose = np.flatnonzero(batch.prose)
    first, past = np.searchsorted(prose, batch.starts[:-1]), np.searchsorted(prose, batch.starts[1:])
    held = np.append(prose, 0)
    above = np.where(past > first, held[first] - batch.starts[:-1], batch.count)
    below = np.where(past > first, batch.starts[1:] - 1 - held[past - 1], batch.count)
    return above, below


def _far_from_prose(batch: _Batch, around: tuple[Numbers, Numbers]) -> Mask:
    """Which rows `layout._outside_prose` takes for pages without looking for words."""
    above, below = around
    page: Mask = (above > 0) & (below > 0) & (above + below >= 45) & (batch.short >= 0.3 * batch.count)
    return page


def _outside_prose(batch: _Batch, around: tuple[Numbers, Numbers], marks: _Marks) -> Mask:
    """Which of the other rows it takes for pages."""
    above, below = around
    upper, lower = batch.place < above[batch.rows], batch.left <= below[batch.rows]
    furnished = batch.per_row(marks.furnished & upper) + batch.per_row(marks.furnished & lower)
    busy = (above + below >= 10) & (batch.short >= 0.25 * batch.count)
    prose = batch.per_row(batch.prose)
    inside = ((above >= 12) & (below >= 1) & (prose > 3)) | ((above >= 8) & (below >= 7))
    page: Mask = busy.astype(np.int8) + marks.signed + (furnished >= 2) >= 2
    return page | ((furnished > 0) & inside)


def _around_article(batch: _Batch, asked: Mask, marks: _Marks) -> Mask:
    """See `layout._around_article`: whether it holds of each row that is asked about."""
    here = np.flatnonzero(asked[batch.rows])
    distinct, places = np.unique(batch.codes[here], return_inverse=True)
    scores = batch.shapes.scores_of(distinct)[places]
    outer = np.zeros(len(batch.codes), dtype=bool)
    sides = []
    at = 0
    for row in np.flatnonzero(asked).tolist():
        first, count = int(batch.starts[row]), int(batch.count[row])
        start, end, _ = best_stretch(scores[at : at + count].tolist())
        outside = ~batch.prose[first : first + count]
        outside[start:end] = False
        outer[first : first + count] = outside
        sides.append((np.count_nonzero(outside[:start]), np.count_nonzero(outside[end:])))
        at += count
    above, below = np.array(sides, np.int64).reshape(-1, 2).T
    enough = (np.minimum(above, below) >= 3) & (above + below >= 10)
    enough &= batch.per_row(outer & batch.bare)[asked] >= 0.15 * batch.count[asked]
    return enough & (marks.signed[asked] | (batch.per_row(outer & marks.furnished)[asked] >= 3))
