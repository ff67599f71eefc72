"""The lines of a batch's texts, equal ones by one number."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipeline.shape import bytes_of
from pipeline.stages import _lines

SALT = hash("lines") % (1 << 64) | 1
"""A number of this process."""
SPARE = 4
"""One part in so many more lines and bytes than those of a batch find room behind them."""


class Divider:
    """Divides texts into lines as `document.page.split_lines` does, and says which of them are equal.

    What it returns are lists of indices into distinct lines: those of all texts since `divide`. These are only ever
    added to, so that lines which were returned before stay as they are.
    """

    def divide(self, texts: pa.Array) -> pa.ListArray:
        """The lines of texts, whatever was divided before."""
        lines, size = _sizes(texts)
        most, room = lines + lines // SPARE, min(size + size // SPARE, np.iinfo(np.int32).max)
        self._count, self._offsets, self._lines = 0, np.zeros(most + 1, np.int32), np.empty(room, np.uint8)
        self._slots = np.zeros(1 << (most + most // 2).bit_length(), np.int32)
        return self._divided(texts, lines)

    def divide_more(self, texts: pa.Array) -> pa.ListArray | None:
        """The lines of more texts; None where there is no room for them."""
        lines, size = _sizes(texts)
        if self._count + lines >= len(self._offsets) or self._offsets[self._count] + size > len(self._lines):
            return None
        return self._divided(texts, lines)

    def _divided(self, texts: pa.Array, most: int) -> pa.ListArray:
        borders, data = bytes_of(texts)
        firsts, codes = np.empty(len(borders), np.int32), np.empty(most, np.int32)
        known = self._slots, self._offsets, self._lines, self._count
        self._count = _lines.divide(data, borders, SALT, *known, firsts, codes)
        distinct = pa.StringArray.from_buffers(self._count, pa.py_buffer(self._offsets), pa.py_buffer(self._lines))
        values = pa.DictionaryArray.from_arrays(pa.array(codes[: firsts[-1]]), distinct, safe=False)
        return pa.ListArray.from_arrays(pa.array(firsts), values)


def _sizes(texts: pa.Array) -> tuple[int, int]:
    """How many lines there are at most, and how many bytes."""
    data = bytes_of(texts)[1]
    return len(texts) + _lines.count_ends(data), len(data)
