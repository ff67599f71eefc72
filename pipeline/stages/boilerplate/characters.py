"""What kind of character each code point is, for every script."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

import numpy as np

Numbers = np.ndarray[Any, np.dtype[Any]]

KINDS = 16
(OTHER, LOWER, UPPER, CASELESS, MARK, WIDE, UNSPACED, DIGIT, SPACE, END, COMMA, CLOSER, SEPARATOR, COLON, POINT) = (
    range(15)
)
"""CASELESS: letters of scripts without capitals. WIDE: letters that say in one character what others say in three.
UNSPACED: letters of other scripts without blanks between words. Words between blanks are of LOWER to MARK."""

SIGNS = {
    END: ".!?…。！？．।॥؟۔։።፧៕༎᠃",
    COMMA: ",،、，",
    CLOSER: "\"'”’»“«)]）】」』〉》›‹",
    SEPARATOR: "|·•→>©®™/",
    COLON: ":;：；",
}
"""Signs that weigh by themselves; the rest are told by their Unicode category."""
BLOCKS = {
    WIDE: (
        (0x1100, 0x11FF),
        (0x2E80, 0x2FDF),
        (0x3005, 0x3007),
        (0x3041, 0x30FF),
        (0x3100, 0x9FFF),
        (0xAC00, 0xD7AF),
        (0xF900, 0xFAFF),
    ),
    UNSPACED: ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF)),
}
LAST = 0x1FFFF
"""Code points from here on, the rarer ideographs, count as this one."""
CATEGORIES = {"Ll": LOWER, "Lu": UPPER, "Lt": UPPER, "Nd": DIGIT}
BLANKS = "\t\r\n"
MAJORS = {"L": CASELESS, "Z": SPACE, "M": MARK, "P": POINT}


@cache
def kinds() -> Numbers:
    """The kind of each code point up to LAST, as uint8."""
    categories = np.frombuffer("".join(map(unicodedata.category, map(chr, range(LAST + 1)))).encode(), dtype="S2")
    majors = categories.view(np.uint8)[::2]
    table = np.full(LAST + 1, OTHER, dtype=np.uint8)
    for major, kind in MAJORS.items():
        table[majors == ord(major)] = kind
    for category, kind in CATEGORIES.items():
        table[categories == category.encode()] = kind
    table[[ord(blank) for blank in BLANKS]] = SPACE
    for kind, blocks in BLOCKS.items():
        for first, last in blocks:
            block = table[first : last + 1]
            block[block == CASELESS] = kind
    for kind, signs in SIGNS.items():
        table[[ord(sign) for sign in signs]] = kind
    table[LAST] = WIDE
    return table
