"""Which document duplicates which: verified pairs become components, and these become stars.

Every duplicate is as similar as asked to the very document that it names, so a chain of ever less alike documents
does not become one cluster. Documents are numbered by preference: 0 is the best of all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.corpus import _clusters
from pipeline.corpus.tables import MOST_SHINGLES

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
LISTED = 1 << 16
"""Pairs that are Python objects at once."""


class Pairs(NamedTuple):
    """Documents that were compared, `better` before `worse` in preference, and their Jaccard similarities: 12 bytes a
    pair, for in a corpus of duplicates there are twenty for each document."""

    better: npt.NDArray[np.int32]
    worse: npt.NDArray[np.int32]
    similarity: npt.NDArray[np.float32]

    def at(self, held: npt.ArrayLike) -> Pairs:
        """The pairs at these places."""
        at = np.asarray(held, np.int64)
        return Pairs(self.better[at], self.worse[at], self.similarity[at])

    def listed(self) -> Iterator[tuple[int, int]]:
        """(better, worse) of each pair."""
        for start in range(0, len(self.better), LISTED):
            better, worse = self.better[start : start + LISTED], self.worse[start : start + LISTED]
            yield from zip(better.tolist(), worse.tolist(), strict=True)


def pairs_of(one: Places, other: Places, similarity: Floats, least: float) -> Pairs:
    """Pairs of at least the similarity `least`, from the places of both documents, in whatever order."""
    held = np.flatnonzero(similarity >= least)
    one, other = one[held].astype(np.int32), other[held].astype(np.int32)
    return Pairs(np.minimum(one, other), np.maximum(one, other), similarity[held].astype(np.float32))


def join_pairs(parts: list[Pairs]) -> Pairs:
    """All pairs of all parts, in order."""
    nothing = Pairs(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))
    joined = Pairs(*map(np.concatenate, zip(nothing, *parts, strict=True)))
    return joined.at(np.lexsort((joined.worse, joined.better)))


def jaccard(one: pa.ListArray, other: pa.ListArray) -> Floats:
    """The Jaccard similarity of two columns of lists, row by row. A list holds distinct 32-bit hashes, ascending as
    unsigned numbers; one of MOST_SHINGLES is a sample, whose counterpart is cut where it ends."""
    common, total = np.empty((2, len(one)), np.int64)
    _clusters.overlaps(*_lists(one), *_lists(other), MOST_SHINGLES, common, total)
    return np.asarray(common / total, np.float64)


def _lists(lists: pa.ListArray) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]]:
    """The hashes of all lists, and where each begins among them."""
    borders = lists.offsets.to_numpy()
    return lists.flatten().to_numpy().view(np.uint32), borders - borders[0]


def best_of(pairs: Pairs, documents: int) -> Places:
    """For each of `documents`, the best document that pairs connect it with: union-find with path halving."""
    parent = list(range(documents))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    for better, worse in pairs.listed():
        one, other = root(better), root(worse)
        parent[max(one, other)] = min(one, other)
    return np.array([root(node) for node in range(documents)], np.int64)


def unjudged(pairs: Pairs, documents: int) -> tuple[Places, Places]:
    """(best, member) of each component where the two were never compared or found too unlike: bands may miss one."""
    best = best_of(pairs, documents)
    members = np.flatnonzero(best != np.arange(documents))
    asked = best[members] * documents + members
    new = ~np.isin(asked, pairs.better.astype(np.int64) * documents + pairs.worse)
    return best[members][new], members[new]


def stars(pairs: Pairs, documents: int) -> Pairs:
    """(kept, duplicate) for each duplicate, from ordered pairs. In order of preference each document that is still
    free is kept, and takes its free partners with it."""
    taken = bytearray(documents)
    held = []
    for at, (better, worse) in enumerate(pairs.listed()):
        if not taken[better] and not taken[worse]:
            taken[worse] = 1
            held.append(at)
    return pairs.at(held)
