"""The documents that the report shows: two samples, both decided by the run alone, and examples of every rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import duckdb

from pipeline.columns import ledger_of
from pipeline.document.edits import APPLIED, Entry, restore
from pipeline.reporting.pieces import Piece, lines_of, pieces_of
from pipeline.reporting.runs import rows

SHOWN_CHARACTERS = 8_000
"""A longer document is shown around its edits, and up to this many characters."""
CONTEXT_LINES = 2
PLAIN_CHARACTERS, EDIT_CHARACTERS = 600, 1_000
"""Longer stretches of a longer document lose their middle."""
CONTEXT_CHARACTERS = 60
EXAMPLE_CHARACTERS = 160
EXAMPLES = 5
EXAMPLE_DOCUMENTS = 50
"""Documents of a rule that are looked through for its examples."""

# Ids are hashes, so the lowest ids are a random choice that no rerun changes.
RANDOM = "SELECT id FROM corpus ORDER BY id LIMIT $n"
# Much of a document, and many characters: a short document that lost one line should not fill the list.
HEAVIEST = """
WITH weights AS (
    SELECT id, length(text) AS size,
           list_sum([length(e.before) + length(e.after) FOR e IN edits
                     IF e.outcome = 'applied' AND e.stage != 'whitespace']) AS changed
    FROM corpus
)
SELECT id FROM weights WHERE changed > 0 ORDER BY changed * changed / (size + changed) DESC, id LIMIT $n
"""
DOCUMENTS = """
SELECT id, text, language, languages, date, author, agency, tags, source, record, flags, edits
FROM {table} WHERE id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY id
"""
# Of the documents with the lowest ids only, so that memory does not grow with the corpus.
EXAMPLE_PLACES = """
WITH told AS (SELECT id, unnest(list_distinct([e.rule FOR e IN edits])) AS rule FROM corpus),
     near AS (SELECT rule, unnest(min(id, $documents)) AS id FROM told GROUP BY rule),
     findings AS (
         SELECT held.id, held.e
         FROM (SELECT id, unnest(edits) AS e FROM corpus WHERE id IN (SELECT id FROM near)) AS held
         JOIN near ON near.id = held.id AND near.rule = held.e.rule),
     distinct_ones AS (
         SELECT e.rule AS rule, e.outcome AS outcome, e.before AS before, min(id) AS id, min_by(e, id) AS e
         FROM findings GROUP BY ALL),
     ranked AS (SELECT *, row_number() OVER (PARTITION BY rule ORDER BY id, e.source_start) AS rank FROM distinct_ones)
SELECT rule, outcome, id, e.source_start AS source_start, e.source_end AS source_end, e.after AS after, e.value AS value
FROM ranked WHERE rank <= $n ORDER BY rule, rank
"""
REJECTS = """
SELECT id, source, record, reason, detail, left(text, 300) AS text FROM rejected ORDER BY reason, id LIMIT $n
"""


class Document(NamedTuple):
    """A document as the page shows it: its row, its ledger, its lines of pieces. None stands for lines left out."""

    row: Mapping[str, Any]
    samples: tuple[str, ...]
    ledger: tuple[Entry, ...]
    lines: tuple[list[Piece] | None, ...]
    removed: int
    size: int

    @property
    def kinds(self) -> list[str]:
        """The kinds of its findings, in the order of the ledger, each once."""
        return list(dict.fromkeys(kind_of(entry.rule) for entry in self.ledger))

    @property
    def rules(self) -> list[str]:
        """The rules of its findings, each once."""
        return list(dict.fromkeys(entry.rule for entry in self.ledger))


class Example(NamedTuple):
    """A finding in its context. `left` and `right` are what stands around it in the source text."""

    id: str
    outcome: str
    left: str
    before: str
    right: str
    after: str
    value: str


def kind_of(rule: str) -> str:
    """The kind that a rule id names."""
    return rule.split(".")[1]


def read_documents(
    connection: duckdb.DuckDBPyConnection, ids: Iterable[str], table: str = "corpus"
) -> dict[str, dict[str, Any]]:
    """The rows of the documents in `ids` by id, with `source_text` restored; `table` is a view of `open_runs`."""
    found = rows(connection, DOCUMENTS.format(table=table), ids=sorted(set(ids)))
    return {row["id"]: restored_row(row) for row in found}


def restored_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its `source_text`. Of a redacted document it is the source text with its personal data blanked or,
    where the blanks hide how the text came about, the clean text without edits.

    Raises ValueError for another row whose ledger does not fit its text.
    """
    try:
        return {**row, "source_text": restore(row["text"], ledger_of(row["edits"]))}
    except ValueError:
        if "redacted" not in (row["flags"] or ()):
            raise
        return {**row, "source_text": row["text"], "edits": []}


def sample_documents(connection: duckdb.DuckDBPyConnection, size: int) -> list[Document]:
    """`size` documents at random and `size` with the heaviest edits: random ones first, each document once."""
    samples: dict[str, tuple[str, ...]] = {}
    for name, query in (("random", RANDOM), ("heaviest", HEAVIEST)):
        for row in rows(connection, query, n=size):
            samples[row["id"]] = (*samples.get(row["id"], ()), name)
    found = read_documents(connection, samples)
    return [view_document(found[document], names) for document, names in samples.items()]


def view_document(row: Mapping[str, Any], samples: tuple[str, ...] = ()) -> Document:
    """How the page shows a row that has its `source_text`."""
    ledger = ledger_of(row["edits"])
    lines = list(lines_of(pieces_of(row["source_text"], ledger)))
    removed = sum(len(entry.before) for entry in ledger if entry.outcome == APPLIED and not entry.after)
    shown = lines if len(row["source_text"]) <= SHOWN_CHARACTERS else _around_edits(lines)
    return Document(row, samples, ledger, tuple(shown), removed, len(row["source_text"]))


def _around_edits(lines: Sequence[list[Piece]]) -> Iterable[list[Piece] | None]:
    """Lines with an edit and their neighbours, up to SHOWN_CHARACTERS."""
    edited = [i for i, line in enumerate(lines) if any(piece.marks for piece in line)]
    wanted = {near for i in edited for near in range(i - CONTEXT_LINES, i + CONTEXT_LINES + 1)} or set(
        range(2 * CONTEXT_LINES)
    )
    left, last = SHOWN_CHARACTERS, -1
    for i in sorted(wanted & set(range(len(lines)))):
        line = [_shortened(piece) for piece in lines[i]]
        size = sum(len(piece.before) + len(piece.after) for piece in line)
        if size > left:
            continue
        if i != last + 1:
            yield None
        yield line
        left, last = left - size, i
    if last + 1 < len(lines):
        yield None


def _shortened(piece: Piece) -> Piece:
    most = EDIT_CHARACTERS if piece.marks else PLAIN_CHARACTERS
    return piece._replace(before=clipped(piece.before, most), after=clipped(piece.after, most))


def read_examples(connection: duckdb.DuckDBPyConnection, size: int = EXAMPLES) -> dict[str, list[Example]]:
    """Up to `size` findings of every rule, with distinct texts, each with what stands around it; by rule."""
    places = rows(connection, EXAMPLE_PLACES, n=size, documents=EXAMPLE_DOCUMENTS)
    found = read_documents(connection, (place["id"] for place in places))
    examples: dict[str, list[Example]] = {}
    for place in places:
        examples.setdefault(place["rule"], []).append(example_of(found[place["id"]]["source_text"], place))
    return examples


def example_of(source: str, place: Mapping[str, Any]) -> Example:
    """A finding in the context of its source text; `place` has the fields of a finding and the document's id."""
    start, end = place["source_start"], place["source_end"]
    return Example(
        place["id"],
        place["outcome"],
        source[max(start - CONTEXT_CHARACTERS, 0) : start],
        clipped(source[start:end]),
        source[end : end + CONTEXT_CHARACTERS],
        clipped(place["after"]),
        place["value"],
    )


def clipped(text: str, size: int = EXAMPLE_CHARACTERS) -> str:
    """The text, or its beginning and end around an ellipsis."""
    return text if len(text) <= size else f"{text[: size - size // 4]} … {text[-size // 4 :]}"


def read_rejects(connection: duckdb.DuckDBPyConnection, size: int = 100) -> list[dict[str, Any]]:
    """Some rejected records, by reason."""
    return rows(connection, REJECTS, n=size)
