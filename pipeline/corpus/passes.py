"""The merging steps, the same for every engine: tables of all shards in, merged tables out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corpus.clusters import Pairs, jaccard, join_pairs, pairs_of, stars, unjudged
from pipeline.corpus.merge import Merger
from pipeline.corpus.tables import BANDS, DOCUMENTS, LINES, SKETCHES

NEIGHBOURS = 8
"""Documents that one is compared with in a band that many share."""
LEAST_STORIES = 2
COMPARED_ROWS = 200
"""Pairs whose shingles are compared at once."""
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
    merger.make("pairs", folder / "pairs.parquet", near=NEIGHBOURS)
    paired = merger.read("paired", None, PAIRED)
    ids = pa.chunked_array([batch["id"] for batch in paired], pa.string()).combine_chunks()
    pairs = _compare(merger, ids).at_least(similarity)
    best, member = unjudged(pairs, len(ids))
    if len(best):
        merger.keep("pairs", pa.table({"one": ids.take(pa.array(best)), "other": ids.take(pa.array(member))}))
        pairs = join_pairs([pairs, _compare(merger, ids)]).at_least(similarity)
    merger.keep("near", _near_rows(ids, pairs))
    merger.make("duplicates", folder / "duplicates.parquet")


def _compare(merger: Merger, ids: pa.Array) -> Pairs:
    """The pairs of the table `pairs` with their similarities."""
    parts = []
    for batch in merger.read("compared", similarities, COMPARED):
        one, other = (pc.index_in(batch[name], ids).to_numpy().astype(np.int64) for name in ("one", "other"))
        parts.append(pairs_of(one, other, batch["similarity"].to_numpy()))
    return join_pairs(parts)


def similarities(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Rows of COMPARED from rows of `compared.sql`."""
    parts = [batch.slice(start, COMPARED_ROWS) for start in range(0, len(batch), COMPARED_ROWS)]
    found = pa.array(np.concatenate([jaccard(part["one_shingles"], part["other_shingles"]) for part in parts]))
    return pa.RecordBatch.from_arrays([batch["one"], batch["other"], found], schema=COMPARED)


def _near_rows(ids: pa.Array, pairs: Pairs) -> pa.Table:
    taken = stars(pairs)
    kept, similarity = zip(*taken.values(), strict=True) if taken else ((), ())
    columns = [
        ids.take(pa.array(list(taken), pa.int64())),
        ids.take(pa.array(kept, pa.int64())),
        pa.array(similarity, pa.float64()),
    ]
    return pa.table(columns, names=["id", "kept", "similarity"])
