"""What stands between two breaks of a line (sentence ends, quotation marks, separators), without copying a byte."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.int64]

BREAKS = '.!?:;|"()[]“”«»„…،؟।。！？「」『』、，–—'


def _number(char: str) -> int:
    """The first three bytes of a character's UTF-8 as one number; of two, with a third of 0."""
    return int.from_bytes(char.encode().ljust(3, b"\0"))


_WIDE = [char for char in BREAKS if not char.isascii()]
_WIDE_NUMBERS = np.array(sorted(map(_number, _WIDE)), np.int32)
# Of every byte whether it may begin a break, 1 or 0: a table for `bytes.translate`, twice as fast as numpy's lookup.
_MAY_BREAK = bytes(byte in {char.encode()[0] for char in BREAKS} for byte in range(256))


def views_of(lines: pa.StringArray) -> tuple[Bytes, Indices]:
    """The UTF-8 of all lines, one after the other, and where each begins, with the end of the last."""
    offsets = np.frombuffer(lines.buffers()[1], np.int32)[lines.offset : lines.offset + len(lines) + 1]
    data = lines.buffers()[2]
    bytes_ = np.frombuffer(data, np.uint8) if data else np.empty(0, np.uint8)
    return bytes_[offsets[0] : offsets[-1]], (offsets - offsets[0]).astype(np.int64)


def units_of(lines: pa.StringArray) -> tuple[pa.StringArray, Indices]:
    """The units of all lines, each with the break that it begins with, and the number of each one's line.

    No line may be empty.
    """
    data, offsets = views_of(lines)
    starts = np.frombuffer(bytearray(data.tobytes().translate(_MAY_BREAK)), np.bool_)
    wide = np.flatnonzero(starts & (data >= 0x80))
    starts[wide[~_are_breaks(data, wide)]] = False
    starts[offsets[:-1]] = True
    bounds = np.append(np.flatnonzero(starts), len(data))
    parents = np.repeat(np.arange(len(lines)), np.diff(np.searchsorted(bounds, offsets)))
    ends = pa.py_buffer(bounds.astype(np.int32))
    return pa.StringArray.from_buffers(len(bounds) - 1, ends, pa.py_buffer(data)), parents


def _are_breaks(data: Bytes, at: Indices) -> npt.NDArray[np.bool_]:
    """Of the characters beyond ASCII that begin at these places whether they are breaks."""
    first, second, third = (data.take(at + i, mode="clip").astype(np.int32) for i in range(3))
    return np.isin(first << 16 | second << 8 | np.where(first >= 0xE0, third, 0), _WIDE_NUMBERS)
