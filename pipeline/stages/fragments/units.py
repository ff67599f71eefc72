"""Lines, and what stands between two breaks of them, as Arrow strings without copying a byte."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.shape import bytes_of

Bytes = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.int64]


def views_of(lines: pa.StringArray) -> tuple[Bytes, Indices]:
    """The UTF-8 of all lines, one after the other, and where each begins, with the end of the last."""
    offsets, data = bytes_of(lines)
    return data, offsets.astype(np.int64)


def units_of(lines: pa.StringArray, starts: Indices) -> pa.StringArray:
    """The units of all lines that begin at `starts` of their UTF-8, each with the break that it begins with."""
    data, _ = views_of(lines)
    ends = pa.py_buffer(np.append(starts, len(data)).astype(np.int32))
    return pa.StringArray.from_buffers(len(starts), ends, pa.py_buffer(data))
