"""What counting and the `repeated` stage must agree on: a document's site, and the words and hash of a line.

All functions work on whole columns. Like the normal form of CCNet (Wenzek et al. 2020, section 3.1) words know no
case, no punctuation and no compatibility variants (NFKC), and for lines every number is the same. Words and lines
are never written down: they are 64-bit hashes, the sum of mixed code points (or words) times a power of their place.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

LINE_WIDTH = 800
"""A wider line is prose of its own page: it is never counted."""
NORMALISED_CHARACTERS = 2_000
"""Normalising is quadratic in a run of combining marks: a longer line is compared as it stands."""
HOST = r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//(?:[^/?#@]*@)?(?:[Ww]{3}\.)?(?P<host>[^/:?#]+)"
BORDER, LETTER, NUMBER, DENSE = range(4)
DENSE_RANGES = (
    (0x0E00, 0x0FFF),  # Thai, Lao, Tibetan
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Kana
    (0x3400, 0x9FFF),  # Han
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFD),
)
"""Scripts that write no blanks between words: each character is a word."""
PLACES = 4096
"""Powers at hand: places in a word or line count modulo this power of 2."""
PIECE = 1 << 18

Signed = npt.NDArray[np.int64]
Unsigned = npt.NDArray[np.uint64]


class Words(NamedTuple):
    """The words of a column of lines: their hashes, which of them hold a number, and where each line's begin
    (one more than there are lines). `letters` and `widths` hold one number a line: its letters, and its length
    without blanks
    and punctuation, characters of dense scripts counted three times."""

    hashes: Unsigned
    numbers: npt.NDArray[np.bool_]
    offsets: Signed
    letters: Signed
    widths: Signed


def sites_of(urls: pa.Array, sources: pa.Array) -> pa.Array:
    """The site of each document: the host of its URL without `www.`, else the folder of its source, with a slash."""
    hosts = pc.utf8_lower(pc.struct_field(pc.extract_regex(urls, HOST), "host"))
    folders = pc.replace_substring_regex(sources, "[^/]*$", "")
    return pc.coalesce(hosts, pc.if_else(pc.equal(folders, ""), "./", folders))


def split_lines(texts: pa.Array) -> pa.ListArray:
    """The lines of each text; blank ones may be missing."""
    if pc.any(pc.match_substring(texts, "\r")).as_py():
        return pc.split_pattern_regex(texts, "[\r\n]+")
    return pc.split_pattern(texts, "\n")


def read_words(lines: pa.Array) -> Words:
    """The words of a column of lines without nulls."""
    return _joined([_read_words(lines.slice(start, end - start)) for start, end in _pieces(lines)])


def _pieces(lines: pa.Array) -> Iterator[tuple[int, int]]:
    """Stretches of the column with about PIECE bytes each: what fits a processor's cache is read twice as fast."""
    ends = np.cumsum(pc.binary_length(lines).to_numpy(zero_copy_only=False), dtype=np.int64)
    start = 0
    while start < len(lines):
        reached = ends[start - 1] if start else 0
        end = max(int(np.searchsorted(ends, reached + PIECE, side="right")), start + 1)
        yield start, end
        start = end


def _joined(parts: list[Words]) -> Words:
    if len(parts) == 1:
        return parts[0]
    empty = np.zeros(0, np.int64)
    hashes = np.concatenate([np.zeros(0, np.uint64), *(part.hashes for part in parts)])
    numbers = np.concatenate([np.zeros(0, bool), *(part.numbers for part in parts)])
    counts = np.concatenate([empty, *(np.diff(part.offsets) for part in parts)])
    letters = np.concatenate([empty, *(part.letters for part in parts)])
    widths = np.concatenate([empty, *(part.widths for part in parts)])
    return Words(hashes, numbers, np.concatenate(([0], np.cumsum(counts))), letters, widths)


def _read_words(lines: pa.Array) -> Words:
    lower = pc.utf8_lower(_compatible(lines))
    codes = np.frombuffer("".join(lower.to_pylist()).encode("utf-32-le"), np.uint32)
    line_starts = np.zeros(len(lines) + 1, np.int64)
    np.cumsum(pc.utf8_length(lower).to_numpy(zero_copy_only=False), out=line_starts[1:])
    kinds = _kinds()[codes]
    inside = kinds != BORDER
    starts = _word_starts(kinds, line_starts)
    offsets = np.append(starts, len(codes))
    places = np.arange(len(codes), dtype=np.int32)
    places[offsets[0] :] -= np.repeat(starts.astype(np.int32), np.diff(offsets))
    values = mix(codes + np.uint64(1))
    values *= _powers()[places & (PLACES - 1)]
    values[~inside] = 0
    return Words(
        mix(_sums(values, offsets)),
        _sums(kinds == NUMBER, offsets) > 0,
        np.searchsorted(starts, line_starts),
        _sums(inside & (kinds != NUMBER), line_starts).astype(np.int64),
        _sums(_widths()[kinds], line_starts).astype(np.int64),
    )


def _word_starts(kinds: npt.NDArray[np.uint8], line_starts: Signed) -> Signed:
    """Where words begin: after a border, at a dense character, after one, and where a line begins."""
    inside, dense = kinds != BORDER, kinds == DENSE
    first = inside.copy()
    first[1:] &= ~inside[:-1] | dense[1:] | dense[:-1]
    opens = line_starts[:-1][np.diff(line_starts) > 0]
    first[opens] = inside[opens]
    return np.flatnonzero(first)


def _compatible(texts: pa.Array) -> pa.Array:
    """NFKC, but for texts so long that normalising could take long."""
    if pc.all(pc.string_is_ascii(texts)).as_py():
        return texts
    long = pc.greater(pc.utf8_length(texts), NORMALISED_CHARACTERS)
    short = pc.if_else(long, pa.scalar("", pa.string()), texts)
    return pc.if_else(long, texts, pc.utf8_normalize(short, form="NFKC"))


def hash_lines(lines: pa.Array) -> Signed:
    """The hash of each line; 0 for one that is never counted."""
    words = read_words(lines)
    return np.where(are_counted(words), hash_words(words), 0)


def are_counted(words: Words) -> npt.NDArray[np.bool_]:
    """Which lines may count as repeated: those with two letters or more and of at most LINE_WIDTH."""
    return (words.letters >= 2) & (words.widths <= LINE_WIDTH)


def hash_words(words: Words) -> Signed:
    """The hash of each line, all numbers (and runs of them) being the same."""
    line_of = np.repeat(np.arange(len(words.offsets) - 1), np.diff(words.offsets))
    kept = np.ones(len(words.hashes), bool)
    kept[1:] = ~(words.numbers[1:] & words.numbers[:-1] & (line_of[1:] == line_of[:-1]))
    values = np.where(words.numbers, np.uint64(NUMBER), words.hashes)[kept]
    offsets = np.concatenate(([0], np.cumsum(kept)))[words.offsets]
    places = np.arange(len(values)) - offsets[line_of[kept]]
    return mix(_sums(values * _powers()[places & (PLACES - 1)], offsets)).view(np.int64)


def _sums(values: npt.NDArray[Any], offsets: Signed) -> Unsigned:
    """Sum modulo 2**64 of each stretch offsets[i]..offsets[i + 1]."""
    total = np.zeros(len(values) + 1, np.uint64)
    np.cumsum(values, out=total[1:], dtype=np.uint64)
    return np.diff(total[offsets])


def mix(values: Unsigned) -> Unsigned:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijection in which every bit moves every other."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@lru_cache(maxsize=1)
def _powers() -> Unsigned:
    return np.cumprod(np.full(PLACES, 0x9E3779B97F4A7C15, np.uint64), dtype=np.uint64)


@lru_cache(maxsize=1)
def _widths() -> npt.NDArray[np.uint8]:
    return np.array([0, 1, 1, 3], np.uint8)


@lru_cache(maxsize=1)
def _kinds() -> npt.NDArray[np.uint8]:
    """BORDER, LETTER (also marks), NUMBER or DENSE for every code point."""
    of_category = {"L": LETTER, "M": LETTER, "N": NUMBER}
    kinds = np.fromiter((of_category.get(unicodedata.category(chr(c))[0], BORDER) for c in range(0x110000)), np.uint8)
    for start, end in DENSE_RANGES:
        letters = kinds[start : end + 1]
        letters[letters == LETTER] = DENSE
    return kinds
