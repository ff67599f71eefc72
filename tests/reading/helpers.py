from __future__ import annotations

from pathlib import Path

from pipeline.reading.columns import Columns
from pipeline.reading.plan import Piece, read_slices
from pipeline.reading.read import read_piece
from pipeline.reading.records import Row
from pipeline.reading.sources import find_sources


def read_file(path: Path, columns: Columns | None = None) -> list[Row]:
    """Every row of one file, slice by slice."""
    (source,) = find_sources([str(path)])
    slices = read_slices(source) if not source.reason else []
    return [row for part in slices for row in read_piece(Piece(source, part), columns or Columns())]


def fates(rows: list[Row]) -> list[str | None]:
    return [row.reason for row in rows]
