"""An ensemble of symmetric trees in whole numbers: one comparison a level decides for all lines alike, so a tree is a
few operations on columns, and gives the same on every machine, for nothing is rounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, reduce
from typing import Any, NamedTuple

import numpy as np

from pipeline.stages.boilerplate.characters import Numbers

UNIT = 1000
"""Parts of a logit that weights are counted in."""


class Tree(NamedTuple):
    """Bit k of a leaf's place says whether the feature `splits[k][0]` is above the border `splits[k][1]`."""

    splits: tuple[tuple[str, np.int16], ...]
    leaves: Numbers

    def places(self, features: Mapping[str, Numbers]) -> Numbers:
        """Each line's leaf."""
        (name, border), *others = reversed(self.splits)
        above = features[name] > border
        place, bit = above.astype(np.uint8), above.view(np.uint8)
        for name, border in others:
            np.greater(features[name], border, out=above)
            place += place
            place |= bit
        return place


class Trees:
    """What training learned: the bias and the leaves are logits in parts of UNIT."""

    def __init__(self, bias: int, trees: Sequence[Tree]) -> None:
        self.bias = bias
        self.trees = tuple(trees)
        self.names = tuple(sorted({name for tree in trees for name, _ in tree.splits}))

    def logits(self, features: Mapping[str, Numbers]) -> Numbers:
        """Each line's logit in parts of UNIT, as int32."""
        total = np.full(len(features[self.names[0]]), self.bias, dtype=np.int32)
        for trees, leaves in self._pairs:
            place = trees[0].places(features)
            for tree in trees[1:]:
                place = np.multiply(place, np.uint16(len(tree.leaves)), dtype=np.uint16)
                place += tree.places(features)
            total += leaves.take(place, mode="wrap")
        return total

    @cached_property
    def _pairs(self) -> list[tuple[tuple[Tree, ...], Numbers]]:
        """Trees by twos, with what every two leaves of theirs add up to: one look-up serves both."""
        pairs = [self.trees[at : at + 2] for at in range(0, len(self.trees), 2)]
        return [(pair, reduce(np.add.outer, [tree.leaves for tree in pair]).ravel()) for pair in pairs]

    def reasons(self, features: Mapping[str, Numbers]) -> Numbers:
        """What each of `names` (row) adds to each line's logit (column), after A. Saabas, "Interpreting random
        forests", 2014."""
        total = np.zeros((len(self.names), len(features[self.names[0]])))
        for tree, (rows, added) in zip(self.trees, self._added, strict=True):
            total[rows] += added[:, tree.places(features)]
        return total

    @cached_property
    def _added(self) -> list[tuple[list[int], Numbers]]:
        """Of each tree the rows of its features in `names`, each once, and what they add on the way to each leaf: the
        mean of the leaves still in reach moves with each split."""
        row = {name: number for number, name in enumerate(self.names)}
        depth = max(len(tree.splits) for tree in self.trees)
        leaves = np.stack([np.resize(tree.leaves, 1 << depth) for tree in self.trees])
        means = [leaves.reshape(len(leaves), -1, 1 << bits).mean(axis=1) for bits in range(depth + 1)]
        reached = np.stack([np.tile(mean, 1 << (depth - bits)) for bits, mean in enumerate(means)], axis=1)
        tables = []
        for tree, added in zip(self.trees, np.diff(reached, axis=1), strict=True):
            of_row: dict[int, Numbers] = {}
            for (name, _), values in zip(tree.splits, added, strict=False):
                of_row[row[name]] = of_row.get(row[name], 0) + values
            tables.append(([*of_row], np.stack(list(of_row.values()))))
        return tables


def trees_of(table: Mapping[str, Any]) -> Trees:
    """Trees from their table in the file of weights."""
    trees = [
        Tree(tuple((name, np.int16(border)) for name, border in tree["splits"]), np.array(tree["leaves"], np.int32))
        for tree in table["trees"]
    ]
    return Trees(table["bias"], trees)
