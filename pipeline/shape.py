"""The shape of a batch's lines, measured in whole columns: width, end, prose; and each document's layout.

`document.layout` says what these are, line by line; nothing here says anything else (a property test compares).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import _shape
from pipeline.document.layout import (
    CLOSERS,
    COMMAS,
    ENDED_LENGTH,
    ENDS,
    FURNITURE,
    LABELS,
    LONG_LENGTH,
    MOST_LENGTH,
    OUTER_LENGTH,
    PROSE_LENGTH,
    SEPARATORS,
    SHORT_LENGTH,
    SIGN,
    SIGNED_LINES,
    WIDE_RANGES,
)

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]

BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""What `str.strip` takes off."""
WIDE, COMMA, SEPARATOR = 3, 4, 5
SIGNS = {0: BLANKS, 1: CLOSERS, 2: ENDS, COMMA: COMMAS.strip("[]"), SEPARATOR: SEPARATORS.strip("[]"), 6: LABELS}
"""Characters that are told apart, by bit. Those of dense scripts have WIDE."""
LIMITS = (LONG_LENGTH, MOST_LENGTH, ENDED_LENGTH, SHORT_LENGTH, OUTER_LENGTH, SIGNED_LINES)
"""In the order in which the compiled loops know them."""


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

    @cached_property
    def told(self) -> _shape.Lines:
        """What the lines say of the documents that they are of."""
        offsets, data = self._bytes
        ended, prose = self.ended.view(np.uint8), self.prose.view(np.uint8)
        signs, words = signs_of_codes(), searched()
        return _shape.Lines(data, offsets, self.lengths, self.widths, ended, prose, signs, leads(), words, LIMITS)

    def scores_of(self, at: Numbers) -> Counts:
        """What `layout.score_of` says of the lines of these numbers."""
        scores = np.empty(len(at), dtype=np.int32)
        self.told.read_scores(at, scores)
        return scores


@cache
def leads() -> Bytes:
    """Which bytes commas and separators begin with."""
    leads = np.zeros(256, dtype=np.uint8)
    leads[[char.encode()[0] for char in SIGNS[COMMA] + SIGNS[SEPARATOR]]] = True
    return leads


@cache
def searched() -> tuple[Bytes, Counts, npt.NDArray[np.uint32], int]:
    """The words that menus share, in small letters: their bytes, where each of them begins there, and, a bit a word,
    which of them may have each byte as the first, second and third, and which are signs of ownership."""
    words = FURNITURE.split("|")
    encoded = [word.encode() for word in words]
    inside = np.zeros((3, 256), dtype=np.uint32)
    for bit, word in enumerate(encoded):
        for place, of_byte in enumerate(inside):
            known = word[place : place + 1]
            of_byte[[*known, *known.upper()] if known else slice(None)] |= np.uint32(1 << bit)
    borders = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    owning = sum(1 << words.index(sign) for sign in SIGN.split("|"))
    return np.frombuffer(b"".join(encoded), np.uint8), borders, inside, owning


def bytes_of(texts: pa.StringArray) -> tuple[npt.NDArray[np.int32], Bytes]:
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
    starts = lines.offsets.to_numpy()
    own = np.empty(np.diff(starts).max(initial=0), dtype=np.int32)
    pages = np.empty(len(lines), dtype=bool)
    shapes.told.find_pages(distinct.indices.to_numpy(), starts - starts[0], own, pages.view(np.uint8))
    return pc.if_else(pa.array(pages), "page", "extracted")
