"""Signals of repetition: lines and paragraphs that stood before, n-grams of words that come again.

All by Gopher (Rae et al. 2021, A1.1 and table A1), whose thresholds are 0.30 and 0.20 for lines and paragraphs
by number and by characters, 0.20, 0.18, 0.16 for the commonest 2-, 3- and 4-gram, and 0.15 to 0.10 for repeated
5- to 10-grams. Characters are those of words (of lines, of paragraphs) without the blanks between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from .hashes import Hashes
from .view import Counts, Mask, Shares, Spans, View, share
from .words import word_hashes, words_of

LONGEST_NGRAM = 10
_SALT, _FACTOR, _SPREAD = (np.uint64(odd) for odd in (0x9FB21C651E98DF25, 0xC2B2AE3D27D4EB4F, 0x9E3779B97F4A7C15))


def duplicate_line_share(view: View) -> Shares:
    """Lines that stood before, among the lines (Gopher: at most 0.30)."""
    return share(view.lines.total(view.once(_doubled_lines)), view.lines.counts)


def duplicate_line_character_share(view: View) -> Shares:
    """Characters in lines that stood before (Gopher: at most 0.20; FineWeb, Penedo et al. 2024: at most 0.01)."""
    return _character_share(view.lines, view.once(_doubled_lines))


def duplicate_paragraph_share(view: View) -> Shares:
    """Paragraphs that stood before, among the paragraphs (Gopher: at most 0.30)."""
    return share(view.paragraphs.total(view.once(_doubled_paragraphs)), view.paragraphs.counts)


def duplicate_paragraph_character_share(view: View) -> Shares:
    """Characters in paragraphs that stood before (Gopher: at most 0.20)."""
    return _character_share(view.paragraphs, view.once(_doubled_paragraphs))


def _doubled_lines(view: View) -> Mask:
    return _stood_before(view, view.lines)


def _doubled_paragraphs(view: View) -> Mask:
    return _stood_before(view, view.paragraphs)


def _stood_before(view: View, spans: Spans) -> Mask:
    """Whether each span says what an earlier one of its document says."""
    codes = _codes(_salted(view.hashes(spans), spans.rows))
    first = _first(codes, np.arange(len(codes)))
    again: Mask = first[codes] != np.arange(len(codes))
    return again


def _character_share(spans: Spans, mask: Mask) -> Shares:
    return share(spans.total(spans.lengths * mask), spans.total(spans.lengths))


def ngram_shares(view: View) -> dict[str, Shares]:
    """`top_<n>gram_share` for n of 2 to 4 and `duplicate_<n>gram_share` for n of 5 to 10, computed together.

    Top: characters in all occurrences of the commonest n-gram, where it occurs at least twice. Duplicate:
    characters in n-grams that stood before, each character once (as datatrove counts: without the first).
    """
    words = view.once(words_of)
    before = np.concatenate(([0], np.cumsum(words.lengths)))
    whole = before[words.offsets[1:]] - before[words.offsets[:-1]]
    shares = {}
    for ngrams in repeated_ngrams(view.once(word_hashes), words):
        if ngrams.n <= 4:
            shares[f"top_{ngrams.n}gram_share"] = np.minimum(share(_top(ngrams, before, words.offsets), whole), 1)
        else:
            shares[f"duplicate_{ngrams.n}gram_share"] = share(_again(ngrams, before, words.offsets), whole)
    return shares


class Ngrams(NamedTuple):
    """The n-grams that occur more than once in their document: at which word each occurrence starts (ascending), and
    a number from 0 up that tells documents and n-grams apart."""

    n: int
    starts: Counts
    codes: Counts


def repeated_ngrams(words: Hashes, spans: Spans) -> Iterator[Ngrams]:
    """For n of 2 to 10. An n-gram is repeated only where both of its (n - 1)-grams are, and they tell it."""
    pairs = _salted(words[:-1] * _FACTOR + words[1:], spans.rows[:-1])
    may = _may_come_again(pairs)
    may[spans.offsets[1:-1][(spans.offsets[1:-1] > 0) & (spans.offsets[1:-1] < len(words))] - 1] = False
    starts = np.flatnonzero(may)
    ngrams = _repeated(2, starts, pairs[starts])
    yield ngrams
    for n in range(3, LONGEST_NGRAM + 1):
        starts, codes = ngrams.starts, ngrams.codes.astype(np.uint64)
        following = np.flatnonzero(starts[1:] == starts[:-1] + 1)
        pairs = (codes[following] << np.uint64(32)) | codes[following + 1]
        ngrams = _repeated(n, starts[following], pairs)
        yield ngrams


def _salted(hashes: Hashes, rows: Counts) -> Hashes:
    """Hashes that tell documents apart, too."""
    return (hashes + rows.astype(np.uint64) * _SALT) * _SPREAD


def _may_come_again(hashes: Hashes) -> Mask:
    """Whether a hash may occur elsewhere, too: its first bits do."""
    bits = int(np.clip(len(hashes).bit_length() + 2, 10, 20))
    short = (hashes >> np.uint64(64 - bits)).astype(np.intp)
    return np.bincount(short, minlength=1 << bits)[short] > 1


def _repeated(n: int, starts: Counts, keys: Hashes) -> Ngrams:
    """The n-grams whose keys come again, in the order of their starts."""
    order = np.argsort(keys)
    ordered = keys[order]
    same = np.zeros(len(keys) + 1, dtype=np.bool_)
    same[1:-1] = ordered[1:] == ordered[:-1]
    again, codes = np.empty(len(keys), dtype=np.bool_), np.empty(len(keys), dtype=np.int64)
    again[order] = same[:-1] | same[1:]
    codes[order] = np.cumsum(same[1:] & ~same[:-1]) - 1
    return Ngrams(n, starts[again], codes[again])


def _codes(keys: Hashes) -> Counts:
    """A number for each different key, from 0 up."""
    order = np.argsort(keys)
    ordered = keys[order]
    codes = np.empty(len(keys), dtype=np.int64)
    codes[order] = np.cumsum(np.concatenate(([False], ordered[1:] != ordered[:-1]))[: len(keys)])
    return codes


def _first(codes: Counts, values: Counts) -> Counts:
    """The first value of each code."""
    first = np.zeros(codes.max(initial=-1) + 1, dtype=np.int64)
    first[codes[::-1]] = values[::-1]
    return first


def _top(ngrams: Ngrams, before: Counts, offsets: Counts) -> Counts:
    """Characters in all occurrences of each document's commonest n-gram; of equally common ones, the longest.

    `before` counts the characters before each word, `offsets` the words before each document.
    """
    starts = _first(ngrams.codes, ngrams.starts)
    counts = np.bincount(ngrams.codes)
    characters = (before[starts + ngrams.n] - before[starts]) * counts
    best = np.zeros(len(offsets) - 1, dtype=np.int64)
    rows = np.searchsorted(offsets, starts, side="right") - 1
    np.maximum.at(best, rows, (counts << 32) | characters)
    return best & 0xFFFFFFFF


def _again(ngrams: Ngrams, before: Counts, offsets: Counts) -> Counts:
    """Characters of each document in n-grams that stood before, each once."""
    starts = ngrams.starts[ngrams.starts != _first(ngrams.codes, ngrams.starts)[ngrams.codes]]
    ends = np.minimum(starts + ngrams.n, np.append(starts[1:], len(before)))
    rows = np.searchsorted(offsets, starts, side="right") - 1
    return np.bincount(rows, before[ends] - before[starts], len(offsets) - 1).astype(np.int64)
