"""The row groups of a Parquet file: all that planning needs to know of it."""

from __future__ import annotations

from typing import BinaryIO


def row_groups(stored: BinaryIO) -> list[tuple[int, int]]:
    """(rows, bytes) of each row group of a file; none where it cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(stored) as file:
            found = [file.metadata.row_group(index) for index in range(file.metadata.num_row_groups)]
            return [(group.num_rows, group.total_byte_size) for group in found]
    except (pa.ArrowException, OSError, ValueError, MemoryError):
        return []
