"""Blanks at line ends and at the document's ends, and runs of blank lines: never inside a line.

One blank line separates paragraphs, two say no more. A line's indentation is the author's (verse, code, the
ideographic space that opens a Chinese paragraph) and stays, but for plain blanks before the first word. What
closes the last line stays too: one terminator at the end of a file is no damage.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.document.edits import Finding
from pipeline.document.page import Page
from pipeline.shape import bytes_of
from pipeline.stages import _blanks
from pipeline.stages.contract import Column, Stage, Tools

LINE_END = "whitespace.blank.und.line-end"
DOCUMENT_END = "whitespace.blank.und.document-end"
BLANK_LINES = "whitespace.blank-line.und.run"

# What str.isspace accepts, without U+001C to U+001F, which separate fields in old formats.
BLANKS = " \t\v\f\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"


def _kinds() -> npt.NDArray[np.uint8]:
    """By its code point what a character may be, a bit each, as `_blanks` knows them: a blank, a plain one."""
    kinds = np.zeros(max(map(ord, BLANKS)) + 1, np.uint8)
    kinds[[*map(ord, BLANKS)]] = 1
    kinds[[*map(ord, " \t")]] |= 2
    return kinds


KINDS = _kinds()


def screen(column: Column, tools: Tools) -> pa.Array:
    """Lines that end with a blank or open with a plain one, and blank lines that are not alone."""
    lines, codes = column.distinct.dictionary, column.distinct.indices.to_numpy()
    shapes, chosen = np.empty(len(lines), np.uint8), np.zeros(len(codes), np.bool_)
    _blanks.choose(*bytes_of(lines), KINDS, codes, column.borders, shapes, chosen)
    return pa.array(chosen)


def propose(page: Page, tools: Tools) -> Iterator[Finding]:
    """One finding for the blanks at each line end, each further blank line, and the blanks at both ends."""
    lines, starts = page.lines, page.lines.starts
    first = next((i for i in range(len(lines)) if not _is_blank(lines.text_at(i))), None)
    if first is None:
        return
    last = next(i for i in range(len(lines) - 1, -1, -1) if not _is_blank(lines.text_at(i)))
    text = lines.text_at(first)
    start = starts[first] + len(text) - len(text.lstrip(" \t"))
    if start:
        yield Finding(0, start, DOCUMENT_END)
    for i in page.chosen:
        text = lines.text_at(i)
        if not first <= i <= last or (_is_blank(text) and _is_blank(lines.text_at(i - 1))):
            continue
        filled = len(text.rstrip(BLANKS))
        if filled < len(text):
            yield Finding(starts[i] + filled, starts[i] + len(text), LINE_END)
        if not filled and _is_blank(lines.text_at(i + 1)):
            following = next(j for j in range(i + 2, last + 1) if not _is_blank(lines.text_at(j)))
            yield Finding(starts[i + 1], starts[following], BLANK_LINES)
    if starts[last + 1] < len(page.text):
        yield Finding(starts[last + 1], len(page.text), DOCUMENT_END)


def _is_blank(text: str) -> bool:
    return not text.strip(BLANKS)


STAGE = Stage("whitespace", screen, propose)
