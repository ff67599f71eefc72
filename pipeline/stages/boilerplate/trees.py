"""An ensemble of symmetric trees in whole numbers: it gives the same on every machine, for nothing is rounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from pipeline.stages.boilerplate import _trees
from pipeline.stages.boilerplate.characters import Numbers

UNIT = 1000
"""Parts of a logit that weights are counted in."""
LEAVES = 1 << _trees.DEPTH
NEVER = np.iinfo(np.int16).max
"""A border that no feature is above."""


class Tree(NamedTuple):
    """Bit k of a leaf's place says whether the feature `splits[k][0]` is above the border `splits[k][1]`. There are
    DEPTH splits at most."""

    splits: tuple[tuple[str, int], ...]
    leaves: Sequence[int]


class Trees:
    """What training learned: the bias and the leaves are logits in parts of UNIT. `rows` are the names of the features
    in the tables that are judged, in the order of their rows."""

    def __init__(self, bias: int, trees: Sequence[Tree], rows: Sequence[str]) -> None:
        self.bias, self.trees, self.rows = bias, tuple(trees), tuple(rows)
        self.names = tuple(sorted({name for tree in trees for name, _ in tree.splits}))
        row = {name: number for number, name in enumerate(self.rows)}
        padded = [*trees, *[Tree((), [0])] * (-len(trees) % _trees.ABREAST)]
        splits = [_full([(row[name], border) for name, border in tree.splits]) for tree in padded]
        tables = np.array(splits, dtype=np.int32).reshape(len(padded), _trees.DEPTH, 2)
        self._rows, self._borders = tables[:, :, 0].copy(), tables[:, :, 1].astype(np.int16)
        self._leaves = np.array([_repeated(tree.leaves) for tree in padded], dtype=np.int32).reshape(-1, LEAVES)

    def logits(self, features: Numbers) -> Numbers:
        """Each line's logit in parts of UNIT, as int32."""
        totals = np.full(features.shape[1], self.bias, dtype=np.int32)
        _trees.add_leaves(features, self._rows, self._borders, self._leaves, totals)
        return totals

    def reasons(self, features: Numbers, lines: Numbers) -> Numbers:
        """What each of `names` (column) adds to the logits of some lines (row), in parts of UNIT and LEAVES, after A.
        Saabas, "Interpreting random forests", 2014."""
        totals = np.zeros((len(lines), len(self.rows)), dtype=np.int32)
        some = np.ascontiguousarray(features[:, lines].T)
        _trees.add_reasons(some, self._rows, self._borders, self._added, totals)
        return totals.take(self._columns, axis=1)

    def heaviest(self, features: Numbers, lines: Numbers, places: Numbers, number: int) -> Numbers:
        """So many of the `places` in `names` that lower the logits of some lines (row) most, the heaviest first."""
        least = np.empty((len(lines), number), dtype=np.int64)
        _trees.find_least(self.reasons(features, lines), places, least)
        return places.take(least)

    @cached_property
    def _columns(self) -> list[int]:
        return [self.rows.index(name) for name in self.names]

    @cached_property
    def _added(self) -> Numbers:
        """What each split adds on the way to each leaf of each tree: the mean of the leaves still in reach moves."""
        halves = [self._leaves.reshape(len(self._leaves), -1, 1 << bits) for bits in range(_trees.DEPTH + 1)]
        means = [leaves.sum(axis=1) << bits for bits, leaves in enumerate(halves)]
        reached = np.stack([np.tile(mean, LEAVES >> bits) for bits, mean in enumerate(means)], axis=2)
        return np.diff(reached, axis=2).astype(np.int32)


def _full(splits: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """As many splits as there may be; no feature is above the border of those that are added."""
    return [*splits, *[(0, NEVER)] * (_trees.DEPTH - len(splits))]


def _repeated(leaves: Sequence[int]) -> Sequence[int]:
    """As many leaves as there may be: those that are there, for either side of the splits that are added."""
    return [*leaves] * (LEAVES // len(leaves))


def trees_of(table: Mapping[str, Any], rows: Sequence[str]) -> Trees:
    """Trees from their table in the file of weights."""
    trees = [Tree(tuple((name, border) for name, border in tree["splits"]), tree["leaves"]) for tree in table["trees"]]
    return Trees(table["bias"], trees, rows)
