"""What one shard looks up in the merged tables, rounded so that one more document seldom changes it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.corpus.tables import DUPLICATES, REPEATED


def repeated_rows(documents: pa.Table, merged: Path) -> pa.Table:
    """The rows of the merged table `repeated` that name a line of `documents` (schema DOCUMENTS) in its site, in
    order: counts from 10 on keep one digit, shares are full tens. So a new page of a site seldom changes what its
    other pages look up."""
    sites = pc.unique(documents["site"].combine_chunks())
    table = pq.read_table(merged, filters=pc.field("site").isin(sites)) if len(sites) else REPEATED.empty_table()
    table = table.select(REPEATED.names).cast(REPEATED)
    held = pa.table(
        {
            "site": documents["site"]
            .combine_chunks()
            .take(pc.list_parent_indices(documents["lines"].combine_chunks())),
            "line": pc.list_flatten(documents["lines"].combine_chunks()),
        }
    )
    table = table.join(held, ["site", "line"], join_type="left semi", use_threads=False)
    rounded = pa.table(
        [table["site"], table["line"], round_counts(table["documents"]), _full_tens(table["share"])], schema=REPEATED
    )
    return rounded.sort_by([("site", "ascending"), ("line", "ascending")])


def round_counts(counts: pa.ChunkedArray) -> pa.Array:
    """Whole numbers above 0, those from 10 on rounded down to one digit: 7, 40, 300."""
    values = counts.to_numpy()
    digits = 10 ** np.floor(np.log10(np.maximum(values, 1))).astype(np.int64)
    return pa.array(values // digits * digits)


def _full_tens(shares: pa.ChunkedArray) -> pa.Array:
    return pa.array(shares.to_numpy() // 10 * 10)


def duplicate_rows(shard: str, merged: Path) -> pa.Table:
    """The rows of the merged table `duplicates` that name a document of this shard, ordered by id."""
    table = pq.read_table(merged, filters=pc.field("shard") == shard)
    return table.select(DUPLICATES.names).cast(DUPLICATES).sort_by("id")


def read_repeated(rows: pa.Table) -> Mapping[str, Any]:
    """Rows of `repeated` as the stage looks them up: by site and line, and all lines in ascending order."""
    counts: dict[str, dict[int, tuple[int, int]]] = {}
    columns = (rows[name].to_pylist() for name in REPEATED.names)
    for site, line, documents, share in zip(*columns, strict=True):
        counts.setdefault(site, {})[line] = (documents, share)
    return {"repeated": counts, "repeated_lines": np.unique(rows["line"].to_numpy())}
