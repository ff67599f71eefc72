"""What the finders of personal data return."""

from __future__ import annotations

from typing import NamedTuple


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
