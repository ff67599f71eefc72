"""The merging steps, the same for every engine: tables of all shards in, merged tables out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.corpus.clusters import Pairs, Places, jaccard, join_pairs, pairs_of, stars, unjudged
from pipeline.corpus.merge import Merger
from pipeline.corpus.tables import BANDS, DOCUMENTS, LINES, SKETCHES

LEAST_STORIES = 2
COMPARED_ROWS = 200
"""Pairs whose shingles are compared at once."""
COMPARED_IDS = 1 << 16
PAIRED = pa.schema([("id", pa.string())])
COMPARED = pa.schema([("one", pa.string()), ("other", pa.string()), ("similarity", pa.float64())])


def merge_lines(merger: Merger, documents: Sequence[Path], lines: Sequence[Path], folder: Path) -> None:
    """Write `sites.parquet`, `repeated.parquet` (schema REPEATED) and `looked_up.parquet` (the same by shard) into
    `folder`, from all shards' tables."""
    merger.view("documents", documents, DOCUMENTS)
    merger.view("lines", lines, LINES)
    merger.make("sites", folder / "sites.parquet")
    merger.make("repeated", folder / "repeated.parquet", least=LEAST_STORIES)
    merger.make("looked_up", folder / "looked_up.parquet")


def merge_duplicates(
    merger: Merger,
    sketches: Sequence[Path],
    bands: Sequence[Path],
    folder: Path,
    similarity: float,
    lost: Iterable[str] = (),
) -> None:
    """Write `duplicates.parquet` (columns of DUPLICATES) into `folder`: exact duplicates, and near ones whose
    shingles have a Jaccard similarity of at least `similarity`. Documents whose ids are `lost` take no part."""
    merger.keep("lost", pa.table({"id": pa.array(sorted(lost), pa.string())}))
    merger.view("sketches", sketches, SKETCHES)
    merger.view("bands", bands, BANDS)
    merger.make("exact", folder / "exact.parquet")
    merger.make("pairs", folder / "pairs.parquet")
    paired = merger.read("paired", None, PAIRED)
    ids = pa.chunked_array([batch["id"] for batch in paired], pa.string()).combine_chunks()
    pairs = _compare(merger, ids, similarity)
    best, member = unjudged(pairs, len(ids))
    if len(best):
        merger.keep("pairs", pa.table({"one": ids.take(pa.array(best)), "other": ids.take(pa.array(member))}))
        pairs = join_pairs([pairs, _compare(merger, ids, similarity)])
    merger.keep("near", _near_rows(ids, stars(pairs, len(ids))))
    merger.make("duplicates", folder / "duplicates.parquet")


def _compare(merger: Merger, ids: pa.Array, least: float) -> Pairs:
    """The pairs of the table `pairs` with at least this similarity."""
    places = _places_in(ids)
    batches = merger.read("compared", similarities, COMPARED)
    parts = (pairs_of(places(b["one"]), places(b["other"]), b["similarity"].to_numpy(), least) for b in batches)
    return join_pairs(list(parts))


def _places_in(ids: pa.Array) -> Callable[[pa.Array], Places]:
    """What tells the places of some of `ids`. Arrow would read all of them again for every batch that asks."""
    slices = (ids.slice(start, COMPARED_IDS) for start in range(0, len(ids), COMPARED_IDS))
    known = np.concatenate([np.zeros(0, "S1"), *map(_as_bytes, slices)])
    order = np.argsort(known)
    known = known[order]
    return lambda asked: np.asarray(order[np.searchsorted(known, _as_bytes(asked))], np.int64)


def _as_bytes(ids: pa.Array) -> npt.NDArray[np.bytes_]:
    return np.array(ids.to_pylist(), np.bytes_)


def similarities(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Rows of COMPARED from rows of `compared.sql`."""
    parts = [batch.slice(start, COMPARED_ROWS) for start in range(0, len(batch), COMPARED_ROWS)]
    found = pa.array(np.concatenate([jaccard(part["one_shingles"], part["other_shingles"]) for part in parts]))
    return pa.RecordBatch.from_arrays([batch["one"], batch["other"], found], schema=COMPARED)


def _near_rows(ids: pa.Array, taken: Pairs) -> pa.Table:
    columns = [ids.take(pa.array(taken.worse)), ids.take(pa.array(taken.better)), pa.array(taken.similarity)]
    return pa.table(columns, names=["id", "kept", "similarity"])
