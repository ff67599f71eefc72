"""The merging steps, the same for every engine: tables of all shards in, merged tables out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipeline.corpus.clusters import Pairs, Places, join_pairs, pairs_of, stars, unjudged
from pipeline.corpus.merge import Merger
from pipeline.corpus.tables import BANDS, DOCUMENTS, LINES, SKETCHES

LEAST_STORIES = 2


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
    merger.make("numbered", folder / "numbered.parquet")
    merger.make("pairs", folder / "pairs.parquet")
    numbers = np.concatenate([np.zeros(0, np.int64), *(b["number"].to_numpy() for b in merger.read("paired"))])
    pairs = _compare(merger, numbers, similarity)
    best, member = unjudged(pairs, len(numbers))
    if len(best):
        merger.keep("pairs", pa.table({"one": numbers[best], "other": numbers[member]}))
        pairs = join_pairs([pairs, _compare(merger, numbers, similarity)])
    near = stars(pairs, len(numbers))
    columns = {"number": numbers[near.worse], "kept": numbers[near.better], "similarity": near.similarity}
    merger.keep("near", pa.table(columns))
    merger.make("duplicates", folder / "duplicates.parquet")


def _compare(merger: Merger, numbers: Places, least: float) -> Pairs:
    """The pairs of the table `pairs` with at least this similarity, by their places in `numbers`."""
    places = np.zeros(numbers.max(initial=0) + 1, np.int32)
    places[numbers] = np.arange(len(numbers))
    columns = ([column.to_numpy() for column in batch.columns] for batch in merger.compare())
    return join_pairs([pairs_of(places[one], places[other], alike, least) for one, other, alike in columns])
