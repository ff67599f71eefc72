"""A run's documents, foreign fragments or edits for tools that read no Parquet: JSON lines, CSV, plain text."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import duckdb

from pipeline.document.identity import document_id
from pipeline.document.page import split_lines
from pipeline.errors import UsageError
from pipeline.reporting.documents import CONTEXT_CHARACTERS, read_documents, restored_row
from pipeline.reporting.runs import open_run, rows
from pipeline.schema import CORPUS, FLAGS

Row = dict[str, Any]

FORMATS = ("jsonl", "csv", "txt")
FETCHED = 500
LEFT_TO_PARQUET = ("edits", "decoding", "signals")
# What makes a spreadsheet read a cell as a formula, the full-width signs included:
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
DATE_RE = re.compile(r"\d{4}(-\d\d){0,2}")


class Selection(NamedTuple):
    """Which documents: `languages` with their regions and scripts (`zh` takes `zh-Hant`), dates from `since` to
    `until` (ISO, years and months too, both included), all of `flags`, none of `without_flags`."""

    languages: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    flags: tuple[str, ...] = ()
    without_flags: tuple[str, ...] = ()

    def check(self) -> None:
        """Raises UsageError for a date that is none and a flag that does not exist."""
        for name, date in (("since", self.since), ("until", self.until)):
            if date and not DATE_RE.fullmatch(date):
                raise UsageError(f"--{name} {date}: write a date as 2020, 2020-02 or 2020-02-11")
        known = [flag.name for flag in FLAGS]
        for flag in (*self.flags, *self.without_flags):
            if flag not in known:
                raise UsageError(f"no flag is called {flag}; there are: {', '.join(known)}")


SELECTED = """
(SELECT * FROM corpus
 WHERE (len($languages::VARCHAR[]) = 0
        OR EXISTS (FROM unnest($languages::VARCHAR[]) AS wanted(tag)
                   WHERE language = tag OR starts_with(language, tag || '-')))
   AND ($since = '' OR date >= $since) AND ($until = '' OR left(date, length($until)) <= $until)
   AND list_has_all(coalesce(flags, []), $flags::VARCHAR[])
   AND NOT list_has_any(coalesce(flags, []), $without_flags::VARCHAR[]))
"""
IS_RULE = "(e.rule = $rule OR starts_with(e.rule, $rule || '.') OR $rule = '')"
DRAWN = f"""
WITH findings AS (SELECT id, unnest(edits) AS e FROM {SELECTED})
SELECT id, e FROM findings WHERE {IS_RULE}
ORDER BY md5(concat_ws(':', id, e.rule, e.source_start, e.source_end, e.start, e.outcome)), id, e.start LIMIT $n
"""  # noqa: S608


def read_selected(run: Path, selection: Selection, *, cut_fragments: bool = False) -> Iterator[Row]:
    """Documents in the order of source and record: the columns of the corpus but for its ledger and numbers.

    `cut_fragments`: the flagged fragments are cut out of the text; a document that was nothing else is left out.
    """
    with open_run(run) as connection:
        columns = [name for name in CORPUS.names if name not in LEFT_TO_PARQUET]
        for row in _stream(connection, columns, selection):
            fragments = row.pop("fragments") or ()
            row["meta"] = json.loads(row["meta"]) if row["meta"] else None
            if cut_fragments:
                row["text"] = without_spans(row["text"], [(f["start"], f["end"]) for f in fragments])
            if row["text"]:
                yield row


def read_fragments(run: Path, selection: Selection) -> Iterator[Row]:
    """Every foreign fragment, flagged or removed, as a document of its own.

    `parent` is its document's id; `start`, `end` are offsets in the parent's clean text, null where it was removed;
    `source_start`, `source_end` in its source text.
    """
    with open_run(run) as connection:
        columns = ["id", "date", "url", "source", "record", "language", "edits"]
        for row in _stream(connection, columns, selection):
            for edit in row["edits"] or ():
                if edit["stage"] == "fragments" and edit["outcome"] in ("applied", "flagged"):
                    yield _fragment(row, edit)


def _fragment(row: Mapping[str, Any], edit: Mapping[str, Any]) -> Row:
    language, _, script = edit["value"].rpartition("-")
    return {
        "id": document_id(f"{row['id']}:{edit['source_start']}:{edit['source_end']}", 0),
        "text": edit["before"],
        "language": language,
        "script": script,
        "score": edit["score"],
        "outcome": edit["outcome"],
        "parent": row["id"],
        "parent_language": row["language"],
        "start": edit["text_start"],
        "end": edit["text_end"],
        "source_start": edit["source_start"],
        "source_end": edit["source_end"],
        **{name: row[name] for name in ("source", "record", "date", "url")},
    }


def read_edits(run: Path, selection: Selection, rule: str = "", sample: int | None = None) -> Iterator[Row]:
    """Findings of a rule (an id or a prefix of whole segments; "" for all) with their context in the source text.

    `sample`: that many, chosen by hash: at random, and the same in every rerun. Without it all, in corpus order.
    """
    with open_run(run) as connection:
        if sample is None:
            columns = ["id", "text", "language", "source", "record", "flags", "edits"]
            for row in _stream(connection, columns, selection):
                if any(_is_of(edit, rule) for edit in row["edits"] or ()):
                    full = restored_row(row)
                    yield from (_edit(full, edit) for edit in full["edits"] if _is_of(edit, rule))
        else:
            drawn = rows(connection, DRAWN, n=sample, rule=rule, **_values(selection))
            found = read_documents(connection, (row["id"] for row in drawn))
            yield from (_edit(found[row["id"]], row["e"]) for row in drawn if found[row["id"]]["edits"])


def _is_of(edit: Mapping[str, Any], rule: str) -> bool:
    return not rule or f"{edit['rule']}.".startswith(f"{rule}.")


def _edit(row: Mapping[str, Any], edit: Mapping[str, Any]) -> Row:
    source: str = row["source_text"]
    start, end = edit["source_start"], edit["source_end"]
    return {
        **{name: edit[name] for name in ("rule", "outcome", "score", "value")},
        "left": source[max(start - CONTEXT_CHARACTERS, 0) : start],
        "before": edit["before"],
        "after": edit["after"],
        "right": source[end : end + CONTEXT_CHARACTERS],
        "language": row["language"],
        "id": row["id"],
        "source": row["source"],
        "record": row["record"],
        "source_start": start,
        "source_end": end,
    }


def _stream(connection: duckdb.DuckDBPyConnection, columns: Sequence[str], selection: Selection) -> Iterator[Row]:
    query = f"SELECT {', '.join(columns)} FROM {SELECTED} ORDER BY source, record, id"  # noqa: S608
    answer = connection.execute(query, _values(selection))
    while fetched := answer.fetchmany(FETCHED):
        yield from (dict(zip(columns, row, strict=True)) for row in fetched)


def _values(selection: Selection) -> Row:
    selection.check()
    return {name: list(value) if isinstance(value, tuple) else value for name, value in selection._asdict().items()}


def without_spans(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text without these spans (half-open, in code points).

    A line that is left with no letter and no digit goes, with its end.
    """
    lines = split_lines(text)
    ends = [*(line.start for line in lines[1:]), len(text)]
    kept = []
    for line, end in zip(lines, ends, strict=True):
        inside = sorted((max(s, line.start), min(e, line.end)) for s, e in spans if s < line.end and line.start < e)
        borders = [line.start, *chain.from_iterable(inside), line.end]
        left = "".join(text[a:b] for a, b in zip(borders[::2], borders[1::2], strict=True))
        if not inside or any(char.isalnum() for char in left):
            kept.append(left + text[line.end : end])
    return "".join(kept)


class Request(NamedTuple):
    """What to export of the selected documents: the documents (with or without flagged fragments), or their
    `fragments`, or their `edits` (of a `rule`, or a `sample`)."""

    cut_fragments: bool = False
    fragments: bool = False
    edits: bool = False
    rule: str = ""
    sample: int | None = None

    def check(self, form: str) -> None:
        """Raises UsageError for options that do not go together."""
        if self.cut_fragments + self.fragments + self.edits > 1:
            raise UsageError("choose one of --cut-fragments, --fragments and --edits")
        if (self.rule or self.sample) and not self.edits:
            raise UsageError("--rule and --sample choose edits; add --edits")
        if self.edits and form == "txt":
            raise UsageError("edits are exported as jsonl or csv")

    def read(self, run: Path, selection: Selection) -> Iterator[Row]:
        """The rows that were asked for."""
        if self.edits:
            return read_edits(run, selection, self.rule, self.sample)
        if self.fragments:
            return read_fragments(run, selection)
        return read_selected(run, selection, cut_fragments=self.cut_fragments)


def export_run(run: Path, form: str, to: Path | None, selection: Selection, request: Request) -> int:
    """Write what `request` asks for to the file `to`, whole or not at all, or to stdout; returns the number of rows.

    Raises UsageError for options that do not go together, PlaceError where there is no finished run.
    """
    request.check(form)
    selection.check()
    found = request.read(run, selection)
    if to is None:
        with open(sys.stdout.fileno(), "w", encoding="utf-8", newline="", closefd=False) as stream:
            return write_rows(found, form, stream)
    temporary = to.with_name(f".{to.name}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as stream:
            number = write_rows(found, form, stream)
        temporary.replace(to)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return number


def write_rows(found: Iterable[Row], form: str, stream: TextIO) -> int:
    """Write rows to a text stream (opened with newline="") as `jsonl`, `csv` or `txt`; returns how many.

    `csv`: structs and lists as JSON, and a leading ' on cells that a spreadsheet would run as a formula. `txt`: the
    texts alone, an empty line between two.
    """
    if form == "csv":
        return _write_csv(found, stream)
    number = 0
    for number, row in enumerate(found, 1):
        if form == "jsonl":
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            stream.write(("\n" if number > 1 else "") + row["text"].rstrip("\n") + "\n")
    return number


def _write_csv(found: Iterable[Row], stream: TextIO) -> int:
    writer = csv.writer(stream)
    number = 0
    for number, row in enumerate(found, 1):
        if number == 1:
            writer.writerow(row)
        writer.writerow(safe_cell(value) for value in row.values())
    return number


def safe_cell(value: Any) -> Any:
    """A value as a CSV cell that no spreadsheet runs."""
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
