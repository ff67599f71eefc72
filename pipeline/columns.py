"""The kernel's output columns, read from the state after the last stage and from the ledger."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.edits import APPLIED, FLAGGED, Entry, Span, forward_on, origin_on, tracks
from pipeline.document.page import Facts
from pipeline.keep import failed_conditions
from pipeline.language import languages_of
from pipeline.metadata import Found, read_metadata
from pipeline.recipe import Recipe
from pipeline.schema import CLEANED
from pipeline.signals import signals_of
from pipeline.stages import encoding

OWN = ("date", "author", "agency", "tags", "url")
GIVEN = (*OWN, "meta", "flags", "reason", "detail")
PASSED_THROUGH = ("id", "source", "record", "source_id", "raw_sha256", "decoding", "raw")


# Flags of the closed vocabulary that an entry of the ledger raises.
FLAG_OF_FINDING: Mapping[str, Callable[[Entry], bool]] = {
    "about_encoding": lambda entry: entry.rule in encoding.FLAG_ONLY and entry.outcome == FLAGGED,
    "marks_capped": lambda entry: entry.rule == "encoding.character.und.marks" and entry.outcome == APPLIED,
    "personal_data": lambda entry: entry.stage == "privacy",
}


Traced = tuple[Entry, Span, Span | None]


class Outcome(NamedTuple):
    """The state between stages: texts, facts and language scores by row, and each edited document's ledger."""

    texts: pa.Array
    facts: Sequence[Facts]
    scores: Sequence[float | None]
    ledgers: Mapping[int, tuple[Entry, ...]]


def cleaned_columns(batch: pa.RecordBatch, outcome: Outcome, recipe: Recipe) -> pa.RecordBatch:
    """The rows of `batch` (schema DOCUMENTS) after cleaning, in schema CLEANED.

    Whole columns are made for documents that kept their text; rows of others are made one by one and laid over.
    """
    signals = signals_of(
        outcome.texts,
        [facts.language for facts in outcome.facts],
        charset_confidence=batch["charset_confidence"],
        sources=batch["text"].fill_null(""),
        ledgers=outcome.ledgers,
    )
    rows = _rows(batch, outcome, signals, recipe)
    columns = _plain_columns(batch, outcome) | {"signals": signals}
    rejected = {i: row for i, row in rows.items() if row["reason"] is not None}
    columns["text"] = _overlaid(outcome.texts, rejected, CLEANED.field("text"), len(batch))
    for name in CLEANED.names:
        if name not in columns or (rows and name in OVERLAID):
            columns[name] = _overlaid(columns.get(name), rows, CLEANED.field(name), len(batch))
    return pa.RecordBatch.from_arrays([columns[name] for name in CLEANED.names], schema=CLEANED)


OVERLAID = frozenset(
    {"language", "language_score", "languages", *GIVEN, "edits", "fragments", "duplicate_of", "cluster"}
)
"""Columns in which one row may differ from what `_plain_columns` says."""


def _plain_columns(batch: pa.RecordBatch, outcome: Outcome) -> dict[str, pa.Array]:
    """The columns of documents that no stage found anything in and that the recipe keeps."""
    languages = pa.array([facts.language for facts in outcome.facts], pa.string())
    shares = pa.StructArray.from_arrays(
        [languages, pa.array(np.ones(len(batch), dtype=np.float32))],
        fields=[*CLEANED.field("languages").type.value_type],
    )
    columns = {name: batch[name] for name in (*PASSED_THROUGH, "meta", "reason", "detail", "tags")}
    columns |= {name: _known(batch[name]) for name in OWN if name != "tags"}
    return columns | {
        "text": outcome.texts,
        "language": languages,
        "language_score": pa.array(outcome.scores, pa.float32()),
        "languages": pa.ListArray.from_arrays(pa.array(np.arange(len(batch) + 1, dtype=np.int32)), shares),
        "flags": _filled(batch["flags"]),
    }


def _known(strings: pa.StringArray) -> pa.StringArray:
    """`strings` with null for what is empty."""
    return pc.if_else(pc.equal(strings, ""), pa.scalar(None, pa.string()), strings)


def _filled(lists: pa.ListArray) -> pa.ListArray:
    """`lists` with an empty one for null."""
    counts = np.asarray(pc.fill_null(pc.list_value_length(lists), 0))
    return pa.ListArray.from_arrays(pa.array(np.cumsum([0, *counts]), pa.int32()), lists.flatten(), type=lists.type)


def _overlaid(column: pa.Array | None, rows: Mapping[int, Mapping[str, Any]], field: pa.Field, size: int) -> pa.Array:
    """`column` (without one, nulls or empty lists) with the values of some rows in their places."""
    if column is None:
        column = pa.array([[]] * size, field.type) if pa.types.is_list(field.type) else pa.nulls(size, field.type)
    if not rows:
        return column
    places = np.arange(size)
    places[[*rows]] = np.arange(size, size + len(rows))
    if field.name == "edits":
        laid = _edits_column([row["edits"] for row in rows.values()])
    else:
        laid = pa.array([row.get(field.name) for row in rows.values()], field.type)
    return pa.concat_arrays([column.cast(field.type), laid]).take(pa.array(places))


def _rows(
    batch: pa.RecordBatch, outcome: Outcome, signals: pa.StructArray, recipe: Recipe
) -> dict[int, dict[str, Any]]:
    """The rows that plain columns do not say, by their number."""
    sizes = pc.fill_null(pc.utf8_length(batch["text"]), 0).to_pylist()
    numbers = _looked_at(batch, outcome, signals, recipe)
    given = batch.select(GIVEN).take(pa.array(numbers, pa.int64())).to_pylist()
    rows = {i: _row(i, row, sizes[i], signals, outcome, recipe) for i, row in zip(numbers, given, strict=True)}
    for i, row in rows.items():
        if row["reason"] is not None:
            row |= {"text": batch["text"][i].as_py(), "edits": (), "fragments": [], "languages": []}
    return rows


def _looked_at(batch: pa.RecordBatch, outcome: Outcome, signals: pa.StructArray, recipe: Recipe) -> list[int]:
    """Rows that are rejects, that a stage found something in, or whose metadata another program read."""
    if recipe.language.expected or recipe.keep.judges:
        return [*range(len(batch))]
    masks = (
        pc.is_valid(batch["reason"]),
        pc.equal(signals.field("lines"), 0),
        pc.greater(pc.utf8_length(batch["text"]), recipe.document.max_characters),
        pc.match_substring(batch["meta"], '"_extracted"'),
        pc.equal(pc.list_value_length(batch["tags"]), 0),
    )
    looked_at = np.zeros(len(batch), dtype=np.bool_)
    looked_at[[*outcome.ledgers]] = True
    for mask in masks:
        looked_at |= np.asarray(pc.fill_null(mask, fill_value=False))
    return np.flatnonzero(looked_at).tolist()


def _row(
    i: int, given: dict[str, Any], size: int, signals: pa.StructArray, outcome: Outcome, recipe: Recipe
) -> dict[str, Any]:
    """The columns of row `i` that its ledger, facts and metadata decide; `size` counts its source's code points."""
    ledger = outcome.ledgers.get(i, ())
    row = {**given, "flags": given["flags"] or []}
    if row["reason"] is None:
        row |= _rejected(size, signals.field("lines")[i].as_py() == 0, ledger, recipe)
    if row["reason"] is None:
        row |= _described(i, row, outcome, recipe)
    if row["reason"] is None and recipe.keep.judges:
        row |= _judged({**row, "text": outcome.texts[i].as_py(), "signals": signals[i].as_py()}, recipe)
    return row


def _judged(row: Mapping[str, Any], recipe: Recipe) -> dict[str, Any]:
    """Why a row is a reject when it fails a condition of `[keep]`."""
    failed = failed_conditions(recipe.keep, row)
    return {"reason": "not_kept", "detail": "; ".join(failed)} if failed else {}


def _rejected(size: int, blank: bool, ledger: Iterable[Entry], recipe: Recipe) -> dict[str, Any]:
    if size > recipe.document.max_characters:
        return {"reason": "too_large", "detail": f"{size} characters; at most {recipe.document.max_characters}"}
    if not blank:
        return _over_budget(size, ledger, recipe.budget.document)
    removed = Counter(entry.rule for entry in ledger if entry.outcome == APPLIED)
    told = ", ".join(f"{rule} ({count})" for rule, count in sorted(removed.items()))
    return {"reason": "empty_after_cleaning", "detail": f"removed by {told}" if told else "nothing but blanks"}


def _over_budget(size: int, ledger: Iterable[Entry], budget: float) -> dict[str, Any]:
    applied = [entry for entry in ledger if entry.outcome == APPLIED and entry.stage != "whitespace"]
    removed = sum(len(entry.before) - len(entry.after) for entry in applied)
    if removed <= budget * size:
        return {}
    return {"reason": "over_budget", "detail": f"{removed} of {size} characters would go; at most {budget:.0%}"}


def _described(i: int, given: Mapping[str, Any], outcome: Outcome, recipe: Recipe) -> dict[str, Any]:
    """The columns of a kept document that its text, ledger and facts decide."""
    facts, traced = outcome.facts[i], traced_of(outcome.ledgers.get(i, ()))
    fragments = fragments_of(traced)
    shares = [(facts.language, 1.0)]
    if fragments:
        spans = [(f["start"], f["end"], f["language"]) for f in fragments]
        shares = languages_of(outcome.texts[i].as_py(), facts.language, spans)
    language = facts.language if facts.language == "und" or shares[0][1] >= 2 / 3 else "mul"
    ledger = [entry for entry, _, _ in traced]
    flags = list(given["flags"])
    flags += ["foreign_fragments"] if fragments else []
    flags += ["mixed_languages"] if language == "mul" else []
    flags += [flag for flag in FLAG_OF_FINDING if any(FLAG_OF_FINDING[flag](entry) for entry in ledger)]
    row = {
        "language": language,
        "language_score": outcome.scores[i],
        "languages": [{"language": name, "share": share} for name, share in shares],
        "edits": traced,
        "fragments": fragments,
        **_metadata(ledger, given),
    }
    expected = recipe.language.expected
    if expected and language not in expected:
        flags.append("unexpected_language")
        if recipe.language.reject_unexpected:
            row |= {"reason": "unexpected_language", "detail": f"{language}; the recipe expects {', '.join(expected)}"}
    return row | {"flags": flags}


def _metadata(ledger: Sequence[Entry], given: Mapping[str, Any]) -> dict[str, Any]:
    """Date, author, agency, tags and url: the input's own field wins, then the ledger, then an HTML extractor."""
    held = given["meta"] or "{}"
    meta = json.loads(held) if ledger or '"_extracted"' in held else {}
    said = {
        name: Found(value, "extractor") for name, value in meta.get("_extracted", {}).items() if name in OWN and value
    }
    used = {name: what for name, what in (said | read_metadata(ledger)).items() if not given.get(name)}
    row: dict[str, Any] = {name: given[name] if given.get(name) else None for name in OWN}
    row |= {name: what.value for name, what in used.items() if name in OWN}
    if not used:
        return row
    meta["_origin"] = {name: what.rule for name, what in sorted(used.items())}
    meta |= {f"_{name}": what.value for name, what in used.items() if name not in OWN}
    return row | {"meta": json.dumps(meta, ensure_ascii=False, sort_keys=True)}


def fragments_of(traced: Iterable[Traced]) -> list[dict[str, Any]]:
    """The flagged fragments that are still in the final text, in its coordinates."""
    found = []
    for entry, _, span in traced:
        if entry.stage == "fragments" and entry.outcome == FLAGGED and span:
            language, _, script = entry.value.rpartition("-")
            place = {"start": span[0], "end": span[1], "score": entry.score}
            found.append({**place, "language": language, "script": script})
    return found


def edits_of(ledger: tuple[Entry, ...]) -> list[dict[str, Any]]:
    """The ledger as rows of schema.EDIT."""
    return _edits_column([traced_of(ledger)])[0].as_py()  # type: ignore[no-any-return]


def _edits_column(ledgers: Sequence[Sequence[Traced]]) -> pa.ListArray:
    """Traced ledgers as the column `edits`."""
    kind = CLEANED.field("edits").type
    traced = [*chain.from_iterable(ledgers)]
    of_entries = (
        dict(zip(Entry._fields, zip(*(entry for entry, _, _ in traced), strict=True), strict=True)) if traced else {}
    )
    columns = of_entries | {
        "kind": [entry.rule.split(".", 2)[1] for entry, _, _ in traced],
        "source_start": [source[0] for _, source, _ in traced],
        "source_end": [source[1] for _, source, _ in traced],
        "text_start": [span and span[0] for _, _, span in traced],
        "text_end": [span and span[1] for _, _, span in traced],
    }
    fields = [*kind.value_type]
    edits = pa.StructArray.from_arrays([pa.array(columns.get(f.name, []), f.type) for f in fields], fields=fields)
    offsets = np.cumsum([0, *map(len, ledgers)])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), edits, type=kind)


def ledger_of(edits: Sequence[Mapping[str, Any]] | None) -> tuple[Entry, ...]:
    """The ledger back from rows of schema.EDIT."""
    return tuple(Entry(*(edit[name] for name in Entry._fields)) for edit in edits or ())


def traced_of(ledger: tuple[Entry, ...]) -> tuple[Traced, ...]:
    """Each entry with its span of the source text and, where anything survives, of the final text."""
    return tuple(_traced(ledger))


def _traced(ledger: tuple[Entry, ...]) -> Iterator[Traced]:
    groups = [(stage, tuple(entries)) for stage, entries in groupby(ledger, key=attrgetter("stage"))]
    paths = [tracks(entries) for _, entries in groups]
    for i, (_, entries) in enumerate(groups):
        before, after = [*chain(*paths[:i])], [*chain(*paths[i:])]
        for entry in entries:
            yield entry, origin_on(before, entry.start, entry.end), forward_on(after, entry.start, entry.end)
