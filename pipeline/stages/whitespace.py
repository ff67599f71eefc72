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
import pyarrow.compute as pc

from pipeline.document.edits import Finding
from pipeline.document.page import Page
from pipeline.shape import bytes_of
from pipeline.stages.contract import Column, Stage, Tools

LINE_END = "whitespace.blank.und.line-end"
DOCUMENT_END = "whitespace.blank.und.document-end"
BLANK_LINES = "whitespace.blank-line.und.run"

Mask = npt.NDArray[np.bool_]
# What str.isspace accepts, without U+001C to U+001F, which separate fields in old formats.
BLANKS = " \t\v\f\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
ENCODED = [blank.encode() for blank in BLANKS]


def _table(*wanted: int) -> Mask:
    """Of each byte, whether it is one of `wanted`."""
    table = np.zeros(256, np.bool_)
    table[list(wanted)] = True
    return table


# Of each byte, whether a plain blank, whether any, opens with it, whether any closes with it.
PLAIN, OPENING, CLOSING = _table(*b" \t"), _table(*(b[0] for b in ENCODED)), _table(*(b[-1] for b in ENCODED))


def screen(column: Column, tools: Tools) -> pa.Array:
    """Lines that end with a blank or open with a plain one, and blank lines that are not alone."""
    starts, data = bytes_of(column.flat)
    filled = starts[1:] > starts[:-1]
    opened = np.zeros(len(filled), np.uint8)
    opened[filled] = data[starts[:-1][filled]]
    ended = _end_with_a_blank(starts, data, filled)
    blank = ~filled
    asked = np.flatnonzero(ended & OPENING[opened])
    lines = column.flat.take(pa.array(asked))
    blank[asked] = pc.match_substring_regex(lines, f"^[{BLANKS}]*$").to_numpy(zero_copy_only=False)
    first = np.zeros(len(filled) + 1, dtype=bool)
    first[column.borders] = True
    after_blank = first[:-1] | np.concatenate(([True], blank[:-1]))
    before_blank = ~first[1:] & np.concatenate((blank[1:], [False]))
    return pa.array(ended | PLAIN[opened] | (blank & (after_blank | before_blank)))


def _end_with_a_blank(starts: npt.NDArray[np.int32], data: npt.NDArray[np.uint8], filled: Mask) -> Mask:
    """Whether each line, given where it begins in the bytes of all, ends with one of `BLANKS`."""
    ended = np.zeros(len(filled), np.bool_)
    ends = starts[1:][filled] - 1
    found = ends[CLOSING[data[ends]]]
    is_blank = np.zeros(len(found), np.bool_)
    for width in (1, 2, 3):
        codes = sum(data[np.maximum(found - place, 0)].astype(np.int32) << 8 * place for place in range(width))
        is_blank |= np.isin(codes, [int.from_bytes(blank) for blank in ENCODED if len(blank) == width])
    ended[np.searchsorted(starts, found[is_blank], side="right") - 1] = True
    return ended


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
