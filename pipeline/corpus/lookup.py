"""What one shard looks up in the merged tables, rounded so that one more document seldom changes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.corpus.tables import DUPLICATES, REPEATED


def repeated_rows(shard: str, merged: Path) -> pa.Table:
    """The rows of the merged table `looked_up` of the shard of this name, in order, of schema REPEATED: counts from
    10 on keep one digit, shares are full tens. So a new page of a site seldom changes what its other pages look up."""
    table = pq.read_table(merged, filters=pc.field("shard") == shard).select(REPEATED.names).cast(REPEATED)
    rounded = [table["site"], table["line"], round_counts(table["documents"]), _full_tens(table["share"])]
    return pa.table(rounded, schema=REPEATED).sort_by([("site", "ascending"), ("line", "ascending")])


def round_counts(counts: pa.ChunkedArray) -> pa.Array:
    """Whole numbers above 0, those from 10 on rounded down to one digit: 7, 40, 300."""
    values = counts.to_numpy()
    digits = 10 ** np.floor(np.log10(np.maximum(values, 1))).astype(np.int64)
    return pa.array(values // digits * digits)


def _full_tens(shares: pa.ChunkedArray) -> pa.Array:
    return pa.array(shares.to_numpy() // 10 * 10)


def duplicate_rows(merged: Path) -> Iterator[tuple[str, pa.Table]]:
    """For each shard that has any, its name and its rows of the merged table `duplicates`, ordered by id. The table
    is read once, for it is in the order of shards."""
    held: list[pa.Table] = []
    for path in sorted(merged.glob("*.parquet")) if merged.is_dir() else [merged]:
        for batch in pq.ParquetFile(path).iter_batches():
            for shard, rows in _runs(pa.Table.from_batches([batch])):
                if held and held[0]["shard"][0].as_py() != shard:
                    yield _joined(held)
                    held = []
                held.append(rows)
    if held:
        yield _joined(held)


def _runs(table: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Stretches of the table with one shard each."""
    shards = table["shard"].combine_chunks()
    changes = pc.not_equal(shards.slice(1), shards.slice(0, max(len(shards) - 1, 0))).to_numpy(zero_copy_only=False)
    borders = [0, *(np.flatnonzero(changes) + 1).tolist(), len(table)]
    for start, end in pairwise(borders):
        if end > start:
            yield shards[start].as_py(), table.slice(start, end - start)


def _joined(parts: list[pa.Table]) -> tuple[str, pa.Table]:
    rows = pa.concat_tables(parts).select(DUPLICATES.names).cast(DUPLICATES).sort_by("id")
    return rows["shard"][0].as_py(), rows


def read_repeated(rows: pa.Table) -> Mapping[str, Any]:
    """Rows of `repeated` as the stage looks them up: by site and line, and all lines in ascending order."""
    counts: dict[str, dict[int, tuple[int, int]]] = {}
    columns = (rows[name].to_pylist() for name in REPEATED.names)
    for site, line, documents, share in zip(*columns, strict=True):
        counts.setdefault(site, {})[line] = (documents, share)
    return {"repeated": counts, "repeated_lines": np.unique(rows["line"].to_numpy())}
