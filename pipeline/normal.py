"""What counting and the `repeated` stage must agree on: a document's site, and the words and hash of a line.

All functions work on whole columns. Like the normal form of CCNet (Wenzek et al. 2020, section 3.1) words know no
case, no punctuation and no compatibility variants (NFKC), and for lines every number is the same. Words and lines
are never written down: they are 64-bit hashes, the sum of mixed code points (or words) times a power of their place.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import _normal
from pipeline.shape import bytes_of

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
    folders = pc.replace_substring_regex(sources, "[^/]*$", "")
    folders = pc.if_else(pc.equal(folders, ""), "./", folders)
    if urls.null_count == len(urls):
        return folders
    return pc.coalesce(pc.utf8_lower(pc.struct_field(pc.extract_regex(urls, HOST), "host")), folders)


def split_lines(texts: pa.Array) -> pa.ListArray:
    """The lines of each text; blank ones may be missing."""
    if texts.buffers()[2] is not None and 13 in np.frombuffer(texts.buffers()[2], np.uint8):
        return pc.split_pattern_regex(texts, "[\r\n]+")
    return pc.split_pattern(texts, "\n")


def read_words(lines: pa.Array) -> Words:
    """The words of a column of lines without nulls."""
    offsets, data = bytes_of(_normalised(lines))
    count = len(offsets) - 1
    hashes, numbers = np.empty(len(data), np.uint64), np.empty(len(data), np.uint8)
    borders, letters, widths = np.empty(count + 1, np.int64), np.empty(count, np.int64), np.empty(count, np.int64)
    _normal.read_words(data, offsets, _folds(), KIND_SHIFT, BASE, hashes, numbers, borders, letters, widths)
    words = borders[-1]
    return Words(hashes[:words].copy(), numbers[:words].astype(np.bool_), borders, letters, widths)


def _normalised(lines: pa.Array) -> pa.Array:
    """The lines in NFKC where that may change a word, but for lines so long that normalising could take long."""
    offsets, data = bytes_of(lines)
    found = np.zeros(len(lines), np.uint8)
    _normal.find_changing(data, offsets, _folds(), CHANGES, MARK, NORMALISED_CHARACTERS, found)
    if not found.any():
        return lines
    changing = pa.array(found.astype(np.bool_))
    return pc.replace_with_mask(lines, changing, pc.utf8_normalize(lines.filter(changing), form="NFKC"))


def hash_lines(lines: pa.Array) -> Signed:
    """The hash of each line; 0 for one that is never counted."""
    words = read_words(lines)
    return np.where(are_counted(words), hash_words(words), 0)


def are_counted(words: Words) -> npt.NDArray[np.bool_]:
    """Which lines may count as repeated: those with two letters or more and of at most LINE_WIDTH."""
    return (words.letters >= 2) & (words.widths <= LINE_WIDTH)


def hash_words(words: Words) -> Signed:
    """The hash of each line, all numbers (and runs of them) being the same."""
    hashes = np.empty(len(words.letters), np.uint64)
    _normal.hash_lines(words.hashes, words.numbers.view(np.uint8), words.offsets, NUMBER, BASE, hashes)
    return hashes.view(np.int64)


def mix(values: Unsigned) -> Unsigned:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijection in which every bit moves every other."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


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
