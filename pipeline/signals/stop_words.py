"""Stop words by language: the lists, and the two signals that need them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple
from unicodedata import normalize

import numpy as np

from .hashes import Hashes
from .view import Counts, Mask, Shares, View, gaps, share
from .words import word_hashes, words_of

# Letters that the composed form of Unicode (NFC) writes as two code points, though texts hold them as one.
_WRITTEN_AS_ONE = {normalize("NFC", chr(code)): chr(code) for code in (*range(0x958, 0x960), 0x9DC, 0x9DD, 0x9DF,
    0xA33, 0xA36, 0xA59, 0xA5A, 0xA5B, 0xA5E, 0xB5C, 0xB5D)}  # fmt: skip
_FIRST_WRITTEN_AS_ONE = min(_WRITTEN_AS_ONE)[0]
_BITS = 11
_SLOTS = 1 << _BITS


@cache
def load_stop_words() -> Mapping[str, frozenset[str]]:
    """Language (BCP 47, without script and region) to its stop words, in lower case."""
    table = tomllib.loads(files(__package__).joinpath("stop_words.toml").read_text("utf-8"))
    return {language: frozenset(words.split()) for language, words in table.items()}


def stop_word_share(view: View) -> Shares:
    """Stop words among the words; no number where no list is known (FineWeb2, Penedo et al. 2025, by language)."""
    marked = view.once(count_stop_words)
    return np.where(marked.listed, share(marked.found, view.once(words_of).counts), np.nan)


def stop_words(view: View) -> Shares:
    """Different stop words that occur; no number where no list is known (Gopher, Rae et al. 2021, A1.1: at least two of
    eight English ones)."""
    marked = view.once(count_stop_words)
    return np.where(marked.listed, marked.different, np.nan)


class Marked(NamedTuple):
    """Of each document: how many stop words it has, how many different ones, whether its language has a list."""

    found: Counts
    different: Counts
    listed: Mask


def count_stop_words(view: View) -> Marked:
    """The stop words of each text in its own language."""
    hashes, offsets = view.once(word_hashes), view.once(words_of).offsets
    found, different = np.zeros((2, len(view)), dtype=np.int64)
    marked = Marked(found, different, np.zeros(len(view), dtype=np.bool_))
    for language, rows in _stretches(view.languages):
        levels = load_levels(language)
        if levels:
            own = offsets[rows.start : rows.stop + 1]
            counted = _count(hashes[own[0] : own[-1]], own - own[0], levels)
            marked.found[rows], marked.different[rows], marked.listed[rows] = *counted, True
    return marked


def _stretches(tags: Sequence[str]) -> Iterator[tuple[str, slice]]:
    """Documents of one language (without script and region) that follow one another."""
    start = 0
    for language, group in groupby(tag.split("-")[0] for tag in tags):
        stop = start + len([*group])
        yield language, slice(start, stop)
        start = stop


def _count(hashes: Hashes, offsets: Counts, levels: Sequence[Level]) -> tuple[Counts, Counts]:
    """How many words of each document are in a list, and how many different ones."""
    found = np.zeros(len(offsets) - 1, dtype=np.int64)
    width = 1 + max(level.numbers.max() for level in levels)
    seen = np.zeros((len(found), width), dtype=np.bool_)
    for depth, level in enumerate(levels):
        slots = _slots(hashes, depth)
        at = np.flatnonzero(level.hashes[slots] == hashes)
        counts = gaps(np.searchsorted(at, offsets))
        seen.reshape(-1)[np.repeat(np.arange(len(found)) * width, counts) + level.numbers[slots[at]]] = True
        found += counts
    return found, np.count_nonzero(seen, axis=1)


class Level(NamedTuple):
    """Forms of stop words by their hashes, each in the slot that some bits of it name; `numbers` says of which word of
    the list it is a form."""

    hashes: Hashes
    numbers: Counts


def _slots(hashes: Hashes, depth: int) -> Counts:
    return ((hashes >> np.uint64(64 - _BITS * (depth + 1))) & np.uint64(_SLOTS - 1)).view(np.int64)


@cache
def load_levels(language: str) -> tuple[Level, ...]:
    """Every form of every stop word of a language: those that find their slot taken stand one level deeper."""
    words = enumerate(sorted(load_stop_words().get(language, ())))
    forms = {form: number for number, word in words for form in forms_of(word)}
    view = View([*forms], [language] * len(forms))
    hashes = view.hashes(view.spans(view.bounds[:-1], view.bounds[1:] - 1))
    numbers = np.array([*forms.values()], dtype=np.int64)
    levels: list[Level] = []
    while len(hashes):
        slots = _slots(hashes, len(levels))
        level = Level(np.zeros(_SLOTS, dtype=np.uint64), np.zeros(_SLOTS, dtype=np.int64))
        level.hashes[slots], level.numbers[slots] = hashes, numbers
        levels.append(level)
        left = level.hashes[slots] != hashes
        hashes, numbers = hashes[left], numbers[left]
    return tuple(levels)


def forms_of(word: str) -> frozenset[str]:
    """How a word is written: in lower case, with a capital, in capitals; composed or not."""
    dotted = word.replace("i", "İ")
    cased = {word, word[:1].upper() + word[1:], word.upper(), dotted[:1] + word[1:], dotted.upper()}
    kept = {form for form in cased if "".join(map(str.lower, form.replace("İ", "i"))) == word}
    as_one = {_as_one(form) for form in kept if max(form) >= _FIRST_WRITTEN_AS_ONE}
    return frozenset(kept | {normalize("NFD", form) for form in kept} | as_one)


def _as_one(form: str) -> str:
    for two, one in _WRITTEN_AS_ONE.items():
        form = form.replace(two, one)
    return form
