"""One shard: read, clean, write its two parts and, last, the record that says it is finished."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.kernel import clean_batch
from pipeline.reading.columns import Columns
from pipeline.reading.plan import Shard
from pipeline.reading.read import read_shard
from pipeline.recipe import Recipe
from pipeline.running.counts import Counts, add_counts, count_cleaned, count_read, sum_counts
from pipeline.running.files import write_json
from pipeline.running.parts import PartWriter
from pipeline.schema import CORPUS, DOCUMENTS, REJECTED


class Task(NamedTuple):
    """A shard and all that running it needs. `folder` is the run's folder.

    Isolation: batches in `careful` are cleaned row by row; documents in `dead` (ids) and pieces in
    `dead_pieces` ended their worker too often and become rejects.
    """

    shard: Shard
    recipe: Recipe
    columns: Columns
    folder: Path
    careful: frozenset[int] = frozenset()
    dead: frozenset[str] = frozenset()
    dead_pieces: frozenset[int] = frozenset()


class Place(NamedTuple):
    """How far a shard is: reading piece `piece`, or cleaning batch `batch`, or one row of it (`document`, an id)."""

    piece: int
    batch: int | None = None
    document: str | None = None


Report = Callable[[Place], None]


def part_name(key: str) -> str:
    """The file name of a shard's parts."""
    return f"part-{key[:12]}.parquet"


def record_name(key: str) -> str:
    """The file name of a shard's record."""
    return f"part-{key[:12]}.json"


def run_shard(task: Task, report: Report) -> dict[str, Any]:
    """Read, clean and write one shard; returns its record, which is also written beside the parts.

    `report` is called before each piece, batch and, in careful batches, row, so that whoever watches knows
    where the shard was when its worker died. Raises PlaceError for a changed input, OSError for a full disk.
    """
    name = part_name(task.shard.key)
    temporary = task.folder / ".tmp"
    corpus = PartWriter(task.folder / "corpus" / name, temporary / f"corpus-{name}", CORPUS)
    rejected = PartWriter(task.folder / "rejected" / name, temporary / f"rejected-{name}", REJECTED)
    counts: Counts = {}
    try:
        for batch, cleaned in _clean(task, report):
            kept_rows = pc.is_null(cleaned["reason"])
            kept, refused = cleaned.filter(kept_rows), cleaned.filter(pc.invert(kept_rows))
            corpus.write(kept.select(CORPUS.names))
            rejected.write(refused)
            add_counts(counts, count_read(batch))
            add_counts(counts, count_cleaned(kept, refused))
        record = {
            "key": task.shard.key,
            "pieces": [[piece.source.name, piece.slice.first, piece.slice.sha256] for piece in task.shard.pieces],
            "corpus": corpus.finish(),
            "rejected": rejected.finish(),
            "counts": sum_counts([counts]),
        }
    except BaseException:
        corpus.discard()
        rejected.discard()
        raise
    write_json(task.folder / "shards" / record_name(task.shard.key), record)
    return record


def _clean(task: Task, report: Report) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch]]:
    """Every batch of the shard as it was read and as the kernel returned it."""
    piece = 0

    def reading(index: int) -> None:
        nonlocal piece
        piece = index
        report(Place(piece))

    batches = read_shard(task.shard, task.columns, task.dead_pieces, reading)
    for number, batch in enumerate(batches):
        report(Place(piece, number))
        batch = _without_dead(batch, task.dead)
        if number in task.careful:
            cleaned = _clean_rows(batch, task.recipe, partial(_report_row, report, Place(piece, number)))
        else:
            cleaned = _clean_safely(batch, task.recipe)
        yield batch, cleaned
        report(Place(piece))


def _report_row(report: Report, place: Place, document: str) -> None:
    report(place._replace(document=document))


def _clean_safely(batch: pa.RecordBatch, recipe: Recipe) -> pa.RecordBatch:
    """The batch, cleaned at once; row by row where that raises an error."""
    try:
        return clean_batch(batch, recipe)
    except MemoryError:
        raise
    except Exception:
        return _clean_rows(batch, recipe, _unwatched)


def _unwatched(document: str) -> None:
    """Nobody asks which row is cleaned."""


def _clean_rows(batch: pa.RecordBatch, recipe: Recipe, report: Callable[[str], None]) -> pa.RecordBatch:
    """The batch, cleaned row by row; a row that raises an error is a reject."""
    cleaned = []
    for index, document in enumerate(batch["id"].to_pylist()):
        report(document)
        row = batch.slice(index, 1)
        try:
            cleaned.append(clean_batch(row, recipe))
        except MemoryError:
            raise
        except Exception as error:
            cleaned.append(clean_batch(_rejected(row, "failed", _where(error)), recipe))
    return pa.Table.from_batches(cleaned).combine_chunks().to_batches()[0]


def _where(error: BaseException) -> str:
    """Type and place of an error, without its message, which may hold text of the document."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" in {Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"


def _without_dead(batch: pa.RecordBatch, dead: frozenset[str]) -> pa.RecordBatch:
    if not dead or not any(document in dead for document in batch["id"].to_pylist()):
        return batch
    rows = [batch.slice(index, 1) for index in range(len(batch))]
    told = [
        _rejected(row, "worker_died", "this document alone ended its worker three times")
        if row["id"][0].as_py() in dead
        else row
        for row in rows
    ]
    return pa.Table.from_batches(told).combine_chunks().to_batches()[0]


def _rejected(row: pa.RecordBatch, reason: str, detail: str) -> pa.RecordBatch:
    values = row.to_pylist()[0] | {"reason": reason, "detail": detail}
    return pa.RecordBatch.from_pylist([values], schema=DOCUMENTS)
