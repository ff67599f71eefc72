"""Blanks at line ends and at the document's ends, and runs of blank lines: never inside a line.

One blank line separates paragraphs, two say no more. A line's indentation is the author's (verse, code, the
ideographic space that opens a Chinese paragraph) and stays, but for plain blanks before the first word. What
closes the last line stays too: one terminator at the end of a file is no damage.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.edits import Finding
from pipeline.document.page import Page
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
    texts, starts = page.lines.texts, page.lines.starts
    first = next((i for i, text in enumerate(texts) if not _is_blank(text)), None)
    if first is None:
        return
    last = next(i for i in range(len(texts) - 1, -1, -1) if not _is_blank(texts[i]))
    start = starts[first] + len(texts[first]) - len(texts[first].lstrip(" \t"))
    if start:
        yield Finding(0, start, DOCUMENT_END)
    for i in page.chosen:
        if not first <= i <= last or (_is_blank(texts[i]) and _is_blank(texts[i - 1])):
            continue
        filled = len(texts[i].rstrip(BLANKS))
        if filled < len(texts[i]):
            yield Finding(starts[i] + filled, starts[i] + len(texts[i]), LINE_END)
        if not filled and _is_blank(texts[i + 1]):
            following = next(j for j in range(i + 2, last + 1) if not _is_blank(texts[j]))
            yield Finding(starts[i + 1], starts[following], BLANK_LINES)
    if starts[last + 1] < len(page.text):
        yield Finding(starts[last + 1], len(page.text), DOCUMENT_END)


def _is_blank(text: str) -> bool:
    return not text.strip(BLANKS)


STAGE = Stage("whitespace", screen, propose)
