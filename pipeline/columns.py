"""The kernel's output columns, read from the state after the last stage and from the ledger."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, NamedTuple

import pyarrow as pa

from pipeline.document.edits import APPLIED, FLAGGED, Entry, Span, forward_on, origin_on, tracks
from pipeline.document.page import Facts
from pipeline.keep import failed_conditions
from pipeline.language import languages_of
from pipeline.metadata import Found, read_metadata
from pipeline.recipe import Recipe
from pipeline.schema import CLEANED
from pipeline.signals import signals_of
from pipeline.stages import encoding

PASSED_THROUGH = ("id", "source", "record", "source_id", "raw_sha256", "decoding", "raw")
OWN = ("date", "author", "agency", "tags", "url")


# Flags of the closed vocabulary that an entry of the ledger raises.
FLAG_OF_FINDING: Mapping[str, Callable[[Entry], bool]] = {
    "about_encoding": lambda entry: entry.rule in encoding.FLAG_ONLY and entry.outcome == FLAGGED,
    "marks_capped": lambda entry: entry.rule == "encoding.character.und.marks" and entry.outcome == APPLIED,
    "personal_data": lambda entry: entry.stage == "privacy",
}


class Outcome(NamedTuple):
    """The state between stages: texts, facts and language scores by row, and each edited document's ledger."""

    texts: pa.Array
    facts: Sequence[Facts]
    scores: Sequence[float | None]
    ledgers: Mapping[int, tuple[Entry, ...]]


def cleaned_columns(batch: pa.RecordBatch, outcome: Outcome, recipe: Recipe) -> pa.RecordBatch:
    """The rows of `batch` (schema DOCUMENTS) after cleaning, in schema CLEANED."""
    read = [name for name in batch.schema.names if name not in PASSED_THROUGH]
    inputs = batch.select(read).to_pylist()
    texts = outcome.texts.to_pylist()
    signals = signals_of(
        outcome.texts,
        [facts.language for facts in outcome.facts],
        charset_confidence=batch["charset_confidence"],
        sources=batch["text"].fill_null(""),
        ledgers=outcome.ledgers,
    )
    rows = [_row(i, given, texts[i], outcome, recipe) for i, given in enumerate(inputs)]
    if recipe.keep.judges:
        rows = [_kept(row, numbers.as_py(), recipe) for row, numbers in zip(rows, signals, strict=True)]
    rows = [_undone(row, given) if row["reason"] is not None else row for row, given in zip(rows, inputs, strict=True)]
    columns = {name: batch[name] for name in PASSED_THROUGH} | {"signals": signals}
    for name in CLEANED.names:
        if name not in columns:
            columns[name] = pa.array([row.get(name) for row in rows], CLEANED.field(name).type)
    return pa.RecordBatch.from_arrays([columns[name] for name in CLEANED.names], schema=CLEANED)


def _row(i: int, given: Mapping[str, Any], text: str, outcome: Outcome, recipe: Recipe) -> dict[str, Any]:
    ledger = outcome.ledgers.get(i, ())
    row = {name: given[name] for name in (*OWN, "meta", "flags", "reason", "detail")}
    row["flags"] = row["flags"] or []
    if row["reason"] is None:
        row |= _rejected(given["text"], text, ledger, recipe)
    if row["reason"] is None:
        row |= _described(text, ledger, outcome.facts[i], outcome.scores[i], row, recipe)
    return row


def _kept(row: dict[str, Any], signals: Mapping[str, Any], recipe: Recipe) -> dict[str, Any]:
    """The row, as a reject when it fails a condition of `[keep]`."""
    if row["reason"] is None and (failed := failed_conditions(recipe.keep, {**row, "signals": signals})):
        return row | {"reason": "not_kept", "detail": "; ".join(failed)}
    return row


def _undone(row: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """A reject's row: its source text, in which nothing was changed."""
    return row | {"text": given["text"], "edits": [], "fragments": [], "languages": []}


def _rejected(source: str, text: str, ledger: Iterable[Entry], recipe: Recipe) -> dict[str, Any]:
    if len(source) > recipe.document.max_characters:
        detail = f"{len(source)} characters; at most {recipe.document.max_characters}"
        return {"reason": "too_large", "detail": detail}
    if text.strip():
        return _over_budget(source, ledger, recipe.budget.document)
    removed = Counter(entry.rule for entry in ledger if entry.outcome == APPLIED)
    told = ", ".join(f"{rule} ({count})" for rule, count in sorted(removed.items()))
    return {"reason": "empty_after_cleaning", "detail": f"removed by {told}" if told else "nothing but blanks"}


def _over_budget(source: str, ledger: Iterable[Entry], budget: float) -> dict[str, Any]:
    applied = [entry for entry in ledger if entry.outcome == APPLIED and entry.stage != "whitespace"]
    removed = sum(len(entry.before) - len(entry.after) for entry in applied)
    if removed <= budget * len(source):
        return {}
    return {"reason": "over_budget", "detail": f"{removed} of {len(source)} characters would go; at most {budget:.0%}"}


def _described(
    text: str, ledger: tuple[Entry, ...], facts: Facts, score: float | None, given: Mapping[str, Any], recipe: Recipe
) -> dict[str, Any]:
    """The columns of a kept document that its text, ledger and facts decide."""
    fragments = fragments_of(ledger)
    shares = languages_of(text, facts.language, [(f["start"], f["end"], f["language"]) for f in fragments])
    language = facts.language if facts.language == "und" or shares[0][1] >= 2 / 3 else "mul"
    flags = list(given["flags"])
    flags += ["foreign_fragments"] if fragments else []
    flags += ["mixed_languages"] if language == "mul" else []
    flags += [flag for flag in FLAG_OF_FINDING if any(FLAG_OF_FINDING[flag](entry) for entry in ledger)]
    row = {
        "text": text,
        "language": language,
        "language_score": score,
        "languages": [{"language": name, "share": share} for name, share in shares],
        "edits": edits_of(ledger),
        "fragments": fragments,
        **_metadata(ledger, given),
    }
    expected = recipe.language.expected
    if expected and language not in expected:
        flags.append("unexpected_language")
        if recipe.language.reject_unexpected:
            row |= {"reason": "unexpected_language", "detail": f"{language}; the recipe expects {', '.join(expected)}"}
    return row | {"flags": flags}


def _metadata(ledger: tuple[Entry, ...], given: Mapping[str, Any]) -> dict[str, Any]:
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


def fragments_of(ledger: tuple[Entry, ...]) -> list[dict[str, Any]]:
    """The flagged fragments that are still in the final text, in its coordinates."""
    found = []
    for entry, _, span in _traced(ledger):
        if entry.stage == "fragments" and entry.outcome == FLAGGED and span:
            language, _, script = entry.value.rpartition("-")
            place = {"start": span[0], "end": span[1], "score": entry.score}
            found.append({**place, "language": language, "script": script})
    return found


def edits_of(ledger: tuple[Entry, ...]) -> list[dict[str, Any]]:
    """The ledger as rows of schema.EDIT."""
    return [
        {
            **entry._asdict(),
            "kind": entry.rule.split(".")[1],
            "source_start": source[0],
            "source_end": source[1],
            "text_start": span[0] if span else None,
            "text_end": span[1] if span else None,
        }
        for entry, source, span in _traced(ledger)
    ]


def ledger_of(edits: Sequence[Mapping[str, Any]] | None) -> tuple[Entry, ...]:
    """The ledger back from rows of schema.EDIT."""
    return tuple(Entry(*(edit[name] for name in Entry._fields)) for edit in edits or ())


def _traced(ledger: tuple[Entry, ...]) -> Iterator[tuple[Entry, Span, Span | None]]:
    """Each entry with its span of the source text and, where anything survives, of the final text."""
    groups = [(stage, tuple(entries)) for stage, entries in groupby(ledger, key=attrgetter("stage"))]
    paths = [tracks(entries) for _, entries in groups]
    for i, (_, entries) in enumerate(groups):
        before, after = [*chain(*paths[:i])], [*chain(*paths[i:])]
        for entry in entries:
            yield entry, origin_on(before, entry.start, entry.end), forward_on(after, entry.start, entry.end)
