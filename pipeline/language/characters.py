"""What the characters of a text are: the script of each, and whether it is a letter, a mark or what joins letters.

A byte stands for each character, so that a few small patterns over bytes do for the texts of every script.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import regex

from ._characters import look_up
from .detectors import remembering
from .scripts import SCRIPTS

# What a character of one of `SCRIPTS` may be: its kind is 3 times the script's place, and this.
OTHER, LETTER, MARK = range(1, 4)
# The kinds of all others: a letter that many scripts share, or of none that is listed, a mark, a sign that joins
# letters, a letter that does; anything else. 0 is a character that did not come yet.
LISTED = 3 * len(SCRIPTS)
COMMON, UNLISTED, BARE_MARK, JOINER, JOINING, NEUTRAL = range(LISTED + 1, LISTED + 7)

_SCRIPT_RE = regex.compile("|".join(rf"(?P<{code}>\p{{Script={code}}})" for code in SCRIPTS))
_COMMON_RE, _LETTER_RE, _MARK_RE = map(regex.compile, (r"\p{Script=Zyyy}", r"\p{L}", r"[\p{M}\u200c\u200d]"))
_JOINERS = {"'": JOINER, "’": JOINER, "·": JOINER, "-": JOINER, "ʼ": JOINING}


def _kinds_of(text: str) -> bytes:
    kinds = look_up(text, _table())
    if 0 in kinds:
        for char in {char for char, kind in zip(text, kinds, strict=True) if not kind}:
            _table()[ord(char)] = _kind_of(char)
        kinds = look_up(text, _table())
    return kinds


kinds_of = remembering(_kinds_of, 64)
"""The kind of each character of a text."""


@cache
def _table() -> npt.NDArray[np.uint8]:
    """The kind of every character that came."""
    return np.zeros(0x110000, np.uint8)


def _kind_of(char: str) -> int:
    if char in _JOINERS:
        return _JOINERS[char]
    letter, mark, script = (pattern.match(char) for pattern in (_LETTER_RE, _MARK_RE, _SCRIPT_RE))
    if script:
        return 3 * SCRIPTS.index(str(script.lastgroup)) + (LETTER if letter else MARK if mark else OTHER)
    if letter:
        return COMMON if _COMMON_RE.match(char) else UNLISTED
    return BARE_MARK if mark else NEUTRAL


def script_of(kind: int) -> str:
    """The script of the characters of a kind; empty where they have none of `SCRIPTS`."""
    return SCRIPTS[(kind - 1) // 3] if kind <= LISTED else ""
