"""Signals of repetition: lines and paragraphs that stood before, n-grams of words that come again.

All by Gopher (Rae et al. 2021, A1.1 and table A1), whose thresholds are 0.30 and 0.20 for lines and paragraphs
by number and by characters, 0.20, 0.18, 0.16 for the commonest 2-, 3- and 4-gram, and 0.15 to 0.10 for repeated
5- to 10-grams. Characters are those of words (of lines, of paragraphs) without the blanks between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from .hashes import Hashes, ordered
from .view import Counts, Mask, Shares, Spans, View, gaps, share
from .words import characters_before, word_hashes, words_of

LONGEST_TOP, LONGEST_NGRAM = 4, 10
NGRAM_SHARES = {
    n: f"top_{n}gram_share" if n <= LONGEST_TOP else f"duplicate_{n}gram_share" for n in range(2, LONGEST_NGRAM + 1)
}
_ALONE, _FACTOR, _SPREAD = (np.uint64(odd) for odd in (0x9FB21C651E98DF25, 0xC2B2AE3D27D4EB4F, 0x9E3779B97F4A7C15))


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
    order, same = ordered(_by_document(view.hashes(spans) * _SPREAD, spans.counts))
    again = np.empty(len(order), dtype=np.bool_)
    again[order] = same
    return again


def _character_share(spans: Spans, mask: Mask) -> Shares:
    return share(spans.total(spans.lengths * mask), spans.total(spans.lengths))


def ngram_shares(view: View) -> dict[str, Shares]:
    """`top_<n>gram_share` for n of 2 to 4 and `duplicate_<n>gram_share` for n of 5 to 10, computed together.

    Top: characters in all occurrences of the commonest n-gram, where it occurs at least twice. Duplicate:
    characters in n-grams that stood before, each character once (as datatrove counts: without the first).
    """
    words, before = view.once(words_of), view.once(characters_before)
    whole = gaps(before[words.offsets])
    shares = {name: np.zeros(len(view)) for name in NGRAM_SHARES.values()}
    for ngrams in repeated_ngrams(view.once(word_hashes), words):
        characters = (_top if ngrams.n <= LONGEST_TOP else _again)(ngrams, before, words.offsets)
        shares[NGRAM_SHARES[ngrams.n]] = np.minimum(share(characters, whole), 1)
    return shares


class Ngrams(NamedTuple):
    """The n-grams that occur more than once in their document.

    Of each occurrence: the word at which it starts (ascending), a number from 0 up that tells documents and n-grams
    apart, and whether the n-gram stood before. Of each number: the word at which it first starts and how often it
    occurs; numbers ascend by document.
    """

    n: int
    starts: Counts
    codes: Counts
    later: Mask
    first: Counts
    counts: Counts


def repeated_ngrams(words: Hashes, spans: Spans) -> Iterator[Ngrams]:
    """From n of 2 to 10, as far as there are any.

    An n-gram is repeated only where both of its (n - 1)-grams are, and they tell it.
    """
    pairs = (words[:-1] * _FACTOR + words[1:]) * _SPREAD
    ends = spans.offsets[1:-1][(spans.offsets[1:-1] > 0) & (spans.offsets[1:-1] < len(words))]
    pairs[ends - 1] = ends.astype(np.uint64) * _ALONE
    counts = spans.counts
    counts[np.flatnonzero(counts)[-1:]] -= 1
    starts, keys = np.arange(len(pairs)), _by_document(pairs, counts)
    for n in range(2, LONGEST_NGRAM + 1):
        ngrams = _repeated(n, starts, keys)
        if not len(ngrams.starts):
            break
        yield ngrams
        following = np.flatnonzero(gaps(ngrams.starts) == 1)
        starts, codes, bits = ngrams.starts[following], ngrams.codes.view(np.uint64), len(ngrams.first).bit_length()
        keys = (codes[following] << np.uint64(64 - bits)) | (codes[following + 1] << np.uint64(64 - 2 * bits))


def _by_document(hashes: Hashes, counts: Counts) -> Hashes:
    """Hashes that start with the number of the document that they are of; `counts` says how many each one has."""
    bits = max(len(counts), 1).bit_length()
    rows = np.arange(len(counts), dtype=np.uint64) << np.uint64(64 - bits)
    return (hashes >> np.uint64(bits)) | np.repeat(rows, counts)


def _repeated(n: int, starts: Counts, keys: Hashes) -> Ngrams:
    """The n-grams whose keys come again."""
    order, same = ordered(keys)
    again = same.copy()
    again[:-1] |= same[1:]
    at = np.flatnonzero(again)
    places, later = order[at], same[at]
    first = np.flatnonzero(~later)
    occurrences = (places << 32) | ((np.cumsum(~later) - 1) << 1) | later
    occurrences.sort()
    return Ngrams(
        n,
        starts[occurrences >> 32],
        (occurrences & 0xFFFFFFFF) >> 1,
        (occurrences & 1).astype(np.bool_),
        starts[places[first]],
        gaps(np.append(first, len(later))),
    )


def _top(ngrams: Ngrams, before: Counts, offsets: Counts) -> Counts:
    """Characters in all occurrences of each document's commonest n-gram; of equally common ones, the longest.

    `before` counts the characters before each word, `offsets` the words before each document.
    """
    characters = (before[ngrams.first + ngrams.n] - before[ngrams.first]) * ngrams.counts
    rows = np.searchsorted(offsets, ngrams.first, side="right") - 1
    best = np.zeros(len(offsets) - 1, dtype=np.int64)
    opens = np.flatnonzero(gaps(np.append(-1, rows)))
    best[rows[opens]] = np.maximum.reduceat((ngrams.counts << 32) | characters, opens)
    return best & 0xFFFFFFFF


def _again(ngrams: Ngrams, before: Counts, offsets: Counts) -> Counts:
    """Characters of each document in n-grams that stood before, each once."""
    starts = ngrams.starts[ngrams.later]
    ends = np.minimum(starts + ngrams.n, np.append(starts[1:], len(before)))
    rows = np.searchsorted(offsets, starts, side="right") - 1
    return np.bincount(rows, before[ends] - before[starts], len(offsets) - 1).astype(np.int64)
