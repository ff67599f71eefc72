from __future__ import annotations

import numpy as np

from pipeline.signals.hashes import _KEPT, inverses, prefixes


def test_a_stretch_has_the_same_hash_wherever_it_stands() -> None:
    stretch = np.frombuffer("two words".encode("utf-32-le"), np.int32)
    starts = np.array([0, 40, _KEPT - 4, _KEPT + 3_000, 2 * _KEPT - 1, 2 * _KEPT + 90])
    points = np.zeros(2 * _KEPT + 500, np.int32)
    for start in starts:
        points[start : start + len(stretch)] = stretch
    sums = prefixes(points)
    hashes = (sums[starts + len(stretch)] - sums[starts]) * inverses(starts, len(points))
    assert len(set(hashes.tolist())) == 1
    short = prefixes(stretch)
    assert (short[-1:] - short[:1]) * inverses(np.array([0]), len(stretch)) == hashes[0]
    other = (sums[starts + len(stretch) + 1] - sums[starts + 1]) * inverses(starts + 1, len(points))
    assert not set(other.tolist()) & set(hashes.tolist())
