"""What damage looks like: the clues that a line holds, for the screen of a batch and the passes of a document alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, reduce
from operator import or_
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.stages.encoding.codecs import CODECS, letter_classes
from pipeline.stages.encoding.sequences import Bits, Classes, Matcher, bits_of, bits_of_text, matcher_of


def _range(*ranges: tuple[int, int]) -> str:
    return "".join(chr(code) for first, last in ranges for code in range(first, last + 1))


# What a line may hold, a bit each. A letter of UTF-8 as it looks in another codec; C1 controls; byte order marks and
# line separators; zero-width characters that may be out of place; combining marks, and a run of them; controls of
# ASCII but tabs and what ends a line; `&`.
MISREAD, C1, MARK_OR_SEPARATOR, ZERO_WIDTH, MARK, LONG_MARKS, CONTROL, AMPERSAND = (1 << i for i in range(8))
# Signs of a wrong legacy charset: a run of the upper half of Windows-1252, and others.
RUN, LETTERS, CARON, GRAVE, THORN, CIRCUMFLEX, TILDE, UMLAUT = (1 << i for i in range(8, 16))

CLUES = MISREAD | C1 | MARK_OR_SEPARATOR | ZERO_WIDTH | LONG_MARKS | CONTROL
"""The bits of a line that may hold a finding by itself."""

SIGNS = (
    # Cyrillic, Greek, Hebrew, Arabic, Thai, East Asian text in Windows-1252, and Cyrillic in another Cyrillic charset.
    RUN,
    LETTERS,
    # Czech, Slovene, Croatian in Windows-1252: carons next to graves, rings and strokes.
    CARON | GRAVE,
    # Turkish, Baltic, Romanian in Windows-1252: Icelandic letters next to such as Icelandic lacks.
    THORN | CIRCUMFLEX,
    # Hungarian in Windows-1252: tilde and circumflex for the double acute, which is common at the end of words.
    TILDE | UMLAUT,
)
"""What letters of one legacy charset look like in another, where no language puts such characters together: the bits
of which a document has all, in whatever lines."""

# How many combining marks are too many; see `characters.MARKS`.
TOO_MANY = 31

_SINGLE: Mapping[int, str] = {
    C1: _range((0x80, 0x9F)),
    MARK_OR_SEPARATOR: "\ufeff\u2028\u2029",
    MARK: _range((0x300, 0x36F)),
    CONTROL: _range((0x00, 0x08), (0x0B, 0x0C), (0x0E, 0x1F), (0x7F, 0x7F)),
    AMPERSAND: "&",
    CARON: "\u0160\u0161\u017d\u017e",
    GRAVE: "\u00e8\u00ec\u00ef\u00f2\u00f8\u00f9\u00e6",
    THORN: "\u00f0\u00fe",
    CIRCUMFLEX: "\u00e0\u00e2\u00e3\u00e7\u00e8\u00ea\u00eb\u00ee\u00f2\u00fb\u00fc",
    UMLAUT: "\u00f6\u00fc",
}
_UPPER_HALF = _range((0xA1, 0xFF))
_LATIN_LETTERS = _range((0xC0, 0xFF))
_SMALL = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC_SMALL, _CYRILLIC_CAPITALS = _range((0x430, 0x44F)), _range((0x410, 0x42F))
# Beyond the Latin-1 half of Windows-1252.
_WINDOWS = "\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u2020\u2021\u2022\u2030\u2039\u203a\u20ac\u2122"
_SIGNS: Mapping[int, tuple[Classes, ...]] = {
    RUN: ((_UPPER_HALF,) * 4,),
    LETTERS: (
        (_LATIN_LETTERS, _LATIN_LETTERS, _WINDOWS),
        # Polish, Slovak, Lithuanian in Windows-1252: superscripts, fractions, question marks in words.
        (_SMALL, "\u00a3\u00a5\u00aa\u00af\u00b3\u00b9\u00ba\u00be\u00bf", _SMALL),
        (_SMALL, _SMALL, "\u00b3\u00b9"),
        # Cyrillic in another Cyrillic charset: capitals behind small letters, symbols in words.
        (_CYRILLIC_SMALL, _CYRILLIC_CAPITALS, _CYRILLIC_CAPITALS),
        (_CYRILLIC_SMALL, "\u00a4\u00a6\u00a7\u00a9\u00ac\u00ad\u00ae"),
        (_range((0x2550, 0x256C)), _CYRILLIC_SMALL),
    ),
    TILDE: ((_SMALL + _range((0xDF, 0xFF)),) * 2 + ("\u00f5\u00fb", " ,.;:!?)\n"),),
}
# ftfy takes a blank for a lost no-break space behind some letters.
_LOST: tuple[Classes, ...] = (("\u00c2\u00c3", " "), (_range((0xE0, 0xEF)), _range((0x80, 0xBF)), " "))
# Letters beyond ASCII of Latin words as they look in Windows-1251.
_CYRILLIC_FIRST = _range((0x412, 0x42F))
_CYRILLIC_SECOND = _range((0x401, 0x40F), (0x451, 0x45F), (0x490, 0x491))
_CYRILLIC_IN_LATIN: tuple[Classes, ...] = (
    (_SMALL, _CYRILLIC_FIRST, _CYRILLIC_SECOND),
    (_CYRILLIC_FIRST, _CYRILLIC_SECOND, _SMALL),
)
_ZERO = "\u200b\u200c\u200d\u2060"
# Characters that never need zero-width ones, as `characters.PLAIN_RE` has it, loosely; the ends of a line; and others
# of the run.
_PLAIN = _range((0x00, 0x2FF), (0x370, 0x58F), (0x10A0, 0x10FF), (0x1E00, 0x20FF), (0x2C60, 0x2C7F), (0xA720, 0xA7FF))


def clues_of(bounds: npt.NDArray[np.int32], data: npt.NDArray[np.uint8]) -> Bits:
    """The clues of each line, of UTF-8 `data` between two of the ascending `bounds`."""
    return bits_of(bounds, data, _matcher())


def clues_of_text(text: str) -> list[int]:
    r"""The clues of each line of `text`; they end at `\n`."""
    return bits_of_text(text, _matcher())


def is_suspect(held: Any) -> Any:
    """Whether a document, by the bits that its lines hold, shows a sign of a wrong legacy charset: for a number a bool,
    for an array of numbers one for each."""
    return reduce(or_, ((held & sign) == sign for sign in SIGNS))


@cache
def _matcher() -> Matcher:
    letters: Iterable[Classes] = (classes for codec in CODECS for classes in letter_classes(codec))
    misread = dict.fromkeys((*letters, *_LOST, *_CYRILLIC_IN_LATIN))
    sequences = {MISREAD: misread, ZERO_WIDTH: [(_PLAIN, _ZERO, _PLAIN)], **_SIGNS}
    return matcher_of(_SINGLE, sequences, (MARK, TOO_MANY, LONG_MARKS))
