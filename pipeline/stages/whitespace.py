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
from pipeline.findings import Findings, removals
from pipeline.shape import bytes_of
from pipeline.stages import _blanks
from pipeline.stages.contract import Column, Stage, Tools

NAME = "whitespace"
RULES = ("whitespace.blank.und.line-end", "whitespace.blank.und.document-end", "whitespace.blank-line.und.run")
"""The rules, in the order in which `_blanks` numbers them."""

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
    codes = column.distinct.indices.to_numpy()
    column.notes[NAME] = shapes = _shapes_of(column)
    chosen = np.zeros(len(codes), np.bool_)
    _blanks.choose(shapes, codes, column.borders, chosen)
    return pa.array(chosen)


def propose(page: Page, tools: Tools) -> Iterator[Finding]:
    """One finding for the blanks at each line end, each further blank line, and the blanks at both ends."""
    text, lines = pa.array([page.text], pa.string()), pa.array([page.lines.texts], pa.list_(pa.string()))
    found = propose_all(Column(text, lines, text, text), tools)
    return map(found.one, range(len(found.rows)))


def propose_all(column: Column, tools: Tools) -> Findings:
    """The findings in all pages of a batch."""
    shapes = column.notes.get(NAME)
    if shapes is None:
        shapes = _shapes_of(column)
    codes, points = column.distinct.indices.to_numpy(), column.shapes.points
    spans = np.empty((4, len(codes) + 2 * len(column.texts)), np.int64)
    given = (*bytes_of(column.distinct.dictionary), KINDS, shapes, points, codes, column.borders, column.starts)
    rows, starts, ends, rules = spans[:, : _blanks.find(*given, spans)]
    return removals(rows, starts, ends, rules, RULES, pa.repeat("", len(rows)))


def _shapes_of(column: Column) -> npt.NDArray[np.uint8]:
    """What each distinct line is, a bit each, as `_blanks` knows it."""
    lines = column.distinct.dictionary
    shapes = np.empty(len(lines), np.uint8)
    _blanks.measure(*bytes_of(lines), KINDS, shapes)
    return shapes


STAGE = Stage(NAME, screen, propose, propose_all)
