"""One shard: read, clean, write its two parts and, last, the record that says it is finished."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.corpus.lookup import read_repeated
from pipeline.corpus.marking import mark_duplicates
from pipeline.corpus.tables import DUPLICATES
from pipeline.reading.columns import Columns
from pipeline.reading.plan import Shard
from pipeline.reading.read import read_shard
from pipeline.recipe import Recipe
from pipeline.running.counts import Counts, add_counts, count_cleaned, count_read, sum_counts
from pipeline.running.files import write_json
from pipeline.running.lean import loading, set_aside
from pipeline.running.parts import PartWriter
from pipeline.schema import CORPUS, DOCUMENTS, REJECTED


class Place(NamedTuple):
    """How far a shard is: reading piece `piece`, or cleaning batch `batch`, or one row of it (`document`, an id)."""

    piece: int
    batch: int | None = None
    document: str | None = None


Report = Callable[[Place], None]
Clean = Callable[[pa.RecordBatch], pa.RecordBatch]
Job = Callable[["Task", Report], dict[str, Any]]


class Lookup(NamedTuple):
    """What a shard looks up in the tables of cross-document passes: rows of `repeated` and of `duplicates`."""

    repeated: Path
    duplicates: Path


class Task(NamedTuple):
    """A shard and all that running it needs. `folder` is the run's folder; `lookup` is None where nothing is looked
    up. `job` is what is done with the shard: `run_shard` where it is None.

    Isolation: batches in `careful` are cleaned row by row; documents in `dead` (ids) and pieces in
    `dead_pieces` ended their worker too often and become rejects.
    """

    shard: Shard
    recipe: Recipe
    columns: Columns
    folder: Path
    lookup: Lookup | None = None
    job: Job | None = None
    careful: frozenset[int] = frozenset()
    dead: frozenset[str] = frozenset()
    dead_pieces: frozenset[int] = frozenset()


def part_name(key: str) -> str:
    """The file name of a shard's parts."""
    return f"part-{key[:12]}.parquet"


def record_name(key: str) -> str:
    """The file name of a shard's record."""
    return f"part-{key[:12]}.json"


def run_task(task: Task, report: Report) -> dict[str, Any]:
    """Do the task's job; its record."""
    return (task.job or run_shard)(task, report)


def run_shard(task: Task, report: Report) -> dict[str, Any]:
    """Read, clean and write one shard; returns its record, which is also written beside the parts.

    `report` is called before each piece, batch and, in careful batches, row, so that whoever watches knows
    where the shard was when its worker died. Raises PlaceError for a changed input, OSError for a full disk.
    """
    name = part_name(task.shard.key)
    own = f"{os.uname().nodename}-{os.getpid()}"  # an engine may run a shard twice at once
    temporary = task.folder / ".tmp"
    corpus = PartWriter(task.folder / "corpus" / name, temporary / f"corpus-{own}-{name}", CORPUS)
    rejected = PartWriter(task.folder / "rejected" / name, temporary / f"rejected-{own}-{name}", REJECTED)
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
    """Every batch of the shard as it was read and as it is to be written."""
    # Here, for the process that hands out shards needs no rules.
    with loading():
        from pipeline.kernel import clean_batch

    set_aside()
    tables, duplicates = _look_up(task.lookup)
    clean = partial(clean_batch, recipe=task.recipe, tables=tables)
    reject = task.recipe.duplicates.action == "reject"
    for place, batch in read_batches(task, report):
        if place.batch in task.careful:
            cleaned = _clean_rows(batch, clean, partial(_report_row, report, place))
        else:
            cleaned = _clean_safely(batch, clean)
        cleaned = mark_duplicates(batch, cleaned, duplicates, reject=reject)
        yield batch, _redacted(batch, cleaned) if task.recipe.privacy.redact else cleaned


def _redacted(batch: pa.RecordBatch, cleaned: pa.RecordBatch) -> pa.RecordBatch:
    from pipeline.redaction import redact_batch

    return redact_batch(batch["text"], cleaned)


def _look_up(lookup: Lookup | None) -> tuple[Mapping[str, Any], pa.Table]:
    if lookup is None:
        return {}, DUPLICATES.empty_table()
    return read_repeated(pq.read_table(lookup.repeated)), pq.read_table(lookup.duplicates)


def read_batches(task: Task, report: Report) -> Iterator[tuple[Place, pa.RecordBatch]]:
    """Every batch of the shard with its place; documents that ended their worker are rejects in it."""
    piece = 0

    def reading(index: int) -> None:
        nonlocal piece
        piece = index
        report(Place(piece))

    batches = read_shard(task.shard, task.columns, task.dead_pieces, reading)
    for number, batch in enumerate(batches):
        report(Place(piece, number))
        yield Place(piece, number), _without_dead(batch, task.dead)
        report(Place(piece))


def _report_row(report: Report, place: Place, document: str) -> None:
    report(place._replace(document=document))


def _clean_safely(batch: pa.RecordBatch, clean: Clean) -> pa.RecordBatch:
    """The batch, cleaned at once; row by row where that raises an error."""
    try:
        return clean(batch)
    except MemoryError:
        raise
    except Exception:
        return _clean_rows(batch, clean, _unwatched)


def _unwatched(document: str) -> None:
    """Nobody asks which row is cleaned."""


def _clean_rows(batch: pa.RecordBatch, clean: Clean, report: Callable[[str], None]) -> pa.RecordBatch:
    """The batch, cleaned row by row; a row that raises an error is a reject."""
    cleaned = []
    for index, document in enumerate(batch["id"].to_pylist()):
        report(document)
        row = batch.slice(index, 1)
        try:
            cleaned.append(clean(row))
        except MemoryError:
            raise
        except Exception as error:
            cleaned.append(clean(_rejected(row, "failed", _where(error))))
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
