"""One document before and after as a single run of pieces: what the report and `explain` show."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from pipeline.document.edits import APPLIED, Entry

TERMINATOR_RE = re.compile(r"(\r\n|\n|\r)")


class Piece(NamedTuple):
    """A stretch of the source text (`before`) and what became of it (`after`: the same, something else, or
    nothing); `marks` holds the indices of the ledger's entries that touch it."""

    before: str
    after: str
    marks: tuple[int, ...] = ()


def pieces_of(source: str, ledger: Sequence[Entry]) -> list[Piece]:
    """The source text cut into pieces, so that the befores joined are the source text and the afters joined the
    final text. `ledger` lists whole stages in the order they ran.

    A deletion leaves the borders of what it deletes; a replacement melts what it replaces into one piece.
    """
    pieces = [Piece(source, source)]
    for _, group in groupby(enumerate(ledger), key=lambda item: item[1].stage):
        pieces = _after_stage(pieces, list(group))
    return [piece for piece in pieces if piece.before or piece.after]


def _after_stage(pieces: list[Piece], entries: Sequence[tuple[int, Entry]]) -> list[Piece]:
    pieces = _cut(pieces, sorted({offset for _, entry in entries for offset in (entry.start, entry.end)}))
    ends = list(accumulate(len(piece.after) for piece in pieces))
    starts = [0, *ends[:-1]]
    for index, entry in entries:
        if entry.outcome != APPLIED:
            for i in range(bisect_right(ends, entry.start), bisect_left(starts, entry.end)):
                if pieces[i].after:
                    pieces[i] = _marked(pieces[i], index)
    for index, entry in reversed(entries):
        if entry.outcome == APPLIED:
            first, last = bisect_right(ends, entry.start), bisect_left(starts, entry.end)
            changed = _melted if entry.after else _deleted
            pieces[first:last] = changed(pieces[first:last], starts[first:last], index, entry)
    return pieces


def _cut(pieces: Sequence[Piece], offsets: Sequence[int]) -> list[Piece]:
    """Cut the unchanged pieces at offsets of the current text; a changed piece has no inner borders."""
    cut, at = [], 0
    for piece in pieces:
        end = at + len(piece.after)
        if piece.before != piece.after:
            cut.append(piece)
        else:
            inner = offsets[bisect_right(offsets, at) : bisect_left(offsets, end)]
            borders = [0, *(offset - at for offset in inner), end - at]
            cut += [Piece(piece.after[a:b], piece.after[a:b], piece.marks) for a, b in pairwise(borders)]
        at = end
    return cut


def _marked(piece: Piece, index: int) -> Piece:
    return piece._replace(marks=(*piece.marks, index))


def _deleted(pieces: Sequence[Piece], starts: Sequence[int], index: int, entry: Entry) -> list[Piece]:
    return [
        _marked(piece, index)._replace(
            after=piece.after[: max(entry.start - at, 0)] + piece.after[max(entry.end - at, 0) :]
        )
        for piece, at in zip(pieces, starts, strict=True)
    ]


def _melted(pieces: Sequence[Piece], starts: Sequence[int], index: int, entry: Entry) -> list[Piece]:
    text = "".join(piece.after for piece in pieces)
    after = text[: entry.start - starts[0]] + entry.after + text[entry.end - starts[0] :]
    marks = tuple(dict.fromkeys(mark for piece in pieces for mark in piece.marks))
    return [Piece("".join(piece.before for piece in pieces), after, (*marks, index))]


def lines_of(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces line by line, with terminators; a line ends where the source or the final text ends one."""
    line: list[Piece] = []
    for piece in pieces:
        for part in _parts(piece):
            line.append(part)
            if TERMINATOR_RE.search(part.before + part.after):
                yield line
                line = []
    if line:
        yield line


def _parts(piece: Piece) -> Iterator[Piece]:
    befores = _split(piece.before)
    if piece.before == piece.after:
        yield from (Piece(text, text, piece.marks) for text in befores)
        return
    afters = _split(piece.after)
    for i in range(max(len(befores), len(afters))):
        yield Piece(befores[i] if i < len(befores) else "", afters[i] if i < len(afters) else "", piece.marks)


def _split(text: str) -> list[str]:
    """Lines with their terminators; no empty one at the end."""
    parts = TERMINATOR_RE.split(text)
    lines = ["".join(parts[i : i + 2]) for i in range(0, len(parts), 2)]
    return [line for line in lines if line]
