"""What the finders of personal data return."""

from __future__ import annotations

from typing import NamedTuple

BLANKS, DASHES = " \u00a0\u2007\u2009\u202f\u3000", "\u2010\u2011\u2012\u2013\u2212\uff0d\u30fc.\u00b7/\uff0f-"
BRACKETS = "()\uff08\uff09"
DIVIDERS = f"{BRACKETS}{BLANKS}{DASHES}"
"""What may stand between the digits of a number, as the inside of a pattern's class."""


class Found(NamedTuple):
    """`text[start:end]` of a line holds personal data of `kind`; `value` is one form for all ways to write it."""

    start: int
    end: int
    kind: str
    value: str
    score: float = 1.0


BEFORE, AFTER = 48, 28
"""Code points before and after a number in which a word can say what it is."""


def surroundings(line: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a span of a line, near enough to speak about it."""
    return line[max(start - BEFORE, 0) : start], line[end : end + AFTER]
