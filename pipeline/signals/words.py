"""Words as each script divides them: by their neighbours where those tell, by ICU where a dictionary must.

The rules of Unicode Standard Annex 29, with ICU's dictionaries for Chinese, Japanese, Thai, Lao, Khmer and Burmese,
are the one meaning of "word" here. In scripts with blanks between words they come to this: letters, marks and digits
are one word, and a sign between two letters or two digits may join them ("don't", "3.14"). Every token in which
anything else stands goes to ICU. `uniseg` knows no dictionaries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain

import numpy as np
import numpy.typing as npt
from icu4py.breakers import WordBreaker

from ._kinds import DIGIT, LETTER, NUMBER
from .kinds import Kinds

Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]
Offsets = npt.NDArray[np.int32]

LONGEST_CALL = 100_000
"""Code points given to ICU at once; a longer token is cut there."""
MANY_WORDS = 1 << 18
"""Words of divided tokens that a process remembers before it forgets them all."""


def words_of(data: Bytes, tokens: Offsets, kinds: Kinds) -> Offsets:
    """Starts and ends, in bytes, of the words of some tokens of texts in UTF-8, given where those start and end."""
    view, spans = data.data, zip(*tokens.tolist(), strict=True)
    if _load_known().words.shape[1] > MANY_WORDS:
        _load_known.cache_clear()
    known = _load_known()
    which = known.numbers_of([bytes(view[start:end]) for start, end in spans], kinds)
    first, last = known.first[which], known.first[which + 1]
    words = known.words[:, _places(first, last)] + np.repeat(tokens[0], last - first)
    return np.ascontiguousarray(words, np.int32)


class Known:
    """Tokens that ICU divided in this process, by number: the words of token i, in bytes of it, are those from
    `first[i]` to `first[i + 1]`."""

    def __init__(self) -> None:
        self.numbers: dict[bytes, int] = {}
        self.first = np.zeros(1, np.int64)
        self.words = np.zeros((2, 0), np.int32)

    def numbers_of(self, tokens: Sequence[bytes], kinds: Kinds) -> Counts:
        """The numbers of some tokens; each one that is new is divided once."""
        if new := [*dict.fromkeys(token for token in tokens if token not in self.numbers)]:
            words = divide(b"\n".join(new), kinds)
            at = np.cumsum([0, *(len(token) + 1 for token in new)])
            first = np.searchsorted(words[0], at)
            self.words = np.concatenate((self.words, words - np.repeat(at[:-1], np.diff(first))), axis=1)
            self.first = np.concatenate((self.first, self.first[-1] + first[1:]))
            self.numbers |= zip(new, range(len(self.numbers), len(self.first)), strict=False)
        return np.fromiter(map(self.numbers.__getitem__, tokens), np.int64, len(tokens))


@cache
def _load_known() -> Known:
    return Known()


def _places(starts: Counts, ends: Counts) -> Counts:
    """Every place from a start to its end, one after the other."""
    lengths = ends - starts
    return np.repeat(ends - np.cumsum(lengths), lengths) + np.arange(lengths.sum(), dtype=np.int64)


def divide(lines: bytes, kinds: Kinds) -> Offsets:
    """Starts and ends, in bytes, of the words of some lines in UTF-8, by ICU alone."""
    text = lines.decode()
    pieces = chain.from_iterable(WordBreaker(text[start:stop], "root") for start, stop in _calls(text))
    cuts = np.concatenate(([0], np.cumsum(np.fromiter(map(len, pieces), dtype=np.int64))))
    held = kinds[np.frombuffer(text.encode("utf-32-le"), dtype=np.int32)]
    words = np.bitwise_or.reduceat(held, cuts[:-1]) & (LETTER | DIGIT | NUMBER) != 0 if text else held
    encoded = np.frombuffer(lines, np.uint8)
    at = np.append(np.flatnonzero((encoded & 0xC0) != 0x80), len(encoded))[cuts].astype(np.int32)
    return np.stack((at[:-1][words], at[1:][words]))


def _calls(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of `text` that are given to ICU one by one: whole lines, but for one that is too long."""
    start = 0
    while start < len(text):
        stop = start + LONGEST_CALL
        if stop < len(text):
            stop = text.rfind("\n", start, stop) + 1 or stop
        yield start, stop
        start = stop
