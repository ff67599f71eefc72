"""What letters are to a host: of other scripts, or of its own script but none of its language's. The script is told by
the first two bytes of each, which is good enough to choose by."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from pipeline.language.blocks import NONE, pairs_at, scripts_of_pairs
from pipeline.language.screens import foreign_letters
from pipeline.language.scripts import SCRIPTS

from ._reader import LACKED, STRANGE

Bytes = npt.NDArray[np.uint8]

# No letter that a language could lack has a greater code point.
POINTS = 0x2000


@cache
def marks_of(language: str, scripts: frozenset[str]) -> Bytes:
    """By the first two bytes of a character (see `pair_of`) what it may be to a host."""
    kinds = np.full(NONE + 1, STRANGE, np.uint8)
    kinds[[*(SCRIPTS.index(script) for script in (*scripts, "Latn")), NONE]] = 0
    marks = kinds.take(scripts_of_pairs())
    lacked = np.frombuffer("".join(foreign_letters(language, scripts)).encode(), np.uint8)
    marks[pairs_at(lacked, np.flatnonzero(lacked >= 0xC0))] = LACKED
    return marks


@cache
def lacked_by(language: str, scripts: frozenset[str]) -> Bytes:
    """By code point, below `POINTS`, 1 for the letters of a host's script that its language lacks."""
    lacked = np.zeros(POINTS, np.uint8)
    lacked[np.frombuffer("".join(foreign_letters(language, scripts)).encode("utf-32-le"), "<u4")] = 1
    return lacked
