"""Measures of single lines: lengths, kinds of characters, ends, words. Whole numbers only, so that
every machine counts the same."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipeline.shape import bytes_of
from pipeline.stages.boilerplate import _measures
from pipeline.stages.boilerplate.characters import Numbers, kind_of, known_kinds

OWN = (
    "width", "words", "capitalised", "capitals", "short-words", "word-length", "digits", "sentence-ends", "commas",
    "colons", "separators", "symbols", "points", "first-sign", "last-sign", "sentence", "bullet",
)  # fmt: skip
"""Measures that say something of the line by itself."""
MEASURES = (*OWN, "letters", "cased")


def measures_of(lines: pa.StringArray, asked: Numbers) -> Numbers:
    """MEASURES of the lines of those numbers, one line a row, as int16; the width of a blank line is 0, that of others
    is not. No line may hold a line feed.

    Shares are in thousandths, -1 where there is no whole. Scripts without blanks between words often go without full
    stops: there a line as wide as prose counts as a sentence.
    """
    offsets, data = bytes_of(lines)
    room = np.empty(int(np.diff(offsets).max(initial=0)) + _measures.ROOM, dtype=np.uint8)
    measures = np.empty((len(asked), len(MEASURES)), dtype=np.int16)
    _measures.measure_lines(data, offsets, asked, known_kinds(), kind_of, room, measures)
    return measures
