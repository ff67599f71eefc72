"""The manifest: what a run read, kept, rejected and changed. No clock in it: equal runs have equal manifests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.errors import LimitError
from pipeline.reading.columns import Columns
from pipeline.reading.names import printable
from pipeline.recipe import Recipe
from pipeline.running.counts import sum_counts
from pipeline.schema import VERSION


def build_manifest(run: str, recipe: Recipe, columns: Columns, records: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The manifest of the run whose shards have these records.

    Raises LimitError where a source's records do not add up: read = kept + rejected.
    """
    ordered = sorted(records, key=lambda record: record["key"])
    counts = sum_counts(record["counts"] for record in ordered)
    check_accounts(counts)
    return {
        "schema": VERSION,
        "run": run,
        "digest": recipe.digest,
        "recipe": recipe.resolved,
        "columns": columns._asdict(),
        "counts": counts,
        "parts": {fate: _parts(ordered, fate) for fate in ("corpus", "rejected")},
        "reproducible": not counts.get("reasons", {}).get("worker_died", 0),
    }


def _parts(records: Sequence[Mapping[str, Any]], fate: str) -> list[dict[str, Any]]:
    return [record[fate] for record in records if record[fate]]


def check_accounts(counts: Mapping[str, Any]) -> None:
    """Raises LimitError that names the first source where records read are not those kept and rejected."""
    for name, source in [*counts.get("sources", {}).items(), ("the whole run", counts)]:
        read, kept, rejected = (source.get(what, 0) for what in ("read", "kept", "rejected"))
        if read != kept + rejected:
            told = f"{printable(name)}: {read} records read, {kept} kept, {rejected} rejected"
            raise LimitError(f"{told}: the output is not whole")
