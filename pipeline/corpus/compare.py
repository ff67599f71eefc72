"""How alike the documents of a pair are: the Jaccard similarity of their shingles."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import IO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.corpus import _clusters
from pipeline.corpus.tables import MOST_SHINGLES

COMPARED = pa.schema([("one", pa.int64()), ("other", pa.int64()), ("similarity", pa.float64())])
"""Numbers of two documents (see `numbered.sql`), and how alike they are."""
COMPARED_ROWS = 1_000
"""Pairs whose shingles are in memory at once."""

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


class Lists:
    """The shingles of many documents, in a file: all of them, or those of all pairs, would fill memory.

    `rows` are those of `shingled.sql`: each document's number and its shingles. `file` is empty.
    """

    def __init__(self, rows: Iterable[pa.RecordBatch], file: IO[bytes]) -> None:
        self._file = file
        numbers, sizes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for batch in rows:
            numbers.append(batch["number"].to_numpy().copy())  # a view would keep the whole batch
            sizes.append(np.diff(batch["shingles"].offsets.to_numpy()).astype(np.int64))
            file.write(batch["shingles"].flatten().to_numpy())
        file.flush()
        held, lengths = np.concatenate(numbers), np.concatenate(sizes)
        self._starts, self._sizes = np.zeros((2, held.max(initial=0) + 1), np.int64)
        self._starts[held], self._sizes[held] = np.cumsum(lengths) - lengths, lengths

    def compare(self, one: Whole, other: Whole) -> Floats:
        """How alike the documents with these numbers are, pair by pair."""
        found = [self._compare(one[at : at + COMPARED_ROWS], other[at : at + COMPARED_ROWS]) for at in _steps(len(one))]
        return np.concatenate([np.zeros(0), *found])

    def _compare(self, one: Whole, other: Whole) -> Floats:
        numbers, places = np.unique(np.concatenate([one, other]), return_inverse=True)
        starts, sizes = self._starts[numbers], self._sizes[numbers]
        spans = zip((4 * starts).tolist(), (4 * sizes).tolist(), strict=True)
        shingles = np.frombuffer(b"".join([os.pread(self._file.fileno(), size, at) for at, size in spans]), np.uint32)
        ends = np.cumsum(sizes)
        begin, end = (ends - sizes)[places], ends[places]
        half = len(one)
        return _jaccard((shingles, begin[:half], end[:half]), (shingles, begin[half:], end[half:]))


def similarities(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Rows of COMPARED from rows of `compared.sql`."""
    parts = [batch.slice(start, COMPARED_ROWS) for start in _steps(len(batch))]
    found = pa.array(np.concatenate([jaccard(part["one_shingles"], part["other_shingles"]) for part in parts]))
    return pa.RecordBatch.from_arrays([batch["one"], batch["other"], found], schema=COMPARED)


def _steps(rows: int) -> Iterator[int]:
    return iter(range(0, rows, COMPARED_ROWS))


def jaccard(one: pa.ListArray, other: pa.ListArray) -> Floats:
    """The Jaccard similarity of two columns of lists, row by row. A list holds distinct 32-bit hashes, ascending as
    unsigned numbers; one of MOST_SHINGLES is a sample, whose counterpart is cut where it ends."""
    return _jaccard(_spans(one), _spans(other))


Spans = tuple[npt.NDArray[np.uint32], Whole, Whole]
"""Hashes, and where each list begins and ends among them."""


def _spans(lists: pa.ListArray) -> Spans:
    borders = lists.offsets.to_numpy().astype(np.int64)
    borders -= borders[0]
    return lists.flatten().to_numpy().view(np.uint32), borders[:-1], borders[1:]


def _jaccard(one: Spans, other: Spans) -> Floats:
    common, total = np.empty((2, len(one[1])), np.int64)
    _clusters.overlaps(*one, *other, MOST_SHINGLES, common, total)
    return np.asarray(common / total, np.float64)
