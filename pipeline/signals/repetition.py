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
    whole = sums(lengths, words.offsets)
    shares = {}
    for ngrams in repeated_ngrams(words):
        if 2 <= ngrams.n <= 4:
            shares[f"top_{ngrams.n}gram_share"] = np.minimum(share(_top(ngrams, lengths, words.offsets), whole), 1)
        elif ngrams.n > 4:
            again = lengths * _covered(ngrams, len(lengths))
            shares[f"duplicate_{ngrams.n}gram_share"] = share(sums(again, words.offsets), whole)
    return shares


class Ngrams(NamedTuple):
    """The n-grams that occur more than once in their document: where each occurrence starts (ascending), and a code
    that tells documents and n-grams apart."""

    n: int
    starts: Counts
    codes: Counts


def repeated_ngrams(words: Coded) -> Iterator[Ngrams]:
    """For n of 1 to 10. An n-gram is two overlapping (n - 1)-grams, and can only be repeated where both are."""
    rows = np.repeat(np.arange(len(words.counts)), words.counts)
    ngrams = _repeated(1, np.arange(len(words.codes)), rows * (len(words.vocabulary) + 1) + words.codes)
    yield ngrams
    for n in range(2, LONGEST_NGRAM + 1):
        starts, codes = ngrams.starts, ngrams.codes
        following = np.flatnonzero((starts[1:] == starts[:-1] + 1) & (rows[starts[1:]] == rows[starts[:-1]]))
        pairs = codes[following] * (codes.max(initial=0) + 1) + codes[following + 1]
        ngrams = _repeated(n, starts[following], pairs)
        yield ngrams


def _repeated(n: int, starts: Counts, keys: Counts) -> Ngrams:
    """The occurrences whose key occurs more than once, with keys renumbered from 0."""
    codes = _codes(keys)
    again = np.bincount(codes)[codes] > 1
    return Ngrams(n, starts[again], _codes(codes[again]))


def _codes(keys: Counts) -> Counts:
    """Keys renumbered from 0."""
    return np.unique(keys, return_inverse=True)[1]


def _top(ngrams: Ngrams, lengths: Counts, offsets: Counts) -> Counts:
    """Characters in all occurrences of each document's commonest n-gram; of equally common ones, the longest."""
    counts = np.bincount(ngrams.codes)
    starts = ngrams.starts[np.unique(ngrams.codes, return_index=True)[1]]
    running = np.concatenate(([0], np.cumsum(lengths)))
    characters = (running[starts + ngrams.n] - running[starts]) * counts
    rows = np.searchsorted(offsets, starts, side="right") - 1
    order = np.lexsort((characters, counts, rows))
    top = np.zeros(len(offsets) - 1, dtype=np.int64)
    top[rows[order]] = characters[order]
    return top


def _covered(ngrams: Ngrams, words: int) -> Mask:
    """The words that lie in an n-gram that stood before."""
    again = ngrams.starts[_not_first(ngrams.codes)]
    edges = np.zeros(words + 1, dtype=np.int64)
    np.add.at(edges, again, 1)
    np.add.at(edges, again + ngrams.n, -1)
    return np.cumsum(edges[:-1]) > 0


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
