"""The kernel's output columns, read from the state after the last stage and from the ledger."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.edits import FLAGGED, Entry
from pipeline.document.page import Facts
from pipeline.document.values import FIELD_OF_KIND
from pipeline.keep import failed_conditions
from pipeline.language import Spans, languages_of
from pipeline.ledgers import Ledgers, Mask, Numbers, joined, places_of
from pipeline.metadata import Found, read_metadata
from pipeline.recipe import Recipe
from pipeline.schema import CLEANED, EDIT
from pipeline.shape import bytes_of
from pipeline.signals import count_characters, signals_of
from pipeline.stages import encoding

_write_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
OWN = ("date", "author", "agency", "tags", "url")
GIVEN = (*OWN, "meta", "flags", "reason", "detail")
PASSED_THROUGH = ("id", "source", "record", "source_id", "raw_sha256", "decoding", "raw")


# Flags of the closed vocabulary that entries of a ledger raise.
FLAG_OF_FINDING: Mapping[str, Callable[[Ledgers], Mask]] = {
    "about_encoding": lambda ledgers: ledgers.one_of("rule", encoding.FLAG_ONLY) & ledgers.one_of("outcome", {FLAGGED}),
    "marks_capped": lambda ledgers: ledgers.one_of("rule", {"encoding.character.und.marks"}) & ledgers.applied,
    "personal_data": lambda ledgers: ledgers.one_of("stage", {"privacy"}),
}


class Outcome(NamedTuple):
    """The state between stages: texts, facts and language scores by row, the entries of each stage so far, and the rows
    whose texts the last one wrote anew."""

    texts: pa.Array
    facts: Sequence[Facts]
    scores: Sequence[float | None]
    ledgers: Sequence[Ledgers]
    rewritten: Numbers


def cleaned_columns(batch: pa.RecordBatch, outcome: Outcome, recipe: Recipe) -> pa.RecordBatch:
    """The rows of `batch` (schema DOCUMENTS) after cleaning, in schema CLEANED.

    Whole columns are made for documents that kept their text; rows of others are made one by one and laid over.
    """
    ledgers, sizes = joined(outcome.ledgers), count_characters(batch["text"])
    signals = signals_of(
        outcome.texts,
        [facts.language for facts in outcome.facts],
        charset_confidence=batch["charset_confidence"],
        sizes=sizes,
        ledgers=ledgers,
    )
    edits, blank = _edits(ledgers), np.asarray(pc.equal(signals.field("lines"), 0))
    columns = _plain_columns(batch, outcome) | _foreign_columns(batch, outcome, ledgers, edits) | {"signals": signals}
    found = _findings(ledgers, edits, blank)
    rows = _rows(batch, outcome, columns, _looked_at(batch, found, sizes, blank, recipe), sizes, blank, found, recipe)
    rejected = {i: row for i, row in rows.items() if row["reason"] is not None}
    columns["edits"] = _edits_column(edits, ledgers.rows, [*rejected], len(batch))
    for names, laid in ((OVERLAID, rows), (OF_REJECTS, rejected)):
        columns |= {name: _overlaid(columns[name], laid, CLEANED.field(name)) for name in names}
    return pa.RecordBatch.from_arrays([columns[name] for name in CLEANED.names], schema=CLEANED)


OVERLAID = ("language", "language_score", *GIVEN)
"""Columns in which one row may differ from what whole columns say."""
OF_REJECTS = ("text", "languages", "fragments")
"""Those in which only a reject may."""


def _plain_columns(batch: pa.RecordBatch, outcome: Outcome) -> dict[str, pa.Array]:
    """The columns of documents that no stage found anything in and that the recipe keeps, but for those that fragments
    decide."""
    columns = {name: batch[name] for name in (*PASSED_THROUGH, "meta", "reason", "detail", "tags")}
    columns |= {name: _known(batch[name]) for name in OWN if name != "tags"}
    return columns | {
        "text": outcome.texts,
        "language_score": pa.array(outcome.scores, pa.float32()),
        "duplicate_of": pa.nulls(len(batch), pa.string()),
        "cluster": pa.nulls(len(batch), pa.string()),
    }


def _known(strings: pa.StringArray) -> pa.StringArray:
    """`strings` with null for what is empty."""
    return pc.if_else(pc.equal(strings, ""), pa.scalar(None, pa.string()), strings)


def _foreign_columns(
    batch: pa.RecordBatch, outcome: Outcome, ledgers: Ledgers, edits: pa.StructArray
) -> dict[str, pa.Array]:
    """The columns that fragments decide which were flagged and are still in the final text."""
    flagged = ledgers.one_of("stage", {"fragments"}) & ledgers.one_of("outcome", {FLAGGED})
    at = np.flatnonzero(flagged & np.asarray(edits.field("text_start").is_valid()))
    starts, ends, scores, values = (
        edits.field(name).take(pa.array(at)) for name in ("text_start", "text_end", "score", "value")
    )
    tags, scripts = _tags_and_scripts(values)
    spans = Spans(ledgers.rows[at], np.asarray(starts, dtype=np.int64), np.asarray(ends, dtype=np.int64), tags)
    hosts = pa.array([facts.language for facts in outcome.facts], pa.string())
    borders, data = bytes_of(outcome.texts)
    shares = languages_of(data, borders, hosts, spans)
    mixed = (shares.shares[shares.borders[:-1]] < 2 / 3) & np.asarray(pc.not_equal(hosts, "und"))
    held = np.bincount(spans.rows, minlength=len(batch))
    told = [shares.languages, pa.array(shares.shares.astype(np.float32))]
    return {
        "language": pc.if_else(pa.array(mixed), "mul", hosts),
        "languages": _lists("languages", shares.borders, told),
        "fragments": _lists("fragments", np.append(0, np.cumsum(held)), [starts, ends, tags, scripts, scores]),
        "flags": _raised(batch["flags"], {"foreign_fragments": held > 0, "mixed_languages": mixed}),
    }


def _tags_and_scripts(values: pa.StringArray) -> tuple[pa.Array, pa.Array]:
    """Language tags and scripts, given with a hyphen between them."""
    coded = values.dictionary_encode()
    told = [value.rpartition("-") for value in coded.dictionary.to_pylist()]
    both = (pa.array([parts[place] for parts in told], pa.string()).take(coded.indices) for place in (0, 2))
    tags, scripts = both
    return tags, scripts


def _lists(name: str, borders: Numbers, fields: Sequence[pa.Array]) -> pa.ListArray:
    """A column of lists of structs from where each list begins and ends, and the fields of the structs."""
    kind = CLEANED.field(name).type
    structs = pa.StructArray.from_arrays(fields, fields=[*kind.value_type])
    return pa.ListArray.from_arrays(pa.array(borders, pa.int32()), structs, type=kind)


def _raised(lists: pa.ListArray, flags: Mapping[str, Mask]) -> pa.ListArray:
    """`lists`, an empty one for null, with more flags behind their own: each in the rows of its mask."""
    counts = np.asarray(pc.fill_null(pc.list_value_length(lists), 0), dtype=np.int64)
    rows = [np.flatnonzero(mask) for mask in flags.values()]
    owners = np.concatenate([np.repeat(np.arange(len(lists)), counts), *rows])
    names = pa.array(np.repeat([*flags], [*map(len, rows)]), pa.string())
    values = pa.concat_arrays([lists.flatten(), names]).take(pa.array(np.argsort(owners, kind="stable")))
    borders = np.append(0, np.cumsum(np.bincount(owners, minlength=len(lists))))
    return pa.ListArray.from_arrays(pa.array(borders, pa.int32()), values, type=lists.type)


def _overlaid(column: pa.Array, rows: Mapping[int, Mapping[str, Any]], field: pa.Field) -> pa.Array:
    """`column` with the values of some rows in their places."""
    if not rows:
        return column
    places = np.arange(len(column))
    places[[*rows]] = np.arange(len(column), len(column) + len(rows))
    laid = pa.array([row[field.name] for row in rows.values()], field.type)
    return pa.concat_arrays([column.cast(field.type), laid]).take(pa.array(places))


class Findings(NamedTuple):
    """What the ledgers of a batch say, by row: the flags that its entries raise, the code points by which all stages
    but whitespace shortened it, the entries that may tell metadata, and those that left nothing of a document but
    blanks."""

    flags: Mapping[int, Sequence[str]]
    removed: Numbers
    telling: Mapping[int, Sequence[Entry]]
    emptying: Mapping[int, Sequence[Entry]]


def _findings(ledgers: Ledgers, edits: pa.StructArray, blank: Mask) -> Findings:
    """`blank` says which documents are nothing but blanks after cleaning."""
    flags: dict[int, list[str]] = {}
    for flag, raising in FLAG_OF_FINDING.items():
        for row in dict.fromkeys(ledgers.rows[raising(ledgers)].tolist()):
            flags.setdefault(row, []).append(flag)
    shortening = ledgers.applied & ~ledgers.one_of("stage", {"whitespace"})
    removed = np.where(shortening, ledgers.taken - ledgers.written, 0)
    counts = np.bincount(ledgers.rows, removed, len(blank)).astype(np.int64)
    telling, emptying = ledgers.entries(_telling(edits)), ledgers.entries(ledgers.applied & blank[ledgers.rows])
    return Findings(flags, counts, telling, emptying)


def _telling(edits: pa.StructArray) -> Mask:
    """Which entries of the boilerplate stage may tell metadata: those whose value is named, or of a kind that has a
    field of its own."""
    mask = np.asarray(pc.not_equal(edits.field("value"), ""))
    at = pa.array(np.flatnonzero(mask))
    kinds, values, stages = (edits.field(name).take(at) for name in ("kind", "value", "stage"))
    named = pc.or_(pc.is_in(kinds, pa.array([*FIELD_OF_KIND])), pc.match_substring(values, "="))
    mask[at] = pc.and_(named, pc.equal(stages, "boilerplate"))
    return mask


def _rows(
    batch: pa.RecordBatch,
    outcome: Outcome,
    columns: Mapping[str, pa.Array],
    numbers: Sequence[int],
    sizes: Numbers,
    blank: Mask,
    found: Findings,
    recipe: Recipe,
) -> dict[int, dict[str, Any]]:
    """The rows of some `numbers`, which whole `columns` may not say; `sizes` are the code points of their sources, and
    `blank` says which of them are nothing but blanks after cleaning."""
    rows = {}
    for i, given in zip(numbers, batch.select(GIVEN).take(pa.array(numbers, pa.int64())).to_pylist(), strict=True):
        row = given | {"flags": given["flags"] or []}
        if row["reason"] is None:
            row |= _rejected(int(sizes[i]), bool(blank[i]), found.emptying.get(i, ()), int(found.removed[i]), recipe)
        if row["reason"] is None:
            told = {name: columns[name][i].as_py() for name in ("language", "flags")}
            row |= _described(told, found.flags.get(i, ()), recipe) | _metadata(found.telling.get(i, ()), given)
            row["language_score"] = outcome.scores[i]
        if row["reason"] is None and recipe.keep.judges:
            row |= _judged({**row, **{name: columns[name][i].as_py() for name in ("text", "signals")}}, recipe)
        rows[i] = row if row["reason"] is None else _as_given(row, batch["text"][i].as_py())
    return rows


def _looked_at(batch: pa.RecordBatch, found: Findings, sizes: Numbers, blank: Mask, recipe: Recipe) -> list[int]:
    """Rows that are rejects, that the ledger says more of than edits, or whose metadata another program read."""
    if recipe.language.expected or recipe.keep.judges:
        return [*range(len(batch))]
    looked_at: Mask = blank | (sizes > recipe.document.max_characters)
    looked_at |= found.removed > recipe.budget.document * sizes
    looked_at[[*found.flags, *found.telling]] = True
    for mask in (
        pc.is_valid(batch["reason"]),
        pc.match_substring(batch["meta"], '"_extracted"'),
        pc.equal(pc.list_value_length(batch["tags"]), 0),
    ):
        looked_at |= np.asarray(pc.fill_null(mask, fill_value=False))
    return np.flatnonzero(looked_at).tolist()


def _as_given(row: Mapping[str, Any], text: str | None) -> dict[str, Any]:
    """The row of a reject, with its source text."""
    return {"language": None, "language_score": None, **row, "languages": [], "fragments": [], "text": text}


def _judged(row: Mapping[str, Any], recipe: Recipe) -> dict[str, Any]:
    """Why a row is a reject when it fails a condition of `[keep]`."""
    failed = failed_conditions(recipe.keep, row)
    return {"reason": "not_kept", "detail": "; ".join(failed)} if failed else {}


def _rejected(size: int, blank: bool, emptying: Iterable[Entry], removed: int, recipe: Recipe) -> dict[str, Any]:
    """Why a row is a reject whose source has `size` code points, `removed` of which would go; `emptying` is what was
    applied to a blank one."""
    if size > recipe.document.max_characters:
        return {"reason": "too_large", "detail": f"{size} characters; at most {recipe.document.max_characters}"}
    if not blank:
        return _over_budget(size, removed, recipe.budget.document)
    removing = Counter(entry.rule for entry in emptying)
    told = ", ".join(f"{rule} ({count})" for rule, count in sorted(removing.items()))
    return {"reason": "empty_after_cleaning", "detail": f"removed by {told}" if told else "nothing but blanks"}


def _over_budget(size: int, removed: int, budget: float) -> dict[str, Any]:
    if removed <= budget * size:
        return {}
    return {"reason": "over_budget", "detail": f"{removed} of {size} characters would go; at most {budget:.0%}"}


def _described(told: Mapping[str, Any], raised: Sequence[str], recipe: Recipe) -> dict[str, Any]:
    """Language and flags of a kept document, given what columns say and the flags that its entries raise."""
    language, flags, expected = told["language"], [*told["flags"], *raised], recipe.language.expected
    if not expected or language in expected:
        return {"language": language, "flags": flags}
    row = {"language": language, "flags": [*flags, "unexpected_language"]}
    if recipe.language.reject_unexpected:
        row |= {"reason": "unexpected_language", "detail": f"{language}; the recipe expects {', '.join(expected)}"}
    return row


def _metadata(telling: Sequence[Entry], given: Mapping[str, Any]) -> dict[str, Any]:
    """Date, author, agency, tags and url: the input's own field wins, then the ledger, then an HTML extractor."""
    held = given["meta"] or "{}"
    row: dict[str, Any] = {name: given[name] or None for name in OWN}
    if not telling and '"_extracted"' not in held:
        return row
    known = read_metadata(telling)
    meta = json.loads(held) if known or '"_extracted"' in held else {}
    said = {
        name: Found(value, "extractor") for name, value in meta.get("_extracted", {}).items() if name in OWN and value
    }
    used = {name: what for name, what in (said | known).items() if not given.get(name)}
    row |= {name: what.value for name, what in used.items() if name in OWN}
    if not used:
        return row
    meta["_origin"] = {name: what.rule for name, what in sorted(used.items())}
    meta |= {f"_{name}": what.value for name, what in used.items() if name not in OWN}
    return row | {"meta": _write_json(meta)}


def _edits(ledgers: Ledgers) -> pa.StructArray:
    """The entries of some ledgers as rows of schema.EDIT."""
    places, rules = places_of(ledgers), ledgers.codes["rule"]
    kinds = pa.array([rule.split(".", 2)[1] for rule in rules.dictionary.to_pylist()], pa.string())
    gone = places.text_start < 0
    columns = {
        **ledgers.columns,
        "kind": kinds.take(rules.indices),
        "source_start": pa.array(places.source_start, pa.int32()),
        "source_end": pa.array(places.source_end, pa.int32()),
        "text_start": pa.array(places.text_start, pa.int32(), mask=gone),
        "text_end": pa.array(places.text_end, pa.int32(), mask=gone),
    }
    return pa.StructArray.from_arrays([columns[field.name] for field in EDIT], fields=[*EDIT])


def _edits_column(edits: pa.StructArray, rows: Numbers, rejected: Sequence[int], size: int) -> pa.ListArray:
    """The column `edits`, given the row of each one; rejects have none."""
    counts = np.bincount(rows, minlength=size)
    if counts[rejected].any():
        kept = np.ones(size, dtype=np.bool_)
        kept[rejected] = False
        edits = edits.take(pa.array(np.flatnonzero(kept[rows])))
        counts[rejected] = 0
    offsets = np.concatenate(([0], np.cumsum(counts)))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), edits, type=CLEANED.field("edits").type)


def ledger_of(edits: Sequence[Mapping[str, Any]] | None) -> tuple[Entry, ...]:
    """The ledger back from rows of schema.EDIT."""
    return tuple(Entry(*(edit[name] for name in Entry._fields)) for edit in edits or ())
