"""What damage looks like, in patterns that `re` and RE2 read: a screen asks them of a column, the passes of a line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from pipeline.stages.encoding.codecs import CODECS, letter_patterns

ENTITY = r"&#?[0-9A-Za-z]+;"
CLUE_IN_ASCII = ENTITY + r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
CONTROL = "[\u0080-\u009f\ufeff\u2028\u2029]"
# Letters beyond ASCII of Latin words as they look in Windows-1251.
CYRILLIC_IN_LATIN = (
    "[a-z][\u0412-\u042f][\u0401-\u040f\u0451-\u045f\u0490\u0491]",
    "[\u0412-\u042f][\u0401-\u040f\u0451-\u045f\u0490\u0491][a-z]",
)
# Zero-width characters between characters that never need them, as `characters.PLAIN_RE` has it, loosely.
_PLAIN = r"[\x00-\u02ff\u0370-\u058f\u10a0-\u10ff\u1e00-\u20ff\u2c60-\u2c7f\ua720-\ua7ff]"
ZERO_WIDTH = f"(?:^|{_PLAIN})[\u200b-\u200d\u2060]+(?:$|{_PLAIN})"
MARKS = "[\u0300-\u036f]{31}"


class Sign(NamedTuple):
    """A sign of a wrong legacy charset: a document is suspected where each of `patterns` is found in some line."""

    name: str
    patterns: tuple[str, ...]


# What letters of one legacy charset look like in another, where no language puts such characters together.
SIGNS = (
    Sign(
        "letters",
        (
            "|".join(
                (
                    # Cyrillic, Greek, Hebrew, Arabic, Thai, East Asian text in Windows-1252: runs of its upper half.
                    "[\u00a1-\u00ff]{4}",
                    "[\u00c0-\u00ff]{2}[\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u2020-\u2022\u2030\u2039\u203a\u20ac\u2122]",
                    # Polish, Slovak, Lithuanian in Windows-1252: superscripts, fractions, question marks in words.
                    "[a-z][\u00a3\u00a5\u00aa\u00af\u00b3\u00b9\u00ba\u00be\u00bf][a-z]",
                    "[a-z]{2}[\u00b3\u00b9]",
                    # Cyrillic in another Cyrillic charset: capitals behind small letters, symbols in words.
                    "[\u0430-\u044f][\u0410-\u042f]{2}",
                    "[\u0430-\u044f][\u00a4\u00a6\u00a7\u00a9\u00ac\u00ad\u00ae]",
                    "[\u2550-\u256c][\u0430-\u044f]",
                )
            ),
        ),
    ),
    # Czech, Slovene, Croatian in Windows-1252: carons next to graves, rings and strokes.
    Sign("caron", ("[\u0160\u0161\u017d\u017e]", "[\u00e8\u00ec\u00ef\u00f2\u00f8\u00f9\u00e6]")),
    # Turkish, Baltic, Romanian in Windows-1252: Icelandic letters next to such as Icelandic lacks.
    Sign("thorn", ("[\u00f0\u00fe]", "[\u00e0\u00e2\u00e3\u00e7\u00e8\u00ea\u00eb\u00ee\u00f2\u00fb\u00fc]")),
    # Hungarian in Windows-1252: tilde and circumflex for the double acute, which is common at the end of words.
    Sign("tilde", ("[a-z\u00df-\u00ff]{2}[\u00f5\u00fb](?:[ ,.;:!?)]|$)", "[\u00f6\u00fc]")),
)
# Every sign has such a character: of Windows-1252, or Cyrillic.
SIGN_CHARACTER = "[\u00a1-\u00ff\u0160\u0161\u017d\u017e\u0400-\u04ff]"


@cache
def misread_clues() -> str:
    """One pattern for C1 controls and letters of UTF-8 as they look in another codec.

    ftfy takes a blank for a lost no-break space behind some letters.
    """
    letters = dict.fromkeys(pattern for codec in CODECS for pattern in letter_patterns(codec))
    lost = ("[\u00c2\u00c3] ", "[\u00e0-\u00ef][\u0080-\u00bf] ")
    return "|".join(("[\u0080-\u009f]", *lost, *CYRILLIC_IN_LATIN, *letters))


@cache
def clues_beyond_ascii() -> str:
    """The same, and other controls, zero-width characters and long runs of marks."""
    return "|".join((CONTROL, ZERO_WIDTH, MARKS, misread_clues()))


def is_misread(line: str) -> bool:
    """Whether a line holds a letter of UTF-8 as it looks in another codec."""
    return not line.isascii() and bool(_misread_re().search(line))


@cache
def _misread_re() -> re.Pattern[str]:
    return re.compile(rf"(?=[^\x00-\x7f]|[a-z][^\x00-\x7f])(?:{misread_clues()})")


def is_suspect(lines: Iterable[str]) -> bool:
    """Whether the lines of a document show a sign of a wrong legacy charset."""
    beyond = "\n".join(line for line in lines if not line.isascii())
    return any(all(re.search(pattern, beyond, re.MULTILINE) for pattern in sign.patterns) for sign in SIGNS)
