"""What counting and the `repeated` stage must agree on: a document's site, and the words and hash of a line.

All functions work on whole columns. Like the normal form of CCNet (Wenzek et al. 2020, section 3.1) words know no
case, no punctuation and no compatibility variants (NFKC), and for lines every number is the same. Words and lines
are never written down: they are 64-bit hashes, the sum of mixed code points (or words) times a power of their place.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
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
KINDS = {"L": LETTER, "M": LETTER, "N": NUMBER}
"""Kinds of code points by the first letter of their category; also BORDER, and DENSE for DENSE_RANGES."""
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
PLAIN_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0x20000, 0x2F7FF), (0x30000, 0x3FFFD))
"""Letters without case that are their own normal form."""
SPECIAL_RANGE = (0xE0000, 0xE01FF)
"""All that is assigned beyond the ideographs and outside private use."""
CODE, KIND_SHIFT, CHANGES, MARK = 0x1FFFFF, 21, 1 << 23, 1 << 24
"""What `_folds` packs for a code point: its lower case (0 for a border), its kind, whether normalising may change a
word that it stands in, and whether it is a combining mark that normalising may move."""
BASE = 0x9E3779B97F4A7C15
PIECE = 1 << 16
"""Bytes of lines that are read at once, or a single longer line: what fits a processor's cache is read faster."""
POWERS, MOST_POWERS = 1 << 16, 1 << 19
"""Places that a piece has, and that it may have after normalising. In a single line that is still longer they begin
again, so a word across that border has another hash there."""

Signed = npt.NDArray[np.int64]
Unsigned = npt.NDArray[np.uint64]
Folds = npt.NDArray[np.uint32]


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
    if texts.buffers()[2] is not None and 13 in np.frombuffer(texts.buffers()[2], np.uint8):
        return pc.split_pattern_regex(texts, "[\r\n]+")
    return pc.split_pattern(texts, "\n")


def read_words(lines: pa.Array) -> Words:
    """The words of a column of lines without nulls."""
    return _joined([_read_words(lines.slice(start, end - start)) for start, end in _pieces(lines)])


def _pieces(lines: pa.Array) -> Iterator[tuple[int, int]]:
    """Stretches of the column with at most PIECE bytes, or one line, each."""
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
    folds, line_starts = _normalised(lines, *_folded(lines))
    codes, kinds = folds & CODE, (folds >> KIND_SHIFT & 3).astype(np.uint8)
    starts = _word_starts(kinds, line_starts)
    letters = np.diff(_sums_until(kinds != BORDER)[line_starts])
    number_at, dense_at = np.flatnonzero(kinds == NUMBER), np.flatnonzero(kinds == DENSE)
    numbers = np.zeros(len(starts), bool)
    numbers[np.searchsorted(starts, number_at, side="right") - 1] = True
    return Words(
        _hash_stretches(codes, np.append(starts, len(codes))),
        numbers,
        np.searchsorted(starts, line_starts),
        letters - np.diff(np.searchsorted(number_at, line_starts)),
        letters + 2 * np.diff(np.searchsorted(dense_at, line_starts)),
    )


def _folded(lines: pa.Array) -> tuple[Folds, Signed]:
    """What `_folds` says of every code point of the lines, and where each line begins (one more than there are)."""
    text = lines.cast(pa.binary()).to_numpy(zero_copy_only=False)
    codes = np.frombuffer(b"".join(text).decode().encode("utf-32-le"), np.uint32)
    starts = np.zeros(len(lines) + 1, np.int64)
    np.cumsum(pc.utf8_length(lines).to_numpy(zero_copy_only=False), out=starts[1:])
    return _folds()[codes], starts


def _normalised(lines: pa.Array, folds: Folds, starts: Signed) -> tuple[Folds, Signed]:
    """The same as `_folded` of the lines in NFKC, but for lines so long that normalising could take long."""
    changing = folds & CHANGES > 0
    changing[1:] |= folds[1:] & folds[:-1] & MARK > 0
    rows = np.unique(np.searchsorted(starts, np.flatnonzero(changing), side="right") - 1)
    lengths = np.diff(starts)
    rows = rows[lengths[rows] <= NORMALISED_CHARACTERS]
    if not len(rows):
        return folds, starts
    fresh, borders = _folded(pc.utf8_normalize(lines.take(pa.array(rows)), form="NFKC"))
    parts, at = [], 0
    for number, row in enumerate(rows.tolist()):
        parts += [folds[at : starts[row]], fresh[borders[number] : borders[number + 1]]]
        at = starts[row + 1]
    lengths[rows] = np.diff(borders)
    return np.concatenate([*parts, folds[at:]]), np.concatenate(([0], np.cumsum(lengths)))


def _word_starts(kinds: npt.NDArray[np.uint8], line_starts: Signed) -> Signed:
    """Where words begin: after a border, at a dense character, after one, and where a line begins."""
    inside, dense = kinds != BORDER, kinds == DENSE
    first = inside.copy()
    first[1:] &= ~inside[:-1] | dense[1:] | dense[:-1]
    opens = line_starts[:-1][np.diff(line_starts) > 0]
    first[opens] = inside[opens]
    return np.flatnonzero(first)


def hash_lines(lines: pa.Array) -> Signed:
    """The hash of each line; 0 for one that is never counted."""
    words = read_words(lines)
    return np.where(are_counted(words), hash_words(words), 0)


def are_counted(words: Words) -> npt.NDArray[np.bool_]:
    """Which lines may count as repeated: those with two letters or more and of at most LINE_WIDTH."""
    return (words.letters >= 2) & (words.widths <= LINE_WIDTH)


def hash_words(words: Words) -> Signed:
    """The hash of each line, all numbers (and runs of them) being the same."""
    kept = np.zeros(len(words.hashes) + 1, bool)
    kept[words.offsets] = True
    kept = kept[:-1]
    kept[1:] |= ~(words.numbers[1:] & words.numbers[:-1])
    values = np.where(words.numbers, np.uint64(NUMBER), words.hashes)[kept]
    return _hash_stretches(values, _sums_until(kept)[words.offsets]).view(np.int64)


def _hash_stretches(values: npt.NDArray[Any], offsets: Signed) -> Unsigned:
    """A hash of each stretch offsets[i]..offsets[i + 1], in order, zeros at its end not counted: the sum modulo
    2**64 of its values times powers of BASE from the stretch's start on, mixed."""
    powers, inverses = _powers(POWERS if len(values) <= POWERS else MOST_POWERS)
    total = np.zeros(len(values) + 1, np.uint64)
    powers = powers[: len(values)] if len(values) <= len(powers) else np.resize(powers, len(values))
    np.multiply(values, powers, out=total[1:])
    np.cumsum(total, out=total)
    return mix(np.diff(total[offsets]) * inverses[offsets[:-1] % len(inverses)])


def _sums_until(values: npt.NDArray[np.bool_]) -> Signed:
    """How many are true before each place, the end included."""
    total = np.zeros(len(values) + 1, np.int32)
    np.cumsum(values, out=total[1:])
    return total.astype(np.int64)


def mix(values: Unsigned) -> Unsigned:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijection in which every bit moves every other."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@lru_cache(maxsize=2)
def _powers(size: int) -> tuple[Unsigned, Unsigned]:
    """BASE to the power of 0 to `size` - 1, and its inverse modulo 2**64 to the same powers."""
    one, other = (np.full(size, base, np.uint64) for base in (BASE, pow(BASE, -1, 1 << 64)))
    one[0] = other[0] = 1
    return np.cumprod(one, dtype=np.uint64), np.cumprod(other, dtype=np.uint64)


@lru_cache(maxsize=1)
def _folds() -> Folds:
    """What is packed for every code point: see CODE."""
    folds = np.zeros(0x110000, np.uint32)
    for start, end in PLAIN_RANGES:
        folds[start : end + 1] = np.arange(start, end + 1, dtype=np.uint32) | LETTER << KIND_SHIFT
    plain = folds > 0
    seconds = _composing()
    for code in chain(range(0x20000), range(0x2F800, 0x30000), range(SPECIAL_RANGE[0], SPECIAL_RANGE[1] + 1)):
        if not plain[code]:
            folds[code] = _fold(chr(code), code in seconds)
    for start, end in DENSE_RANGES:
        letters = folds[start : end + 1]
        letters[letters >> KIND_SHIFT & 3 == LETTER] ^= (LETTER ^ DENSE) << KIND_SHIFT
    return folds


def _fold(character: str, composes: bool) -> int:
    kind = KINDS.get(unicodedata.category(character)[0], BORDER)
    normal = unicodedata.normalize("NFKC", character)
    changes = normal != character and any(unicodedata.category(c)[0] in KINDS for c in character + normal)
    code = ord(character.lower()[0]) if kind else 0
    mark = MARK if unicodedata.combining(character) else 0
    return code | kind << KIND_SHIFT | (CHANGES if changes or composes else 0) | mark


def _composing() -> set[int]:
    """Code points that may melt into the one before: the second of a canonical decomposition, and Hangul jamo."""
    parts = (unicodedata.decomposition(chr(code)).split() for code in range(0x20000))
    seconds = {int(pair[1], 16) for pair in parts if len(pair) == 2 and not pair[0].startswith("<")}
    return seconds | set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))
