"""Which document duplicates which: verified pairs become components, and these become stars.

Every duplicate is as similar as asked to the very document that it names, so a chain of ever less alike documents
does not become one cluster. Documents are numbered by preference: 0 is the best of all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.corpus import _clusters

Documents = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]


class Pairs(NamedTuple):
    """Documents that were compared, `better` before `worse` in preference, and their Jaccard similarities: 12 bytes a
    pair, for in a corpus of duplicates there are twenty for each document."""

    better: Documents
    worse: Documents
    similarity: npt.NDArray[np.float32]

    def at(self, at: Places) -> Pairs:
        """The pairs at these places."""
        return Pairs(self.better[at], self.worse[at], self.similarity[at])


def pairs_of(one: Documents, other: Documents, similarity: npt.NDArray[np.float64], least: float) -> Pairs:
    """Pairs of at least the similarity `least`, from the places of both documents, in whatever order."""
    held = np.flatnonzero(similarity >= least)
    one, other = one[held], other[held]
    return Pairs(np.minimum(one, other), np.maximum(one, other), similarity[held].astype(np.float32))


def join_pairs(parts: list[Pairs]) -> Pairs:
    """All pairs of all parts."""
    nothing = Pairs(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))
    return Pairs(*map(np.concatenate, zip(nothing, *parts, strict=True)))


def best_of(pairs: Pairs, documents: int) -> Documents:
    """For each of `documents`, the best document that pairs connect it with."""
    best = np.arange(documents, dtype=np.int32)
    _clusters.connect(pairs.better, pairs.worse, best)
    return best


def unjudged(pairs: Pairs, documents: int) -> tuple[Documents, Places]:
    """(best, member) of each component where the two were never compared or found too unlike: bands may miss one."""
    best = best_of(pairs, documents)
    judged = best == np.arange(documents)
    judged[pairs.worse[best[pairs.worse] == pairs.better]] = True
    members = np.flatnonzero(~judged)
    return best[members], members


def stars(pairs: Pairs, documents: int) -> Pairs:
    """(kept, duplicate) for each duplicate. In order of preference each document that is still free is kept, and
    takes its free partners with it."""
    ordered = pairs.at(np.argsort(pairs.better, kind="stable"))
    held = np.zeros(len(ordered.better), np.uint8)
    _clusters.choose(ordered.better, ordered.worse, np.zeros(documents, np.uint8), held)
    return ordered.at(np.flatnonzero(held))
