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

from pipeline.corpus.tables import MOST_SHINGLES

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
    """The Jaccard similarity of two columns of lists, row by row. A list holds distinct 32-bit hashes, ascending as
    unsigned numbers; one of MOST_SHINGLES is a sample, whose counterpart is cut where it ends."""
    ends = np.minimum(_ends(one), _ends(other))
    both = np.sort(np.concatenate((_keys(one, ends), _keys(other, ends))))
    total = np.bincount(both >> 32, minlength=len(one))
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
