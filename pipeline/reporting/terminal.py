"""One document's ledger as a diff that a person can read: its source text, line by line, with what was cut,
written and flagged inside the line, and below each line the rules that did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from pipeline.columns import ledger_of
from pipeline.document.edits import APPLIED, FLAGGED, Entry
from pipeline.reporting.pieces import Piece, lines_of, pieces_of
from pipeline.reporting.spans import Span, spans_of

CONTEXT = 1
"""Unchanged lines shown around a changed one."""
WIDEST = 2_000
"""Code points of one stretch that are shown."""
REMOVED, ADDED, FOUND = "red strike", "green", "yellow underline"
# What brackets a change where there is no colour.
BRACKETS = {REMOVED: ("[-", "-]"), ADDED: ("{+", "+}"), FOUND: ("[?", "?]")}
COLOURS = {APPLIED: "cyan", FLAGGED: "yellow"}
GUTTER = 6
# FIRST STRONG ISOLATE, POP DIRECTIONAL ISOLATE: a line from right to left keeps its order on terminals that know
# Unicode's bidirectional algorithm, and does not turn its line number around.
ISOLATE, POP = "\u2068", "\u2069"
JOINERS = "\u200c\u200d"


def show_document(console: Console, source: str, row: Mapping[str, Any]) -> None:
    """Print the ledger of one row (schema CLEANED) over its source text."""
    ledger = ledger_of(row["edits"])
    console.print(_title(row, ledger), soft_wrap=True)
    lines = list(lines_of(pieces_of(source, ledger)))
    shown, told, last = _shown(lines), set[int](), -1
    for index in shown:
        if index > last + 1:
            console.print(_left_out(index - last - 1))
        console.print(_line(lines[index], index, ledger, colour=console.color_system is not None), soft_wrap=True)
        for mark in dict.fromkeys(mark for piece in lines[index] for mark in piece.marks):
            if mark not in told:
                console.print(_note(ledger[mark]), soft_wrap=True)
                told.add(mark)
        last = index
    if last + 1 < len(lines):
        console.print(_left_out(len(lines) - last - 1))


def _left_out(number: int) -> Text:
    return Text(f"{'⋮':>{GUTTER - 1}} {number} unchanged line{'s' if number > 1 else ''}", "dim")


def _title(row: Mapping[str, Any], ledger: Sequence[Entry]) -> Text:
    title = Text(f"{visible(row['source'])}, record {row['record']}  ", "bold")
    if row["reason"]:
        return title.append(f"rejected: {row['reason']} ({visible(row['detail'] or '')})", "red")
    score = "" if row["language_score"] is None else f" {row['language_score']:.2f}"
    facts = [f"{row['language']}{score}", *(f"{name} {visible(_plain(row[name]))}" for name in _known(row))]
    facts += [f"{sum(entry.outcome == outcome for entry in ledger)} {outcome}" for outcome in (APPLIED, FLAGGED)]
    return title.append(" · ".join([*facts, *row["flags"]]), "not bold")


def _known(row: Mapping[str, Any]) -> Iterator[str]:
    return (name for name in ("date", "author", "agency", "tags", "url") if row[name])


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _shown(lines: Sequence[Sequence[Piece]]) -> list[int]:
    """Indices of the lines to print: those that a finding touches, and CONTEXT around them."""
    touched = [index for index, line in enumerate(lines) if any(piece.marks for piece in line)]
    near = {index + shift for index in touched for shift in range(-CONTEXT, CONTEXT + 1)}
    return sorted(index for index in near if 0 <= index < len(lines))


def _line(line: Sequence[Piece], index: int, ledger: Sequence[Entry], *, colour: bool) -> Text:
    text = Text(f"{index + 1:{GUTTER - 1}} ", "dim")
    text.append(ISOLATE)
    for span in spans_of(line, ledger):
        for part, style in _parts(span):
            before, after = BRACKETS[style] if style and not colour else ("", "")
            text.append(f"{before}{_clipped(visible(part))}{after}", f"not dim {style}")
    return text.append(POP)


def _parts(span: Span) -> Iterator[tuple[str, str]]:
    """What to print of a span, with its style."""
    if not span.outcome:
        yield span.before, ""
    elif span.before == span.after:
        yield span.before, FOUND
    else:
        yield from ((part, style) for part, style in ((span.before, REMOVED), (span.after, ADDED)) if part)


def _clipped(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST // 2]} … {text[-WIDEST // 2 :]}"


def _note(entry: Entry) -> Text:
    value = f" = {visible(entry.value)}" if entry.value else ""
    score = "" if entry.score == 1 else f" {entry.score:.2f}"
    return Text(f"{'':{GUTTER + 2}}{entry.outcome} {entry.rule}{score}{value}", COLOURS.get(entry.outcome, "dim"))


def visible(text: str) -> str:
    """`text` with control and format characters as visible escapes: nothing in it can steer a terminal.

    Joiners between letters stay, for words of many scripts are spelled with them.
    """
    if not any(char.isprintable() and not char.isspace() for char in text):
        return "".join(_escape(char) if char != " " else "·" for char in text)
    return "".join(char if char.isprintable() or char in f"\t{JOINERS}" else _escape(char) for char in text)


def _escape(char: str) -> str:
    return {"\n": "↵", "\t": "→"}.get(char) or char.encode("unicode_escape").decode()
