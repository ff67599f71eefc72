"""Pieces as a page shows them: plain text, a marked stretch, or something cut and something written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.document.edits import APPLIED, FLAGGED, OVERRULED, Entry
from pipeline.reporting.pieces import TERMINATOR_RE, Piece


class Span(NamedTuple):
    """A stretch of one line. `outcome` is "" for plain text; `entries` are indices of the ledger; `kinds` and
    `rules` are theirs, each once. The line's terminator shows only where it was changed, as ↵."""

    before: str
    after: str
    outcome: str = ""
    stage: str = ""
    kinds: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    entries: tuple[int, ...] = ()


def spans_of(line: Sequence[Piece], ledger: Sequence[Entry]) -> Iterator[Span]:
    """The spans of one line."""
    for piece in line:
        if piece.before != piece.after:
            yield _marked(_shown(piece.before), _shown(piece.after), piece.marks, ledger)
            continue
        text = TERMINATOR_RE.sub("", piece.before)
        if text:
            yield _marked(text, text, piece.marks, ledger) if piece.marks else Span(text, text)


def _marked(before: str, after: str, marks: Sequence[int], ledger: Sequence[Entry]) -> Span:
    outcomes = {ledger[mark].outcome for mark in marks}
    outcome = next((name for name in (APPLIED, FLAGGED, OVERRULED) if name in outcomes), "")
    told = [mark for mark in marks if ledger[mark].outcome == outcome]
    rules = tuple(dict.fromkeys(ledger[mark].rule for mark in told))
    kinds = tuple(dict.fromkeys(rule.split(".")[1] for rule in rules))
    return Span(before, after, outcome, ledger[told[-1]].stage if told else "", kinds, rules, tuple(marks))


def _shown(text: str) -> str:
    return TERMINATOR_RE.sub("↵", text)
