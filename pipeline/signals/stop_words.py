"""Stop words by language: the lists, and the two signals that need them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

from .hashes import Hashes
from .view import Counts, Mask, Shares, View, share
from .words import word_hashes, words_of

# Letters that the composed form of Unicode (NFC) writes as two code points, though texts hold them as one.
_WRITTEN_AS_ONE = {normalize("NFC", chr(code)): chr(code) for code in (*range(0x958, 0x960), 0x9DC, 0x9DD, 0x9DF,
    0xA33, 0xA36, 0xA59, 0xA5A, 0xA5B, 0xA5E, 0xB5C, 0xB5D)}  # fmt: skip
_BUCKET = np.uint64(48)
_SALT = 0x9FB21C651E98DF25


@cache
def load_stop_words() -> Mapping[str, frozenset[str]]:
    """Language (BCP 47, without script and region) to its stop words, in lower case."""
    table = tomllib.loads(files(__package__).joinpath("stop_words.toml").read_text("utf-8"))
    return {language: frozenset(words.split()) for language, words in table.items()}


def stop_word_share(view: View) -> Shares:
    """Stop words among the words; no number where no list is known (FineWeb2, Penedo et al. 2025, by language)."""
    words, marked = view.once(words_of), view.once(mark_stop_words)
    found = np.bincount(marked.rows, minlength=len(view))
    return np.where(marked.listed, share(found, words.counts), np.nan)


def stop_words(view: View) -> Shares:
    """Different stop words that occur; no number where no list is known (Gopher, Rae et al. 2021, A1.1: at least two of
    eight English ones)."""
    marked = view.once(mark_stop_words)
    seen = np.zeros((len(view), marked.numbers.max(initial=0) + 1), dtype=np.bool_)
    seen[marked.rows, marked.numbers] = True
    return np.where(marked.listed, seen.sum(axis=1), np.nan)


class Marked(NamedTuple):
    """`rows`: the document of each stop word of a view; `numbers`: which one of its language's list it is; `listed`:
    documents whose language has a list."""

    rows: Counts
    numbers: Counts
    listed: Mask


def mark_stop_words(view: View) -> Marked:
    """The stop words of each text in its own language."""
    words, table = view.once(words_of), load_table()
    languages = np.array([table.languages.get(tag.split("-")[0], -1) for tag in view.languages], dtype=np.int64)
    salts = np.repeat(_salts(languages), words.counts)
    at, found = _find(view.once(word_hashes) + salts, table)
    rows = words.rows[at]
    listed = languages >= 0
    return Marked(rows[listed[rows]], table.numbers[found[listed[rows]]], listed)


class Table(NamedTuple):
    """Every form of every stop word as a hash that its language is part of, ascending; `numbers` says which word of
    its list it is; the hashes that start with the same 16 bits stand from `first[bits]` to `first[bits + 1]`, and
    `filled[bits]` says whether there are any."""

    hashes: Hashes
    numbers: Counts
    first: Counts
    filled: Mask
    languages: Mapping[str, int]


@cache
def load_table() -> Table:
    """The table of all languages."""
    lists = load_stop_words()
    listed = [
        (form, number, row)
        for row, language in enumerate(lists)
        for number, word in enumerate(sorted(lists[language]))
        for form in forms_of(word)
    ]
    view = View([form for form, _, _ in listed], [""] * len(listed))
    hashes = view.hashes(view.spans(view.bounds[:-1], view.bounds[1:] - 1))
    hashes += _salts(np.array([row for _, _, row in listed]))
    order = np.argsort(hashes)
    first = np.searchsorted(hashes[order] >> _BUCKET, np.arange((1 << 16) + 1, dtype=np.uint64))
    return Table(
        hashes[order],
        np.array([number for _, number, _ in listed])[order],
        first,
        np.diff(first) > 0,
        {language: row for row, language in enumerate(lists)},
    )


def forms_of(word: str) -> frozenset[str]:
    """How a word is written: in lower case, with a capital, in capitals; composed or not."""
    dotted = word.replace("i", "İ")
    cased = {word, word[:1].upper() + word[1:], word.upper(), dotted[:1] + word[1:], dotted.upper()}
    kept = {form for form in cased if "".join(map(_lower, form)) == word}
    as_one = {"".join(_as_one(form)) for form in kept}
    return frozenset(kept | {normalize("NFD", form) for form in kept} | as_one)


def _lower(char: str) -> str:
    return "i" if char == "İ" else char.lower()


def _as_one(form: str) -> Iterator[str]:
    for two, one in _WRITTEN_AS_ONE.items():
        form = form.replace(two, one)
    yield form


def _salts(languages: Counts) -> Hashes:
    return (languages + 2).astype(np.uint64) * np.uint64(_SALT)


def _find(hashes: Hashes, table: Table) -> tuple[Counts, npt.NDArray[np.int64]]:
    """Which of some hashes the table holds, ascending, and where."""
    buckets = (hashes >> _BUCKET).astype(np.intp)
    at = np.flatnonzero(table.filled[buckets])
    place, end, wanted = table.first[buckets[at]], table.first[buckets[at] + 1], hashes[at]
    found = np.full(len(at), -1)
    left = np.arange(len(at))
    while len(left):
        same = table.hashes[place[left]] == wanted[left]
        found[left[same]] = place[left[same]]
        place[left] += 1
        left = left[~same & (place[left] < end[left])]
    return at[found >= 0], found[found >= 0]
