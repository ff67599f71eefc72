"""Hashes of many stretches of one text at once: a polynomial of the code points, modulo 2 ** 64.

One running sum over the text gives the hash of every stretch of it (Karp and Rabin 1987), the same wherever the
stretch stands. Two different stretches of a document have the same hash with a chance of one in 2 ** 64.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

# An odd base, its inverse, and an odd factor that spreads what short stretches leave in the low bits.
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_SPREAD = 0xD6E8FEB86659FD93
_KEPT = 9 << 16
"""Powers that a process keeps; longer texts are read in parts of as many code points."""


def prefixes(points: npt.NDArray[np.int32]) -> Hashes:
    """The running sum over code points, each times the base to the power of its place; it starts with 0."""
    sums = np.zeros(len(points) + 1, dtype=np.uint64)
    for at in range(0, len(points), _KEPT):
        part = sums[at + 1 : at + 1 + _KEPT]
        np.multiply(points[at : at + _KEPT], _powers(_BASE)[: len(part)], out=part, dtype=np.uint64, casting="unsafe")
        if at:
            part *= np.uint64(pow(_BASE, at, 1 << 64))
        part[:1] += sums[at : at + 1]
        np.add.accumulate(part, out=part)
    return sums


def inverses(starts: npt.NDArray[np.int64], size: int) -> Hashes:
    """What takes the places of stretches of a text of `size` code points back out of the differences of two sums, by
    their starts."""
    powers = _powers(_INVERSE)
    if size <= _KEPT:
        return powers[starts]
    parts = np.array([pow(_INVERSE, at, 1 << 64) for at in range(0, size, _KEPT)], dtype=np.uint64)
    part, place = np.divmod(starts, _KEPT)
    return powers[place] * parts[part]


@cache
def _powers(base: int) -> Hashes:
    powers = np.full(_KEPT, base, dtype=np.uint64)
    powers[0] = _SPREAD if base == _INVERSE else 1
    return np.multiply.accumulate(powers)


def ordered(keys: Hashes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The order of `keys`, equal ones as they come, and which ones in this order equal the one before.

    Their places are sorted along with them, in their low bits; should keys differ in no others, once more without.
    """
    low = np.uint64((1 << len(keys).bit_length()) - 1)
    packed = (keys & ~low) | np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    order = (packed & low).view(np.int64)
    same = _equal_before(keys[order])
    if not np.array_equal(same, _equal_before(packed & ~low)):
        order = np.argsort(keys, kind="stable")
        same = _equal_before(keys[order])
    return order, same


def _equal_before(keys: Hashes) -> npt.NDArray[np.bool_]:
    same = np.zeros(len(keys), dtype=np.bool_)
    np.equal(keys[1:], keys[:-1], out=same[1:])
    return same
