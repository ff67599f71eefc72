"""The tables of the passes. Each shard has its own, cached by what it holds; SQL merges them.

`documents`, `lines`       count_shard: what is in the sources, one file of each a shard
`sketches`, `bands`        sketch_shard: what near duplicates are found by, without repeated lines
`repeated`                 merged: lines that several stories of a site tell
`looked_up`, `duplicates`  merged, by shard: what each of them looks up
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

DOCUMENTS = pa.schema(
    [
        ("id", pa.string()),
        ("site", pa.string()),  # what `normal.sites_of` says
        ("digest", pa.string()),  # of all words in order: equal for exact duplicates
        ("story", pa.int64()),  # of the lines of prose: equal for a story told on two pages
        ("damage", pa.int64()),  # characters that only broken decoding leaves
        ("lines", pa.list_(pa.int64())),  # hash of every line with a word, 0 where it is never counted
        ("words", pa.list_(pa.int32())),  # how many each of these lines has
        ("shingles", pa.list_(pa.int32())),  # hash of the SHINGLE words from each word on, in order
    ]
)
LINES = pa.schema(
    [
        ("shard", pa.string()),  # who looks the line up
        ("site", pa.string()),
        ("line", pa.int64()),
        ("story", pa.int64()),
    ]
)
SKETCHES = pa.schema(
    [
        ("id", pa.string()),
        ("shard", pa.string()),  # who looks the verdict up
        ("digest", pa.string()),
        ("damage", pa.int64()),
        ("words", pa.int64()),  # in lines that do not repeat
        ("shingles", pa.list_(pa.int32())),  # distinct, the least MOST_SHINGLES, ascending; empty where too few
    ]
)
MOST_SHINGLES = 4096
"""Of a longer document those with the least hashes stand for all. Of two documents that share .8 of theirs this finds
between .78 and .82 nearly always, and a few large documents do not fill the memory of a merge."""
BANDS = pa.schema([("band", pa.int64()), ("id", pa.string())])
REPEATED = pa.schema([("site", pa.string()), ("line", pa.int64()), ("documents", pa.int64()), ("share", pa.int64())])
DUPLICATES = pa.schema(
    [
        ("id", pa.string()),
        ("shard", pa.string()),
        ("duplicate_of", pa.string()),  # null for the document that is kept
        ("cluster", pa.string()),  # id of the document that is kept
        ("similarity", pa.float32()),  # true Jaccard of the shingles; 1 for exact duplicates; null for the kept
    ]
)


def open_writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """A writer of one of these tables, batch by batch. Hashes have no dictionary: nearly all are different."""
    names = [field.name for field in schema if pa.types.is_string(field.type)]
    return pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=names)


def write_table(table: pa.Table, path: Path) -> None:
    """Write a whole table to Parquet."""
    with open_writer(path, table.schema) as writer:
        writer.write_table(table)


def digest_of(table: pa.Table) -> str:
    """12 hex digits over the rows of `table`, the same in whatever order or pieces they come."""
    ordered = table.sort_by([(name, "ascending") for name in table.schema.names])
    digest = hashlib.sha256()
    for column in ordered.columns:
        values = column.combine_chunks()
        digest.update(json.dumps(values.to_pylist()).encode())
    return digest.hexdigest()[:12]
