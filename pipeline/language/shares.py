"""How much of a document is in which language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import regex

_LETTERS_RE = regex.compile(r"\p{L}++")


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
    return sum(match.end() - match.start() for match in _LETTERS_RE.finditer(text))
