"""Everything that signals are made of, counted in a few passes over the UTF-8 of many texts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.shape import bytes_of

from . import _kinds, _lines, _marks, _repetition, _stop_words, _words
from ._counts import COLUMNS, LISTED
from .kinds import load_kinds, read_page
from .stop_words import lists_of
from .words import words_of

Counts = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
Counted = Sequence[Counts]
"""What is counted of some texts: the columns that `_counts` names, each with a number a text."""

SHORT = 30
"""Code points of a short line at most (FineWeb)."""
LONGEST_TOP, LONGEST_NGRAM = 4, 10
"""Words of the n-grams of which the commonest is looked for, and of those that are looked for again."""
BLOCK = 1 << 18
"""Bytes of texts that are counted together: what is kept of their words stays in a processor's cache."""


def count_texts(texts: pa.StringArray, languages: Sequence[str]) -> Counted:
    """Count `texts`, whose languages are BCP 47 tags.

    `\r\n` and `\r` count as `\n`, null as an empty text.
    """
    texts = _with_newlines(texts.fill_null("") if texts.null_count else texts)
    bounds, data = bytes_of(texts)
    kinds, lists = load_kinds(), lists_of(languages)
    counts = np.zeros((len(texts), COLUMNS), np.int64)
    most = np.empty((2, len(data) // 2 + len(bounds)), np.int32)
    words = np.zeros((2, len(data) // 64 + 1), np.uint64)
    found = _marks.count_marks(data, bounds, kinds, read_page, most, words, counts)
    tokens = most[:, :found].copy()
    divided = words_of(data, tokens, kinds)
    _marks.put_words(tokens, divided, words)
    counts[:, LISTED] = lists.numbers > 0
    blocks = [*_blocks(bounds.tolist())]
    room = _room(bounds, blocks, len(divided[0]))
    for first, last in blocks:
        part, block = bounds[first : last + 1], counts[first:last]
        _lines.find_lines(data, part, kinds, SHORT, room.lines, room.hashes, block)
        _marks.count_line_ends(data, kinds, room.lines, block)
        _lines.count_repeated(data, room.lines, room.hashes, room.keys, room.numbers[0], room.slots, block)
        _words.find_words(data, part, kinds, words, room.edges, room.hashes, room.characters, block)
        _stop_words.count_stop_words(room.hashes, lists.numbers[first:last], lists.tables, block)
        _repetition.count_ngrams(
            room.hashes, room.characters, LONGEST_TOP, LONGEST_NGRAM, room.keys, room.numbers, room.slots, block
        )
    return [*counts.T]


class Room(NamedTuple):
    """Room for what is known of the lines and words of a block: for as many as there can be."""

    lines: npt.NDArray[np.int32]
    edges: npt.NDArray[np.int32]
    hashes: npt.NDArray[np.uint64]
    characters: npt.NDArray[np.int32]
    keys: npt.NDArray[np.uint64]
    numbers: npt.NDArray[np.int32]
    slots: npt.NDArray[np.int32]


def _room(bounds: npt.NDArray[np.int32], blocks: Sequence[tuple[int, int]], divided: int) -> Room:
    """Room for words and lines that something stands between, and for `divided` words that nothing may."""
    most = max(((bounds[last] - bounds[first]) // 2 + last - first for first, last in blocks), default=0)
    size = int(most) + divided + 1
    return Room(
        np.empty((4, size), np.int32),
        np.empty(2 * size, np.int32),
        np.empty(size, np.uint64),
        np.empty(size, np.int32),
        np.empty(size, np.uint64),
        np.empty((3, size), np.int32),
        np.empty(2 << size.bit_length(), np.int32),
    )


def _blocks(bounds: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Rows that are counted together, given the bounds of their texts."""
    first = 0
    while first < len(bounds) - 1:
        last = max(bisect_right(bounds, bounds[first] + BLOCK) - 1, first + 1)
        yield first, last
        first = last


def _with_newlines(texts: pa.StringArray) -> pa.StringArray:
    if not _kinds.holds(bytes_of(texts)[1], ord("\r")):
        return texts
    return pc.replace_substring(pc.replace_substring(texts, "\r\n", "\n"), "\r", "\n")


def share(part: Counts, whole: Counts) -> Shares:
    """`part / whole`, 0 where both are 0."""
    shares: Shares = part / np.maximum(whole, 1)
    return shares
