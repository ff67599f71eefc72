"""The view of one document that rules read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, count
from operator import add
from typing import Any, NamedTuple, overload

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


class Lines(Sequence[Line]):
    """The lines of a text, each made when it is asked for: `texts` holds them without their terminators, `starts` where
    they begin, and where the text ends."""

    def __init__(self, text: str) -> None:
        self.text = text
        if "\r" in text:
            spans = [match.span() for match in TERMINATOR_RE.finditer(text)]
            self.starts = [0, *(end for _, end in spans), len(text)]
            ends = [*(start for start, _ in spans), len(text)]
            self.texts = [text[start:end] for start, end in zip(self.starts, ends, strict=False)]
        else:
            self.texts = text.split("\n")
            self.starts = [*map(add, accumulate(map(len, self.texts), initial=0), count())]
            self.starts[-1] = len(text)

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        if isinstance(index, slice):
            return [self[i] for i in range(len(self))[index]]
        text = self.texts[index]
        start = self.starts[range(len(self))[index]]
        return Line(start, start + len(text), text)


class Page(NamedTuple):
    """A whole document as a stage sees it; `chosen` holds the indices of the lines that its screen chose, `notes` what
    the screen learnt of the document on the way, if it was asked (the stage knows the type)."""

    text: str
    lines: Lines
    chosen: Sequence[int]
    facts: Facts
    notes: Any = None

    def whole(self, index: int) -> tuple[int, int]:
        """The span of line `index` with its terminator."""
        return self.lines.starts[index], self.lines.starts[index + 1]


def split_lines(text: str) -> Lines:
    """The lines of `text`: one more than it has terminators, so the last is empty after a final one."""
    return Lines(text)


def page_of(text: str, chosen: Sequence[int] | None = None, facts: Facts | None = None, notes: Any = None) -> Page:
    """A page of `text`; without `chosen` every line is chosen."""
    lines = split_lines(text)
    return Page(text, lines, range(len(lines)) if chosen is None else chosen, facts or Facts(), notes)
