"""Parquet parts: one file a shard and fate, whole or absent, the same bytes for the same rows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.running.files import place, sha256_of

ROW_GROUP_ROWS = 10_000
ROW_GROUP_BYTES = 64 << 20
OPTIONS: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 3,
    "version": "2.6",
    "write_page_index": True,
    "write_page_checksum": True,
}


class PartWriter:
    """Writes one part: nothing for no rows; row groups of about ROW_GROUP_ROWS rows or ROW_GROUP_BYTES bytes."""

    def __init__(self, path: Path, temporary: Path, schema: pa.Schema) -> None:
        self._path, self._temporary, self._schema = path, temporary, schema
        self._held: list[pa.RecordBatch] = []
        self._rows = 0
        self._writer: pq.ParquetWriter | None = None

    def write(self, batch: pa.RecordBatch) -> None:
        """Add the rows of `batch`, which has the columns of the schema."""
        if not batch.num_rows:
            return
        self._held.append(pa.RecordBatch.from_arrays(batch.columns, schema=self._schema))
        self._rows += batch.num_rows
        held_rows = sum(held.num_rows for held in self._held)
        if held_rows >= ROW_GROUP_ROWS or sum(held.nbytes for held in self._held) >= ROW_GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._temporary, self._schema, **OPTIONS)
        table = pa.Table.from_batches(self._held, self._schema)
        self._writer.write_table(table, row_group_size=max(table.num_rows, 1))
        self._held = []

    def finish(self) -> dict[str, Any] | None:
        """Close the part and give it its name; its file, rows, bytes and SHA-256, or None where no row came."""
        if self._held:
            self._flush()
        if self._writer is None:
            self._path.unlink(missing_ok=True)
            return None
        self._writer.close()
        found = {"file": self._path.name, "rows": self._rows, "bytes": os.path.getsize(self._temporary)}
        found["sha256"] = sha256_of(self._temporary)
        place(self._temporary, self._path)
        return found

    def discard(self) -> None:
        """Leave nothing behind."""
        if self._writer is not None:
            self._writer.close()
        self._temporary.unlink(missing_ok=True)
