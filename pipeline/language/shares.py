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
    are_letters = _are_letters(text)
    letters = Counter({host: int(np.count_nonzero(are_letters))})
    at = 0
    for start, end, language in found:
        count = int(np.count_nonzero(are_letters[max(start, at) : end]))
        letters[language] += count
        letters[host] -= count
        at = max(at, end)
    total = letters.total() or 1
    shares = [(name, count / total) for name, count in letters.items() if count > 0]
    return sorted(shares, key=lambda share: (-share[1], share[0])) or [(host, 1.0)]


def _are_letters(text: str) -> npt.NDArray[np.bool_]:
    """Of each code point of `text` whether it is a letter."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    letters = _letters().take(codes, mode="clip")
    for place in np.flatnonzero(codes >= PLANE).tolist():
        letters[place] = text[place].isalpha()
    return letters


@cache
def _letters() -> npt.NDArray[np.bool_]:
    """Of every code point of the basic plane whether it is a letter; of its last one, which is none, for all others."""
    return np.strings.isalpha(np.arange(PLANE, dtype=np.uint32).view("U1"))
