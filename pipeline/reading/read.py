"""From a shard to record batches: opens each piece, picks its format, checks that the bytes are those planned."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa

from pipeline.errors import PlaceError
from pipeline.reading.columns import Columns
from pipeline.reading.csvs import read_csv
from pipeline.reading.html import read_html
from pipeline.reading.jsonl import read_jsonl
from pipeline.reading.opened import Opened
from pipeline.reading.parquet import read_parquet, spooled
from pipeline.reading.plan import Piece, Shard
from pipeline.reading.records import Row, reject_row, write_batches
from pipeline.reading.remote import printable_place
from pipeline.reading.text import read_text
from pipeline.reading.warc import read_warc


class ChangedInputError(PlaceError):
    """A file changed between planning and reading."""


def read_shard(
    shard: Shard,
    columns: Columns,
    dead: frozenset[int] = frozenset(),
    reading: Callable[[int], None] | None = None,
) -> Iterator[pa.RecordBatch]:
    """Batches of schema DOCUMENTS with every record of a shard, in order.

    `reading` is told the index of each piece before it is opened; pieces in `dead` become one reject each.
    Raises ChangedInputError where a file no longer holds the bytes that were planned.
    """
    return write_batches(_rows(shard, columns, dead, reading or _unwatched))


def _rows(shard: Shard, columns: Columns, dead: frozenset[int], reading: Callable[[int], None]) -> Iterator[Row]:
    for index, piece in enumerate(shard.pieces):
        reading(index)
        if index in dead:
            detail = "reading this file ended its worker three times"
            yield reject_row(piece.source.name, piece.slice.first, "worker_died", detail)
        else:
            yield from read_piece(piece, columns)


def _unwatched(index: int) -> None:
    """Nobody asks which piece is read."""


def read_piece(piece: Piece, columns: Columns) -> Iterator[Row]:
    """The rows of one piece; whatever is wrong with a file becomes a reject that names it."""
    source = piece.source
    if source.reason:
        yield reject_row(source.name, 0, source.reason, source.detail)
        return
    rows = 0
    try:
        with Opened(piece) as opened:
            for row in _read(opened, piece, columns):
                rows += 1
                yield row
            changed = source.format != "parquet" and opened.sha256() != piece.slice.sha256
    except OSError as error:
        yield reject_row(source.name, piece.slice.first + rows, "unreadable", error.strerror or type(error).__name__)
        return
    if changed:
        raise ChangedInputError(
            f"{printable_place(source.path)} changed while it was read; run again when it is at rest"
        )
    if not rows and piece.slice.first == 0:
        yield reject_row(source.name, 0, "empty", "the file holds no record")


def _read(opened: Opened, piece: Piece, columns: Columns) -> Iterator[Row]:
    source, first = piece.source, piece.slice.first
    match source.format:
        case "jsonl":
            return read_jsonl(opened, source.name, first, columns)
        case "csv" | "tsv":
            return read_csv(opened, source.name, source.format, columns)
        case "parquet":
            return _read_parquet(opened, piece, columns)
        case "html":
            return read_html(opened, source.name)
        case "warc":
            return read_warc(opened, source.name)
        case _:
            return read_text(opened, source.name)


def _read_parquet(opened: Opened, piece: Piece, columns: Columns) -> Iterator[Row]:
    part, name = piece.slice, piece.source.name
    if not piece.source.compression:
        yield from read_parquet(opened.stored_file(), name, range(part.start, part.end), part.first, columns)
        return
    with spooled(opened.stream) as file:
        if opened.damage:
            yield reject_row(name, 0, *opened.damage)
        else:
            yield from read_parquet(file, name, range(0), 0, columns)
