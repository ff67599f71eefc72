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
"""Powers that a process keeps; a longer text makes its own."""


def prefixes(points: npt.NDArray[np.int32]) -> Hashes:
    """The running sum over code points, each times the base to the power of its place; it starts with 0."""
    sums = np.zeros(len(points) + 1, dtype=np.uint64)
    np.multiply(points, _powers(_BASE, len(points)), out=sums[1:], dtype=np.uint64, casting="unsafe")
    np.add.accumulate(sums, out=sums)
    return sums


def inverses(size: int) -> Hashes:
    """What takes the place of a stretch back out of the difference of two sums, by its start."""
    return _powers(_INVERSE, size)


def _powers(base: int, size: int) -> Hashes:
    return _kept(base)[:size] if size <= _KEPT else _made(base, size)


@cache
def _kept(base: int) -> Hashes:
    return _made(base, _KEPT)


def _made(base: int, size: int) -> Hashes:
    powers = np.full(size, base, dtype=np.uint64)
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
