"""Which lines may hold personal data, over whole columns: what a line must hold is told by its bytes alone."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_letters, digits, hexdigits

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.shape import bytes_of
from pipeline.stages.contract import Column, Tools

from . import _screen
from .found import BLANKS, BRACKETS, DASHES

# The bits are those that `_screen` knows.
IBAN, CARD, IP, EMAIL, PHONE = 1, 2, 4, 8, 16
"""What a line may hold."""

_ZEROS = "٠۰०০੦૦୦௦౦೦൦๐໐၀០０"
DIGITS = "".join(chr(ord(zero) + digit) for zero in _ZEROS for digit in range(10))
"""Digits of other scripts, and those of full width: every line that holds one is chosen."""


def screen(column: Column, tools: Tools) -> pa.Array:
    """Lines with digits of other scripts than ASCII, or with what numbers and addresses must hold: seven digits with no
    more than what divides a number between them, of no date, the first of them where a telephone number may begin;
    thirteen anywhere; an @ in front of a label and a dot; four numbers with dots; hexadecimal groups with two colons
    together or seven in all; the head of an IBAN and what follows it."""
    lines = column.distinct.dictionary
    clues = np.empty(len(lines), np.uint8)
    _screen.read_lines(*bytes_of(lines), TELLING, KINDS, clues)
    return pa.array((clues != 0)[column.distinct.indices.to_numpy()])


def clues_of(line: str) -> int:
    """Which of the above a line may hold, a bit each; a line that is not chosen holds none."""
    return _screen.read_line(line.encode(), TELLING, KINDS)


def _telling(chars: str) -> npt.NDArray[np.uint8]:
    """By its value whether a byte begins one of `chars`."""
    table = np.zeros(256, np.uint8)
    table[[char.encode()[0] for char in chars]] = 1
    return table


def _kinds(kinds: Mapping[int, str]) -> npt.NDArray[np.uint8]:
    """By its code point the kinds of a character."""
    table = np.zeros(0x110000, np.uint8)
    for kind, chars in kinds.items():
        table[[*map(ord, chars)]] |= np.uint8(kind)
    return table


TELLING = _telling(f"{digits}@:{DIGITS}")
# What no number begins behind, or not surely.
_BARRING = f"{ascii_letters}{digits}_@=&?#%$€£¥₹₽+\uff0b,:"
# The bits are those that `_screen` knows.
KINDS = _kinds({1: DIGITS, 2: ascii_letters + digits, 4: hexdigits, 8: BLANKS, 16: DASHES, 32: BRACKETS, 64: _BARRING})
