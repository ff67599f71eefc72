"""What parts the words of lines, and the units that stand between two breaks, found over whole buffers of UTF-8."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.language.blocks import begun_by, pairs_at

Bytes = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.int64]

BREAKS = '.!?:;|"()[]“”«»„…،؟।。！？「」『』、，–—'
# Behind the others of them a word counts as one that is part of another.
BEFORE_WORDS = " .,:;!?|\"“”„«»‹›‘’'([،؟।—–…"
# What a boundary is, a bit each: a blank, an apostrophe, something in front of words, a break, the first of its line.
BLANK, APOSTROPHE, BEFORE, BREAK, FIRST = 1, 2, 4, 8, 16

_CHARS = sorted({*BREAKS, *BEFORE_WORDS})


def _kind(char: str) -> int:
    alone = {" ": BLANK, "'": APOSTROPHE}.get(char, 0)
    return alone | BEFORE * (char in BEFORE_WORDS) | BREAK * (char in BREAKS)


def _number(char: str) -> int:
    """The first three bytes of a character's UTF-8 as one number; of two, with a third of 0."""
    return int.from_bytes(char.encode().ljust(3, b"\0"))


# Of every byte whether it may begin a boundary: a table for `bytes.translate`, twice as fast as numpy's lookup.
_MAY_BEGIN = bytes(byte in {char.encode()[0] for char in _CHARS} for byte in range(256))
_KINDS = np.zeros(256, np.uint8)
_KINDS[[ord(char) for char in _CHARS if char.isascii()]] = [_kind(char) for char in _CHARS if char.isascii()]
_WIDE = sorted((_number(char), _kind(char), len(char.encode())) for char in _CHARS if not char.isascii())
_WIDE_NUMBERS, _WIDE_KINDS, _WIDE_SIZES = (np.array(column, np.int32) for column in zip(*_WIDE, strict=True))
# Of every pair of first bytes whether it may begin a wide one: most letters of a script share their first byte only.
_MAY_BEGIN_WIDE = begun_by(char for char in _CHARS if not char.isascii())


class Boundaries(NamedTuple):
    """The boundaries of lines: where each begins, its kind, and where what follows it begins. The first of a line is
    where the line begins; there may be nothing of it."""

    at: Indices
    kinds: Bytes
    behind: Indices


def boundaries_of(text: bytes, starts: Indices) -> Boundaries:
    """The boundaries in the UTF-8 of lines that begin at `starts`, one after the other, the first at 0. No line may be
    empty."""
    data = np.frombuffer(text, np.uint8)
    may = np.frombuffer(bytearray(text.translate(_MAY_BEGIN)), np.bool_)
    wide = np.flatnonzero(may & (data >= 0x80))
    may[wide] = False
    wide, wide_kinds, sizes = _wide(data, wide[_MAY_BEGIN_WIDE.take(pairs_at(data, wide))])
    may[wide] = True
    may[starts] = True
    at = np.flatnonzero(may)
    kinds, behind = _KINDS.take(data.take(at)), at + 1
    places = np.searchsorted(at, wide)
    kinds[places], behind[places] = wide_kinds, wide + sizes
    first = np.searchsorted(at, starts)
    letters = kinds.take(first) == 0
    kinds[first[letters]], behind[first[letters]] = BEFORE, starts[letters]
    kinds[first] |= FIRST
    return Boundaries(at, kinds, behind)


def _wide(data: Bytes, at: Indices) -> tuple[Indices, Bytes, Indices]:
    """Those of some places at which a boundary beyond ASCII begins, and its kind and size in bytes."""
    first, second, third = (data.take(at + i, mode="clip").astype(np.int32) for i in range(3))
    numbers = first << 16 | second << 8 | np.where(first >= 0xE0, third, 0)
    places = np.searchsorted(_WIDE_NUMBERS, numbers).clip(max=len(_WIDE_NUMBERS) - 1)
    known = np.flatnonzero(_WIDE_NUMBERS[places] == numbers)
    places = places[known]
    return at[known], _WIDE_KINDS[places].astype(np.uint8), _WIDE_SIZES[places].astype(np.int64)
