"""An ensemble of symmetric trees in whole numbers: one comparison a level decides for all lines alike, so a tree is a
few operations on columns, and gives the same on every machine, for nothing is rounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
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
        place = np.zeros(len(features[self.splits[0][0]]), dtype=np.uint8)
        above = np.empty(len(place), dtype=bool)
        bit = above.view(np.uint8)
        for name, border in reversed(self.splits):
            np.greater(features[name], border, out=above)
            np.add(place, place, out=place)
            np.bitwise_or(place, bit, out=place)
        return place

    def added(self) -> Numbers:
        """What each split (row) adds on the way to each leaf (column): the mean of the leaves still in reach moves."""
        depth, leaf = len(self.splits), np.arange(len(self.leaves))
        means = [self.leaves.reshape(-1, 1 << bits).mean(axis=0) for bits in range(depth + 1)]
        return np.stack(
            [means[bits + 1][leaf % (2 << bits)] - means[bits][leaf % (1 << bits)] for bits in range(depth)]
        )


class Trees:
    """What training learned: the bias and the leaves are logits in parts of UNIT."""

    def __init__(self, bias: int, trees: Sequence[Tree]) -> None:
        self.bias = bias
        self.trees = tuple(trees)
        self.names = tuple(sorted({name for tree in trees for name, _ in tree.splits}))

    def logits(self, features: Mapping[str, Numbers]) -> Numbers:
        """Each line's logit in parts of UNIT, as int32."""
        total = np.full(len(features[self.names[0]]), self.bias, dtype=np.int32)
        for tree in self.trees:
            total += tree.leaves.take(tree.places(features), mode="wrap")
        return total

    def reasons(self, features: Mapping[str, Numbers]) -> Numbers:
        """What each of `names` (row) adds to each line's logit (column), after A. Saabas, "Interpreting random
        forests", 2014."""
        total = np.zeros((len(self.names), len(features[self.names[0]])))
        for tree, (rows, added) in zip(self.trees, self._added, strict=True):
            total[rows] += added[:, tree.places(features)]
        return total

    @cached_property
    def _added(self) -> list[tuple[list[int], Numbers]]:
        """Of each tree the rows of its features in `names`, each once, and what they add on the way to each leaf."""
        tables = []
        for tree in self.trees:
            of_name: dict[str, Numbers] = {}
            for (name, _), added in zip(tree.splits, tree.added(), strict=True):
                of_name[name] = of_name.get(name, 0) + added
            tables.append(([self.names.index(name) for name in of_name], np.stack(list(of_name.values()))))
        return tables


def trees_of(table: Mapping[str, Any]) -> Trees:
    """Trees from their table in the file of weights."""
    trees = [
        Tree(tuple((name, np.int16(border)) for name, border in tree["splits"]), np.array(tree["leaves"], np.int32))
        for tree in table["trees"]
    ]
    return Trees(table["bias"], trees)
