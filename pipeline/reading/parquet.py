"""Parquet: one record a row, whatever the types of the columns beside the text."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.reading.columns import Columns, row_of
from pipeline.reading.records import Row, reject_row
from pipeline.reading.stored import BLOCK

ROWS = 64
ROWS_BYTES = 8 << 20
"""Rows that are turned into Python objects at once: ROWS, or fewer where the average row is large."""


def read_parquet(file: BinaryIO, source: str, groups: range, first: int, columns: Columns) -> Iterator[Row]:
    """The rows of some row groups, in memory that their size does not change: pages are read and decoded one by one.

    A file that breaks off or does not hold together is one reject at its end."""
    number = first
    try:
        held = pq.ParquetFile(file, page_checksum_verification=True, buffer_size=BLOCK, pre_buffer=False)
        for batch in held.iter_batches(rows_at_once(held.metadata), row_groups=list(groups) if groups else None):
            names = batch.schema.names
            for values in zip(*map(_values, batch.columns), strict=True):
                yield row_of(source, number, dict(zip(names, values, strict=True)), columns, escaped=True)
                number += 1
    except (pa.ArrowException, OSError, ValueError, MemoryError, KeyError, NotImplementedError, OverflowError) as error:
        told = str(error).partition("\n")[0][:200]
        yield reject_row(
            source, number, "invalid_parquet", f"row {number} and all after it: {type(error).__name__}: {told}"
        )


def rows_at_once(metadata: pq.FileMetaData) -> int:
    """How many rows of a file are turned into Python objects at once."""
    size = sum(int(metadata.row_group(index).total_byte_size) for index in range(metadata.num_row_groups))
    return max(1, min(ROWS, ROWS_BYTES * int(metadata.num_rows) // max(size, 1)))


def _values(column: pa.Array) -> list[Any]:
    """A column as Python objects; bytes of a string that are not UTF-8 are escaped as surrogates."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return list(column.to_pylist())
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        plain = column.cast(kind) if kind is not column.type else column
        held = plain.cast(pa.large_binary()).to_pylist()
        return [None if data is None else data.decode("utf-8", "surrogateescape") for data in held]


def spooled(stream: io.BufferedIOBase) -> BinaryIO:
    """An unpacked stream as a file that can be read at any place: on disk, and gone when closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    while block := stream.read(BLOCK):
        file.write(block)
    file.seek(0)
    return file
