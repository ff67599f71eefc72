"""What parts the words and units of lines, and the letters that tell scripts without blanks: a table by byte, and one
by code point."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from pipeline.language.screens import own_words

from ._reader import APOSTROPHE, BEFORE, BLANK, BREAK, CHINESE, DENSE, KANA, PARTING, WIDE

Bytes = npt.NDArray[np.uint8]

BREAKS = '.!?:;|"()[]“”«»„…،؟।。！？「」『』、，–—'
# Behind the others of them a word counts as one that is part of another.
BEFORE_WORDS = " .,:;!?|\"“”„«»‹›‘’'([،؟।—–…"
# Letters of scripts without blanks, and those that part sentences in Latin letters: first and last code points.
_KANA = (0x3041, 0x30FF)
_DENSE = (_KANA, (0x3400, 0x9FFF))
_PARTING = ((0x370, 0x1CFF), (0x1F00, 0x1FFF), (0x2C80, 0x2FFF), (0x3040, 0xD7FF))


@cache
def signs_by_point() -> Bytes:
    """By code point, below 65,536, what a sign or letter is."""
    table = np.zeros(0x10000, np.uint8)
    for chars, kind in ((" ", BLANK), ("'", APOSTROPHE), (BEFORE_WORDS, BEFORE), (BREAKS, BREAK)):
        table[[ord(char) for char in chars]] |= kind
    table[[ord(char) for char in own_words("zh", "Hani")]] |= CHINESE
    for ranges, kind in (((_KANA,), KANA), (_DENSE, DENSE), (_PARTING, PARTING)):
        for first, last in ranges:
            table[first : last + 1] |= kind
    return table


@cache
def signs_by_byte() -> Bytes:
    """By its first byte what parts words; `WIDE` where the byte alone does not tell."""
    table = np.zeros(256, np.uint8)
    for char in BREAKS + BEFORE_WORDS:
        table[char.encode()[0]] = signs_by_point()[ord(char)] if char.isascii() else WIDE
    return table
