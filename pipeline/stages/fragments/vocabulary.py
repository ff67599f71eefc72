"""The function words of all languages, as one compiled pass looks them up, and what each is to a host."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.language.screens import function_words, search_of, words_of_script
from pipeline.language.scripts import SCRIPTS, UNSPACED

from ._reader import BITS, FOREIGN, OWN, place_words

Bytes = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.int64]


class Vocabulary(NamedTuple):
    """Words of more than a letter, small and with a capital, as `place_words` has them; their `numbers` begin at 1."""

    letters: Bytes
    starts: npt.NDArray[np.int32]
    places: npt.NDArray[np.uint16]
    keys: npt.NDArray[np.uint64]
    sizes: Bytes
    numbers: Mapping[str, int]


@cache
def vocabulary() -> Vocabulary:
    """The function words of all scripts with blanks between words."""
    small = frozenset[str]().union(*(words_of_script(script) for script in SCRIPTS if script not in UNSPACED))
    # The shortest are the most frequent: each is found at its own place.
    words = sorted(sorted(_with_capitals(small)), key=len)
    encoded = [word.encode() for word in words]
    letters = np.frombuffer(b"".join(encoded), np.uint8)
    starts = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    places, keys = np.zeros(1 << BITS, np.uint16), np.zeros(len(starts), np.uint64)
    sizes = np.zeros(len(starts), np.uint8)
    place_words(letters, starts, places, keys, sizes)
    return Vocabulary(letters, starts, places, keys, sizes, {word: number for number, word in enumerate(words, 1)})


def _with_capitals(words: frozenset[str]) -> set[str]:
    return {form for word in words if len(word) > 1 for form in (word, word.capitalize())}


@cache
def host_words(language: str, scripts: frozenset[str]) -> Bytes:
    """By number what each word is to a host that is written in some scripts; nothing, where it has no blanks between
    words or several scripts."""
    script = min(scripts)
    kinds = np.zeros(len(vocabulary().sizes), np.uint8)
    known = function_words(language, script)
    if len(scripts) > 1 or script in UNSPACED or not known:
        return kinds
    kinds[_numbers_of(words_of_script(script))] = FOREIGN
    kinds[_numbers_of(known)] = 0
    kinds[_numbers_of(search_of(language, scripts).own)] = OWN
    return kinds


@cache
def _numbers_of(words: frozenset[str]) -> Indices:
    """The numbers of words, of those that are longer than a letter."""
    numbers = vocabulary().numbers
    return np.array([numbers[word] for word in words if len(word) > 1], np.int64)
