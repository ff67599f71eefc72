"""The view of one document that rules read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple, overload

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
    """The lines of a text, each made when it is asked for.

    Who has divided the text already gives `starts`, where the lines begin, and where the text ends, and may give
    functions for the text, for a line without its terminator and for the text in UTF-8, so that no more is read than is
    asked for.
    """

    def __init__(
        self,
        text: str | Callable[[], str],
        starts: Sequence[int] | None = None,
        read: Callable[[int], str] | None = None,
        data: Callable[[], memoryview] | None = None,
    ) -> None:
        self._text, self._read, self._data = text, read, data
        self.starts = starts or [0, *(match.end() for match in TERMINATOR_RE.finditer(self.text)), len(self.text)]

    @cached_property
    def text(self) -> str:
        """The whole text."""
        return self._text if isinstance(self._text, str) else self._text()

    @property
    def data(self) -> memoryview:
        """The whole text in UTF-8, as bytes; `?` stands for what has none."""
        return self._data() if self._data else memoryview(self.text.encode("utf-8", "replace"))

    def text_at(self, index: int) -> str:
        """Line `index`, counted from 0, without its terminator."""
        if self._read:
            return self._read(index)
        return self.text[self.starts[index] : self.starts[index + 1]].rstrip("\r\n")

    @cached_property
    def texts(self) -> list[str]:
        """All lines without their terminators."""
        return self.texts_from(0)

    def texts_from(self, index: int) -> list[str]:
        """Line `index` and those below it, without their terminators."""
        text = self.text[self.starts[index] :]
        return TERMINATOR_RE.split(text) if "\r" in text else text.split("\n")

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        if isinstance(index, slice):
            return [self[i] for i in range(len(self))[index]]
        index = range(len(self))[index]
        start, text = self.starts[index], self.text_at(index)
        return Line(start, start + len(text), text)


class Page(NamedTuple):
    """A whole document as a stage sees it; `chosen` holds the indices of the lines that its screen chose."""

    lines: Lines
    chosen: Sequence[int]
    facts: Facts

    @property
    def text(self) -> str:
        """The whole text."""
        return self.lines.text

    def whole(self, index: int) -> tuple[int, int]:
        """The span of line `index` with its terminator."""
        return self.lines.starts[index], self.lines.starts[index + 1]


def split_lines(text: str) -> Lines:
    """The lines of `text`: one more than it has terminators, so the last is empty after a final one."""
    return Lines(text)


def page_of(text: str, chosen: Sequence[int] | None = None, facts: Facts | None = None) -> Page:
    """A page of `text`; without `chosen` every line is chosen."""
    lines = split_lines(text)
    return Page(lines, range(len(lines)) if chosen is None else chosen, facts or Facts())
