"""The zones of every document of a batch: `document.layout.zones_of` says of one page what they are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.document.layout import END_LENGTH, END_SHARE, FOOT_PROSE, HEAD_PROSE

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


def zones_in(starts: Numbers, lengths: npt.NDArray[np.int32], filled: Mask, prose: Mask) -> Numbers:
    """The zones of each document (column), in the order of `Zones` (row), given where its lines begin among all lines
    of the batch (one number more than there are documents) and of each line its code points, whether it is not blank
    and whether it is prose."""
    begin, end = starts[:-1], starts[1:]
    count = end - begin
    held, first, past = _held(prose, starts)
    number = past - first
    head = np.where(number > HEAD_PROSE, held[first + HEAD_PROSE] - begin, count)
    foot = np.where(number > FOOT_PROSE, held[past - 1 - FOOT_PROSE] + 1 - begin, 0)
    under = np.where(number > 0, held[past - 1] + 1 - begin, count)
    ends = np.maximum(_ends(starts, lengths) - begin, 0)
    held, first, past = _held(filled, starts)
    filled_first = np.where(past > first, held[first] - begin, 0)
    return np.stack((filled_first, head, foot, under, ends))


def _held(mask: Mask, starts: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The lines that a mask holds, with a few beyond that stand for none, and where those of each document begin and
    end among them."""
    held = np.flatnonzero(mask)
    borders = np.searchsorted(held, starts)
    return np.append(held, np.zeros(1 + max(HEAD_PROSE, FOOT_PROSE), np.int64)), borders[:-1], borders[1:]


def _ends(starts: Numbers, lengths: npt.NDArray[np.int32]) -> Numbers:
    """Where the last characters of each document begin: the line after the last from which there are too many."""
    passed = np.append(0, np.cumsum(lengths, dtype=np.int64))
    total = passed[starts[1:]] - passed[starts[:-1]]
    most = np.floor(np.maximum(END_LENGTH, END_SHARE * total)).astype(np.int64)
    ends: Numbers = np.searchsorted(passed, passed[starts[1:]] - most)
    return ends
