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
import pyarrow.compute as pc

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
    ends = np.minimum(_ends(one), _ends(other))
    both = np.concatenate((_keys(one, ends), _keys(other, ends)))
    both.sort(kind="stable")  # two ascending stretches are merged
    total = np.diff(np.searchsorted(both, np.arange(len(one) + 1) << 32))
    common = np.bincount(both[1:][both[1:] == both[:-1]] >> 32, minlength=len(one))
    return np.asarray(common / (total - common), np.float64)


def _ends(lists: pa.ListArray) -> Places:
    """The last hash of each list that is a sample; the greatest hash for any other."""
    lengths = pc.list_value_length(lists).to_numpy(zero_copy_only=False)
    ends = np.full(len(lists), 0xFFFFFFFF, np.int64)
    sampled = np.flatnonzero(lengths >= MOST_SHINGLES)
    last = np.cumsum(lengths)[sampled] - 1
    ends[sampled] = lists.flatten().to_numpy(zero_copy_only=False)[last].view(np.uint32)
    return ends


def _keys(lists: pa.ListArray, ends: Places) -> Places:
    rows = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64)
    hashes = lists.flatten().to_numpy(zero_copy_only=False).view(np.uint32)
    held = hashes <= ends[rows]
    return np.asarray(rows[held] << 32 | hashes[held], np.int64)


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
