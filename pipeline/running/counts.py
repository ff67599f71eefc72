"""What a run counted: records by source, fate, reason and language; findings by rule and outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.reading.reasons import FAULTY

Counts = dict[str, Any]


def add_counts(into: Counts, more: Mapping[str, Any]) -> Counts:
    """Add the numbers of `more` to those of `into`, name by name; returns `into`."""
    for name, value in more.items():
        if isinstance(value, Mapping):
            add_counts(into.setdefault(name, {}), value)
        else:
            into[name] = into.get(name, 0) + value
    return into


def sum_counts(all_counts: Iterable[Mapping[str, Any]]) -> Counts:
    """The sum of many counts, by sorted names."""
    total: Counts = {}
    for counts in all_counts:
        add_counts(total, counts)
    return _sorted(total)


def _sorted(counts: Counts) -> Counts:
    return {name: _sorted(value) if isinstance(value, dict) else value for name, value in sorted(counts.items())}


def count_read(batch: pa.RecordBatch) -> Counts:
    """Records that a reader gave, by source. `batch` has schema DOCUMENTS."""
    return {"read": len(batch), "sources": {name: {"read": n} for name, n in _tally(batch["source"])}}


def count_cleaned(kept: pa.RecordBatch, rejected: pa.RecordBatch) -> Counts:
    """Records that are written, by fate, and what was done to the kept ones. Both have the columns of CORPUS."""
    counts: Counts = {"kept": len(kept), "rejected": len(rejected), "characters": {}, "sources": {}}
    for fate, batch in (("kept", kept), ("rejected", rejected)):
        for name, n in _tally(batch["source"]):
            counts["sources"].setdefault(name, {})[fate] = n
    counts["reasons"] = dict(_tally(rejected["reason"]))
    counts["faulty"] = sum(n for reason, n in counts["reasons"].items() if reason in FAULTY)
    counts["languages"] = dict(_tally(kept["language"]))
    counts["flags"] = dict(_tally(kept["flags"].flatten()))
    counts["rules"], shift = _count_edits(kept["edits"])
    clean = pc.sum(pc.utf8_length(kept["text"])).as_py() or 0
    counts["characters"] = {"text": clean, "source": clean + shift}
    return counts


def _tally(values: pa.Array) -> list[tuple[str, int]]:
    return [(str(pair["values"]), pair["counts"]) for pair in pc.value_counts(values).to_pylist()]


def _count_edits(edits: pa.ListArray) -> tuple[Counts, int]:
    """Findings, documents, and characters before and after, by rule and outcome; and by how many characters
    the applied ones made the texts shorter."""
    flat = edits.flatten()
    if not len(flat):
        return {}, 0
    table = pa.table(
        {
            "document": pc.list_parent_indices(edits),
            "rule": flat.field("rule"),
            "outcome": flat.field("outcome"),
            "before": pc.utf8_length(flat.field("before")),
            "after": pc.utf8_length(flat.field("after")),
        }
    )
    sums = [("document", "count"), ("document", "count_distinct"), ("before", "sum"), ("after", "sum")]
    rules: Counts = {}
    shift = 0
    for row in table.group_by(["rule", "outcome"]).aggregate(sums).to_pylist():
        rules.setdefault(row["rule"], {})[row["outcome"]] = {
            "findings": row["document_count"],
            "documents": row["document_count_distinct"],
            "before": row["before_sum"],
            "after": row["after_sum"],
        }
        if row["outcome"] == "applied":
            shift += row["before_sum"] - row["after_sum"]
    return rules, shift
