"""The view of one document that rules read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

TERMINATOR_RE = re.compile(r"\r\n|\n|\r")


class Line(NamedTuple):
    """`text` is `page.text[start:end]`, without its terminator (`\\r\\n`, `\\n` or `\\r`)."""

    start: int
    end: int
    text: str


class Facts(NamedTuple):
    """What is known of one document: its language (BCP 47, `und` where unknown), its source, its layout.

    `layout` is `page` (a whole page, mostly boilerplate) or `extracted` (an extractor ran already).
    """

    language: str = "und"
    source: str = ""
    layout: str = "extracted"


class Page(NamedTuple):
    """A whole document as a stage sees it; `chosen` holds the indices of the lines that its screen chose."""

    text: str
    lines: Sequence[Line]
    chosen: Sequence[int]
    facts: Facts

    def whole(self, index: int) -> tuple[int, int]:
        """The span of line `index` with its terminator."""
        end = self.lines[index + 1].start if index + 1 < len(self.lines) else len(self.text)
        return self.lines[index].start, end


def split_lines(text: str) -> tuple[Line, ...]:
    """The lines of `text`: one more than it has terminators, so the last is empty after a final one."""
    pieces = TERMINATOR_RE.split(text) if "\r" in text else text.split("\n")
    lines, at = [], 0
    for piece in pieces:
        end = at + len(piece)
        lines.append(Line(at, end, piece))
        at = end + (2 if text.startswith("\r\n", end) else 1)
    return tuple(lines)


def page_of(text: str, chosen: Sequence[int] | None = None, facts: Facts | None = None) -> Page:
    """A page of `text`; without `chosen` every line is chosen."""
    lines = split_lines(text)
    return Page(text, lines, range(len(lines)) if chosen is None else chosen, facts or Facts())
