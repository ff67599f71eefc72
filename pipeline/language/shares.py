"""How much of a document is in which language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt

from . import _shares

PLANES = 0x40000
"""Code points of the planes that letters are in."""


def languages_of(
    data: npt.NDArray[np.uint8], host: str, spans: Iterable[tuple[int, int, str]]
) -> list[tuple[str, float]]:
    """The languages of a document in UTF-8 with their shares of its letters, largest first; never empty.

    `spans` are the stretches (start, end, language) in other languages than `host`, in code points of the document.
    What no span covers is in the host language. The shares sum to 1.
    """
    found = sorted(spans)
    if not found:
        return [(host, 1.0)]
    places = [0]
    for start, end, _ in found:
        places.append(max(start, places[-1]))
        places.append(max(end, places[-1]))
    counts = _shares.letters_between(data, _letters(), places)
    letters = {host: sum(counts[::2])}
    for (_, _, language), count in zip(found, counts[1::2], strict=True):
        letters[language] = letters.get(language, 0) + count
    total = sum(counts) or 1
    shares = [(name, count / total) for name, count in letters.items() if count > 0]
    return sorted(shares, key=lambda share: (-share[1], share[0])) or [(host, 1.0)]


@cache
def _letters() -> npt.NDArray[np.uint8]:
    """Of every number that UTF-8 could say whether it is a letter; behind those planes there are none."""
    letters = np.zeros(0x200000, np.uint8)
    letters[:PLANES] = np.strings.isalpha(np.arange(PLANES, dtype=np.uint32).view("U1"))
    return letters
