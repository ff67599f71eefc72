"""Short lines that stand twice at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.rules import BLANKS
from pipeline.rules.patterns import BULLETS
from pipeline.shape import bytes_of
from pipeline.stages.boilerplate._cores import find_doubled
from pipeline.stages.contract import Column

DOUBLED_LENGTH = 120
"""Longest line that counts as a doubled short line, in code points."""
EDGES = np.zeros(1 << 16, np.uint8)
"""Of code points: 1 for blanks, 2 for bullets."""
EDGES[[*map(ord, BLANKS)]] = 1
EDGES[[*map(ord, BULLETS)]] = 2

Numbers = npt.NDArray[np.int64]


def pairs_of(column: Column) -> Numbers:
    """The short lines that equal the next of their document, blank lines and blanks around them aside: pairs of lines
    of the batch, in order."""
    offsets, data = bytes_of(column.distinct.dictionary)
    codes = column.distinct.indices.to_numpy()
    pairs = find_doubled(data, offsets, EDGES, codes, column.lengths, column.borders, DOUBLED_LENGTH)
    return np.array(pairs, np.int64).reshape(-1, 2)
