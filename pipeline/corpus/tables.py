"""The tables of the passes. Each shard has its own, cached by what it holds; SQL merges them.

`documents`, `lines`       count_shard: what is in the sources, one file of each a shard
`sketches`, `bands`        sketch_shard: what near duplicates are found by, without repeated lines
`repeated`, `duplicates`   merged; a shard looks up its own rows
"""

from __future__ import annotations

import hashlib

import pyarrow as pa

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
LINES = pa.schema([("site", pa.string()), ("line", pa.int64()), ("story", pa.int64())])
SKETCHES = pa.schema(
    [
        ("id", pa.string()),
        ("shard", pa.string()),  # who looks the verdict up
        ("digest", pa.string()),
        ("damage", pa.int64()),
        ("words", pa.int64()),  # in lines that do not repeat
        ("shingles", pa.list_(pa.int32())),  # distinct, in ascending order; empty where too few
    ]
)
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


def digest_of(table: pa.Table) -> str:
    """12 hex digits over the rows of `table`, the same in whatever order or pieces they come."""
    names = table.schema.names
    rows = sorted(map(repr, zip(*(table[name].to_pylist() for name in names), strict=True)))
    return hashlib.sha256("\n".join(rows).encode("utf-8", "surrogateescape")).hexdigest()[:12]
