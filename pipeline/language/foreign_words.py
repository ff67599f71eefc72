"""Lines in which function words of other languages stand near each other, found over whole buffers at once.

A word is looked up by a hash of its first eight bytes, which tells nearly all words of a text from those searched for;
the few that are left are compared as they are.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .screens import function_words, words_of_script

Bytes = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.int64]

# Two function words of others are near each other with at most so many words between, and so many bytes.
BETWEEN, NEAR = 2, 48
# A text is searched in pieces of so many bytes, so that its memory is bounded, with room for two words behind each.
PIECE, OVERLAP = 250_000, 200

_BLANK = ord(" ")
# Bytes of a word that its hash is made of, bits of the hash, and an odd number near 2**64 over the golden ratio.
HASHED, BITS, FACTOR = 8, 17, np.uint64(0x9E3779B97F4A7C15)
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(HASHED + 1)], np.uint64)


class _Words(NamedTuple):
    """Words in UTF-8, whether a word among them has each hash, and the bytes of the longest."""

    words: frozenset[bytes]
    hashes: npt.NDArray[np.bool_]
    longest: int


@cache
def _foreign_words(language: str, scripts: frozenset[str]) -> _Words | None:
    """The function words of other languages of a script that are none of this language's; None where either are
    unknown."""
    script = min(scripts)
    own = function_words(language, script)
    words = frozenset(word.encode() for word in words_of_script(script) - own if len(word) > 1)
    if not own or not words or len(scripts) > 1:
        return None
    hashes = np.zeros(1 << BITS, np.bool_)
    for word in words:
        hashes[_hashes_of(np.frombuffer(word[:HASHED].ljust(HASHED, b"\0"), "<u8"))] = True
    return _Words(words, hashes, max(map(len, words)))


def _hashes_of(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    return (keys * FACTOR) >> np.uint64(64 - BITS)


def lines_with_foreign_words(data: Bytes, bounds: Indices, language: str, scripts: frozenset[str]) -> Indices:
    """The numbers, ascending, of the stretches of UTF-8 between two of the ascending `bounds` in which two function
    words of other languages of the script stand near each other. No word at the very start or end of a stretch counts,
    nor one beside a sign."""
    words = _foreign_words(language, scripts)
    if words is None:
        return np.empty(0, np.int64)
    pieces = [_near(data[at : at + PIECE + OVERLAP].tobytes(), words) + at for at in range(0, len(data), PIECE)]
    firsts, lasts = np.concatenate([np.empty((2, 0), np.int64), *pieces], axis=1)
    first_lines, last_lines = (np.searchsorted(bounds, places, side="right") for places in (firsts, lasts))
    return np.unique(first_lines[first_lines == last_lines]) - 1


def _near(text: bytes, words: _Words) -> Indices:
    """Where the blank in front of one word and the blank behind the next stand, for each two words that are near each
    other: two rows."""
    blanks = np.flatnonzero(np.frombuffer(text, np.uint8) == _BLANK)
    found = _find(text, blanks, words)
    starts = blanks[found]
    near = np.flatnonzero((np.diff(found) <= BETWEEN + 1) & (np.diff(starts) <= NEAR))
    return np.stack((starts[near], blanks[found[near + 1] + 1]))


def _find(text: bytes, blanks: Indices, words: _Words) -> Indices:
    """The numbers of the blanks that a word stands behind."""
    sizes = np.diff(blanks) - 1
    short = np.flatnonzero((sizes > 1) & (sizes <= words.longest))
    keys = np.ndarray((len(text),), "<u8", text + bytes(HASHED), strides=(1,))[blanks[short] + 1]
    keys &= _MASKS[np.minimum(sizes[short], HASHED)]
    maybe = short[words.hashes[_hashes_of(keys)]]
    places = zip(blanks[maybe].tolist(), sizes[maybe].tolist(), strict=True)
    return maybe[[text[at + 1 : at + 1 + size] in words.words for at, size in places]]
