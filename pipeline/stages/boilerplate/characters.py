"""What kind of character each code point is, for every script."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

import numpy as np

from pipeline.document.layout import ENDS

Numbers = np.ndarray[Any, np.dtype[Any]]

KINDS = 16
(
    OTHER, LOWER, UPPER, CASELESS, MARK, WIDE, UNSPACED, DIGIT, SPACE, END, COMMA, CLOSER, SEPARATOR, COLON, POINT,
    BREAK,
) = range(KINDS)  # fmt: skip
"""CASELESS: letters of scripts without capitals. WIDE: letters that say in one character what others say in three.
UNSPACED: letters of other scripts without blanks between words. Words between blanks are of LOWER to MARK. BREAK: the
line feed behind a line."""

SIGNS = {
    END: ENDS,
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
CATEGORIES = {"Ll": LOWER, "Lu": UPPER, "Lt": UPPER, "Nd": DIGIT}
MAJORS = {"L": CASELESS, "Z": SPACE, "M": MARK, "P": POINT}
BLANKS = "\t\r \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""Every character of kind SPACE."""
BULLETS = "*+-•–·◦▪‣○●►▶→»›>#|—"
BULLET = KINDS
"""What is added to the kind of a bullet."""
TOLD = {sign: kind for kind, signs in ({SPACE: BLANKS, BREAK: "\n"} | SIGNS).items() for sign in signs}
LAST = 0x1FFFF
"""Code points from here on, the rarer ideographs, count as this one."""
UNKNOWN = 0xFF
"""Stands for the kind of a character that has not been met."""


@cache
def known_kinds() -> Numbers:
    """The kinds of code points up to LAST, as uint8, as far as they have been met: few are, and to ask for all takes
    long."""
    known = np.full(LAST + 1, UNKNOWN, dtype=np.uint8)
    known[:0x80] = [kind_of(code) for code in range(0x80)]
    known[LAST] = WIDE
    return known


def kind_of(code: int) -> int:
    """The kind of a code point; that of a bullet with BULLET added."""
    char = chr(code)
    category = unicodedata.category(char)
    kind = TOLD.get(char) or CATEGORIES.get(category) or MAJORS.get(category[0], OTHER)
    if kind == CASELESS:
        inside = (block for block, spans in BLOCKS.items() for first, last in spans if first <= code <= last)
        kind = next(inside, CASELESS)
    return kind + BULLET * (char in BULLETS)
