"""How much of a document is in which language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt

# Code points of Unicode's basic plane, which nearly all letters are in.
PLANE = 0x10000


def languages_of(text: str, host: str, spans: Iterable[tuple[int, int, str]]) -> list[tuple[str, float]]:
    """The languages of a document with their shares of its letters, largest first; never empty.

    `spans` are the stretches (start, end, language) in other languages than `host`, in code points of `text`.
    What no span covers is in the host language. The shares sum to 1.
    """
    found = sorted(spans)
    if not found:
        return [(host, 1.0)]
    letters: Counter[str] = Counter({host: _count(text)})
    at = 0
    for start, end, language in found:
        count = _count(text[max(start, at) : end])
        letters[language] += count
        letters[host] -= count
        at = max(at, end)
    total = letters.total() or 1
    shares = [(name, count / total) for name, count in letters.items() if count > 0]
    return sorted(shares, key=lambda share: (-share[1], share[0])) or [(host, 1.0)]


def _count(text: str) -> int:
    """The letters of `text`."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    rare = codes[codes >= PLANE]
    count = int(np.count_nonzero(_letters().take(codes, mode="clip")))
    return count + sum(chr(code).isalpha() for code in rare.tolist())


@cache
def _letters() -> npt.NDArray[np.bool_]:
    """Of every code point of the basic plane whether it is a letter; of its last one, which is none, for all others."""
    return np.fromiter(map(str.isalpha, map(chr, range(PLANE))), np.bool_, PLANE)
