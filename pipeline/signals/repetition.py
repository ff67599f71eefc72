"""Signals of repetition: lines and paragraphs that stood before, n-grams of words that come again.

All by Gopher (Rae et al. 2021, A1.1 and table A1), whose thresholds are 0.30 and 0.20 for lines and paragraphs
by number and by characters, 0.20, 0.18, 0.16 for the commonest 2-, 3- and 4-gram, and 0.15 to 0.10 for repeated
5- to 10-grams. Characters are those of words (of lines, of paragraphs) without the blanks between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc

from .view import Flat, Shares, View, share
from .words import Coded, Counts, Mask, counts_of, sums

LONGEST_NGRAM = 10


def duplicate_line_share(view: View) -> Shares:
    """Lines that stood before, among the lines (Gopher: at most 0.30)."""
    return share(sums(_stood_before(view.lines), view.lines.offsets), view.lines.counts)


def duplicate_line_character_share(view: View) -> Shares:
    """Characters in lines that stood before (Gopher: at most 0.20; FineWeb, Penedo et al. 2024: at most 0.01)."""
    return _character_share(view.lines)


def duplicate_paragraph_share(view: View) -> Shares:
    """Paragraphs that stood before, among the paragraphs (Gopher: at most 0.30)."""
    return share(sums(_stood_before(view.paragraphs), view.paragraphs.offsets), view.paragraphs.counts)


def duplicate_paragraph_character_share(view: View) -> Shares:
    """Characters in paragraphs that stood before (Gopher: at most 0.20)."""
    return _character_share(view.paragraphs)


def ngram_shares(view: View) -> dict[str, Shares]:
    """`top_<n>gram_share` for n of 2 to 4 and `duplicate_<n>gram_share` for n of 5 to 10, computed together.

    Top: characters in all occurrences of the commonest n-gram, where it occurs at least twice. Duplicate:
    characters in n-grams that stood before, each character once (as datatrove counts: without the first).
    """
    words = view.words
    lengths = counts_of(pc.utf8_length(words.vocabulary))[words.codes]
    before = np.concatenate(([0], np.cumsum(lengths)))
    rows = np.repeat(np.arange(len(words.counts)), words.counts)
    whole = sums(lengths, words.offsets)
    shares = {}
    for ngrams in repeated_ngrams(words, rows):
        if ngrams.n <= 4:
            shares[f"top_{ngrams.n}gram_share"] = np.minimum(share(_top(ngrams, before, rows, len(whole)), whole), 1)
        else:
            shares[f"duplicate_{ngrams.n}gram_share"] = share(_again(ngrams, before, rows, len(whole)), whole)
    return shares


class Ngrams(NamedTuple):
    """The n-grams that occur more than once in their document: where each occurrence starts (ascending), and a code
    that tells documents and n-grams apart."""

    n: int
    starts: Counts
    codes: Counts


def repeated_ngrams(words: Coded, rows: Counts) -> Iterator[Ngrams]:
    """For n of 2 to 10. An n-gram is an (n - 1)-gram and a word, and can only be repeated where both of its
    (n - 1)-grams are. `rows` is each word's document."""
    size = len(words.vocabulary) + 1
    starts, codes = np.arange(len(words.codes)), rows * size + words.codes
    for n in range(2, LONGEST_NGRAM + 1):
        following = np.flatnonzero((starts[1:] == starts[:-1] + 1) & (rows[starts[1:]] == rows[starts[:-1]]))
        starts = starts[following]
        keys = codes[following] * size + words.codes[starts + n - 1]
        _, codes, counts = np.unique(keys, return_inverse=True, return_counts=True)
        again = counts[codes] > 1
        starts, codes = starts[again], codes[again]
        yield Ngrams(n, starts, codes)


def _top(ngrams: Ngrams, before: Counts, rows: Counts, documents: int) -> Counts:
    """Characters in all occurrences of each document's commonest n-gram; of equally common ones, the longest.

    `before` counts the characters before each word, `rows` is each word's document.
    """
    _, first, counts = np.unique(ngrams.codes, return_index=True, return_counts=True)
    starts = ngrams.starts[first]
    characters = (before[starts + ngrams.n] - before[starts]) * counts
    order = np.lexsort((characters, counts, rows[starts]))
    top = np.zeros(documents, dtype=np.int64)
    top[rows[starts[order]]] = characters[order]
    return top


def _again(ngrams: Ngrams, before: Counts, rows: Counts, documents: int) -> Counts:
    """Characters of each document in n-grams that stood before, each once."""
    starts = ngrams.starts[_not_first(ngrams.codes)]
    ends = np.minimum(starts + ngrams.n, np.append(starts[1:], len(rows)))
    return np.bincount(rows[starts], before[ends] - before[starts], documents).astype(np.int64)


def _not_first(codes: Counts) -> Mask:
    """Where a code occurs again."""
    order = np.argsort(codes, kind="stable")
    again = np.zeros(len(codes), dtype=bool)
    again[order[1:]] = codes[order[1:]] == codes[order[:-1]]
    return again


def _stood_before(flat: Flat) -> Mask:
    rows = np.repeat(np.arange(len(flat.counts)), flat.counts)
    strings = flat.values.dictionary_encode()
    return _not_first(rows * (len(strings.dictionary) + 1) + counts_of(strings.indices))


def _character_share(flat: Flat) -> Shares:
    lengths = counts_of(pc.utf8_length(flat.values))
    return share(sums(lengths * _stood_before(flat), flat.offsets), sums(lengths, flat.offsets))
