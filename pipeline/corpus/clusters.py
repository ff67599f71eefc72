"""Which document duplicates which: verified pairs become components, and these become stars.

Every duplicate is as similar as asked to the very document that it names, so a chain of ever less alike documents
does not become one cluster. Documents are numbered by preference: 0 is the best of all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


class Pairs(NamedTuple):
    """Documents that were compared, `better` before `worse` in preference, and their Jaccard similarities."""

    better: Places
    worse: Places
    similarity: Floats

    def at_least(self, similarity: float) -> Pairs:
        """The pairs so similar, in order."""
        held = np.flatnonzero(self.similarity >= similarity)
        held = held[np.lexsort((self.worse[held], self.better[held]))]
        return Pairs(self.better[held], self.worse[held], self.similarity[held])


def pairs_of(one: Places, other: Places, similarity: Floats) -> Pairs:
    """Pairs from the places of both documents, in whatever order."""
    return Pairs(np.minimum(one, other), np.maximum(one, other), similarity)


def join_pairs(parts: list[Pairs]) -> Pairs:
    """All pairs of all parts."""
    nothing = Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    return Pairs(*map(np.concatenate, zip(nothing, *parts, strict=True)))


def jaccard(one: pa.ListArray, other: pa.ListArray) -> Floats:
    """The true Jaccard similarity of two lists of distinct 32-bit hashes, row by row."""
    both = np.sort(np.concatenate((_keys(one), _keys(other))))
    common = np.bincount(both[1:][both[1:] == both[:-1]] >> 32, minlength=len(one))
    total = pc.add(pc.list_value_length(one), pc.list_value_length(other)).to_numpy(zero_copy_only=False)
    return np.asarray(common / (total - common), np.float64)


def _keys(lists: pa.ListArray) -> Places:
    rows = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64)
    return np.asarray(rows << 32 | lists.flatten().to_numpy(zero_copy_only=False).view(np.uint32), np.int64)


def best_of(pairs: Pairs, documents: int) -> Places:
    """For each of `documents`, the best document that pairs connect it with: union-find with path halving."""
    parent = list(range(documents))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    for better, worse in zip(pairs.better.tolist(), pairs.worse.tolist(), strict=True):
        one, other = root(better), root(worse)
        parent[max(one, other)] = min(one, other)
    return np.array([root(node) for node in range(documents)], np.int64)


def unjudged(pairs: Pairs, documents: int) -> tuple[Places, Places]:
    """(best, member) of each component where the two were never compared or found too unlike: bands may miss one."""
    best = best_of(pairs, documents)
    members = np.flatnonzero(best != np.arange(documents))
    asked = best[members] * documents + members
    new = ~np.isin(asked, pairs.better * documents + pairs.worse)
    return best[members][new], members[new]


def stars(pairs: Pairs) -> dict[int, tuple[int, float]]:
    """worse -> (kept, similarity), from ordered pairs. In order of preference each document that is still free is
    kept, and takes its free partners with it."""
    taken: dict[int, tuple[int, float]] = {}
    for better, worse, similarity in zip(*(column.tolist() for column in pairs), strict=True):
        if better not in taken:
            taken.setdefault(worse, (better, similarity))
    return taken
