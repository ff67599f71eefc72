"""The rows of a finished run, shard by shard, in the order of their sources; and their source bytes."""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.columns import ledger_of
from pipeline.document.decoding import Decoding, encode
from pipeline.document.edits import restore
from pipeline.running.files import read_json
from pipeline.running.publish import FATES

COLUMNS = ("id", "text", "source", "record", "source_id", "raw_sha256", "decoding", "edits", "flags")
BATCH = 256

Row = dict[str, Any]


def read_records(folder: Path) -> list[dict[str, Any]]:
    """The records of a run's shards, in the order of their first source and record."""
    records = [read_json(Path(entry.path)) for entry in os.scandir(folder / "shards")]
    return sorted((record for record in records if record), key=lambda record: record["pieces"][0])


def rows_of_shard(folder: Path, record: Mapping[str, Any]) -> Iterator[Row]:
    """Every row of a shard, kept or rejected, by source and record; `fate` says which."""
    parts = [_rows(folder / fate / record[fate]["file"], fate) for fate in FATES if record[fate]]
    return heapq.merge(*parts, key=lambda row: (row["source"], row["record"]))


def _rows(path: Path, fate: str) -> Iterator[Row]:
    columns: Sequence[str] = COLUMNS if fate == "corpus" else (*COLUMNS, "reason", "raw")
    for batch in pq.ParquetFile(path).iter_batches(batch_size=BATCH, columns=list(columns)):
        for row in batch.to_pylist():
            yield row | {"fate": fate}


def source_text(row: Row) -> str:
    """The text as it was read. Raises ValueError where the ledger does not fit the text."""
    return restore(row["text"], ledger_of(row["edits"]))


def source_bytes(row: Row) -> bytes | None:
    """The payload that was hashed, or None where the row does not hold it (a reject that was never read, or
    one with personal data blanked). Raises ValueError where ledger or decoding do not fit the text."""
    if row.get("raw") is not None:
        return bytes(row["raw"])
    if row["text"] is None or "redacted" in (row["flags"] or ()):
        return None
    spans = [Decoding(span["start"], span["end"], span["charset"], span["raw"]) for span in row["decoding"] or ()]
    return encode(source_text(row), spans)
