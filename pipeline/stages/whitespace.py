"""Blanks at line ends and at the document's ends, and runs of blank lines: never inside a line.

One blank line separates paragraphs, two say no more. A line's indentation is the author's (verse, code, the
ideographic space that opens a Chinese paragraph) and stays, but for plain blanks before the first word. What
closes the last line stays too: one terminator at the end of a file is no damage.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.edits import Finding
from pipeline.document.page import Line, Page
from pipeline.stages.contract import Column, Stage, Tools

LINE_END = "whitespace.blank.und.line-end"
DOCUMENT_END = "whitespace.blank.und.document-end"
BLANK_LINES = "whitespace.blank-line.und.run"

# What str.isspace accepts, without U+001C to U+001F, which separate fields in old formats.
BLANKS = " \t\v\f\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"


def screen(column: Column, tools: Tools) -> pa.Array:
    """Lines that end with a blank or open with a plain one, and blank lines that are not alone."""
    lines = column.lines.flatten()
    edges = pc.match_substring_regex(lines, f"^[ \t]|[{BLANKS}]$")
    blank = pc.match_substring_regex(lines, f"^[{BLANKS}]*$").to_numpy(zero_copy_only=False)
    first = np.zeros(len(lines) + 1, dtype=bool)
    first[column.lines.offsets.to_numpy() - column.lines.offsets[0].as_py()] = True
    after_blank = first[:-1] | np.concatenate(([True], blank[:-1]))
    before_blank = ~first[1:] & np.concatenate((blank[1:], [False]))
    return pc.or_(edges, pa.array(blank & (after_blank | before_blank)))


def propose(page: Page, tools: Tools) -> Iterator[Finding]:
    """One finding for the blanks at each line end, each further blank line, and the blanks at both ends."""
    filled = [i for i, line in enumerate(page.lines) if line.text.strip(BLANKS)]
    if not filled:
        return
    first = page.lines[filled[0]]
    start = first.end - len(first.text.lstrip(" \t"))
    if start:
        yield Finding(0, start, DOCUMENT_END)
    for i, following in pairwise((*filled, filled[-1] + 1)):
        yield from _line_end(page.lines[i])
        if following - i > 1:
            yield from _line_end(page.lines[i + 1])
        if following - i > 2:
            yield Finding(page.lines[i + 2].start, page.lines[following].start, BLANK_LINES)
    end = page.whole(filled[-1])[1]
    if end < len(page.text):
        yield Finding(end, len(page.text), DOCUMENT_END)


def _line_end(line: Line) -> Iterator[Finding]:
    end = line.start + len(line.text.rstrip(BLANKS))
    if end < line.end:
        yield Finding(end, line.end, LINE_END)


STAGE = Stage("whitespace", screen, propose)
