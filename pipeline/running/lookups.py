"""The passes across documents: count each shard, merge, sketch each shard, merge, look up. What a shard's sources
hold is counted once and kept in the folder `.tables`; so a new file counts only itself.

    .tables/<shard>/documents.parquet lines.parquet      by what the shard's sources hold
    .tables/<shard>/<rows>/                              what was looked up, and the sketches made with it
    .tables/merged/                                      the last merge
    .tables/<all shards>.json                            what every shard of a set looks up
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.corpus.count import count_batch
from pipeline.corpus.lookup import duplicate_rows, repeated_rows
from pipeline.corpus.merge import Merger
from pipeline.corpus.passes import merge_duplicates, merge_lines
from pipeline.corpus.sketch import sketch_batch
from pipeline.corpus.tables import BANDS, DOCUMENTS, DUPLICATES, LINES, SKETCHES, digest_of, open_writer
from pipeline.reading.plan import Shard
from pipeline.recipe import versions
from pipeline.running.files import place, read_json, write_json
from pipeline.running.shard import Lookup, Report, Task, read_batches

FOLDER = ".tables"
COUNTED = ("documents.parquet", "lines.parquet")
SKETCHED_ROWS = 2_000

Finished = tuple[Task, dict[str, Any]]
RunTasks = Callable[[Iterable[Task]], Iterator[Finished | None]]
OpenMerger = Callable[[Path], AbstractContextManager[Merger]]


class Engine(NamedTuple):
    """Where work is done: `run` does tasks, `merge` opens what runs the queries (given a folder to spill to)."""

    run: RunTasks
    merge: OpenMerger


class Found(NamedTuple):
    """What the shards (by key) look up, how many sites were judged, and where all this lies."""

    lookups: Mapping[str, Lookup]
    digests: Mapping[str, str]
    sites: Mapping[str, Mapping[str, int]]

    def key(self, shard: Shard) -> str:
        """The key of a shard with the rows that it looks up."""
        return hashlib.sha256(f"{shard.key} {self.digests[shard.key]}".encode()).hexdigest()


def find_lookups(tasks: Sequence[Task], engine: Engine, lost: frozenset[str] = frozenset()) -> Found:
    """Count, merge and look up for the shards of `tasks`, whose `folder` is the output folder. Documents whose ids
    are `lost` are never kept ones, for cleaning rejects them."""
    if not tasks:
        return Found({}, {}, {})
    recipe, root = tasks[0].recipe, tasks[0].folder / FOLDER
    names = {task.shard.key: _name(task) for task in tasks}
    summary = root / f"{_digest([sorted(names.values()), recipe.duplicates.model_dump(), sorted(lost)])}.json"
    held = read_json(summary)
    if not isinstance(held, dict) or not _lies_there(root, held):
        held = _find(tasks, names, engine, root, lost)
        write_json(summary, held)
    lookups = {key: _lookup(root, name, held["shards"][name]) for key, name in names.items()}
    digests = {key: "-".join(held["shards"][name]) for key, name in names.items()}
    _tidy(root, held, summary)
    return Found(lookups, digests, held["sites"])


def uncounted(tasks: Iterable[Task]) -> list[Shard]:
    """The shards whose sources find_lookups would have to count; `folder` of the tasks is the output folder."""
    return [task.shard for task in tasks if not _is_counted(task.folder / FOLDER / _name(task))]


def _find(
    tasks: Sequence[Task], names: Mapping[str, str], engine: Engine, root: Path, lost: frozenset[str]
) -> dict[str, Any]:
    recipe = tasks[0].recipe
    merged = root / "merged"
    shutil.rmtree(merged, ignore_errors=True)
    merged.mkdir(parents=True)
    ordered = sorted(set(names.values()))
    mine = [task._replace(shard=task.shard._replace(key=names[task.shard.key]), folder=root) for task in tasks]
    new = [task for task in mine if not _is_counted(root / task.shard.key)]
    _all(engine.run(task._replace(job=count_task) for task in sorted(new, key=lambda task: -task.shard.size)))
    with engine.merge(merged) as merger:
        documents, lines = ([root / name / table for name in ordered] for table in COUNTED)
        merge_lines(merger, documents, lines, merged)
        records = _all(engine.run(task._replace(job=sketch_task) for task in mine))
        repeated = {record["shard"]: record["repeated"] for record in records}
        if recipe.duplicates.action == "off":
            pq.write_table(DUPLICATES.empty_table(), merged / "duplicates.parquet")
        else:
            places = [root / name / repeated[name] for name in ordered]
            sketches, bands = ([folder / f"{table}.parquet" for folder in places] for table in ("sketches", "bands"))
            merge_duplicates(merger, sketches, bands, merged, recipe.duplicates.similarity, lost)
    found = {name: _write_duplicates(root / name, rows) for name, rows in duplicate_rows(merged / "duplicates.parquet")}
    nothing = DUPLICATES.empty_table()
    shards = {name: (repeated[name], found.get(name) or _write_duplicates(root / name, nothing)) for name in ordered}
    return {"shards": shards, "sites": _sites(merged)}


def count_task(task: Task, report: Report) -> dict[str, Any]:
    """Write the tables of what the shard's sources hold, batch by batch."""
    folder = task.folder / task.shard.key
    with _writing(folder / COUNTED[0], DOCUMENTS) as documents, _writing(folder / COUNTED[1], LINES) as lines:
        for batch in _batches(task, report):
            counted = count_batch(batch, task.shard.key)
            documents.write(counted[0])
            lines.write(counted[1])
    return {"shard": task.shard.key}


def _batches(task: Task, report: Report) -> Iterator[pa.RecordBatch]:
    for at, batch in read_batches(task, report):
        if at.batch in task.careful:
            for row, document in enumerate(batch["id"].to_pylist()):
                report(at._replace(document=document))
                yield batch.slice(row, 1)
        else:
            yield batch


def sketch_task(task: Task, report: Report) -> dict[str, Any]:
    """Look up the repeated lines of a counted shard, and write them and the sketches made without them."""
    folder = task.folder / task.shard.key
    repeated = repeated_rows(task.shard.key, task.folder / "merged" / "looked_up.parquet")
    digest = digest_of(repeated)
    made = folder / digest
    if not (made / "bands.parquet").exists():
        _write(made / "repeated.parquet", repeated)
        with (
            _writing(made / "bands.parquet", BANDS) as bands,
            _writing(made / "sketches.parquet", SKETCHES) as sketches,
        ):
            for batch in pq.ParquetFile(folder / COUNTED[0]).iter_batches(SKETCHED_ROWS):
                sketched = sketch_batch(batch, repeated, task.shard.key)
                sketches.write(sketched[0])
                bands.write(sketched[1])
    return {"shard": task.shard.key, "repeated": digest}


def _write_duplicates(folder: Path, rows: pa.Table) -> str:
    digest = digest_of(rows)
    _write(folder / f"duplicates-{digest}.parquet", rows)
    return digest


def _sites(merged: Path) -> dict[str, dict[str, int]]:
    """Sites and documents, judged (they tell two stories or more) and not."""
    table = pq.read_table(merged / "sites.parquet")
    judged = pc.greater_equal(table["stories"], 2)
    told = {}
    for name, rows in (("judged", table.filter(judged)), ("not_judged", table.filter(pc.invert(judged)))):
        told[name] = {"sites": rows.num_rows, "documents": pc.sum(rows["documents"]).as_py() or 0}
    return told


def lost_documents(found: Found, records: Iterable[Mapping[str, Any]], run: Path) -> frozenset[str]:
    """Documents that are the kept ones of a cluster, but that the run (its folder is `run`) rejects."""
    kept: set[str] = set()
    for lookup in found.lookups.values():
        rows = pq.read_table(lookup.duplicates, columns=["id", "duplicate_of"])
        kept.update(rows.filter(pc.is_null(rows["duplicate_of"]))["id"].to_pylist())
    rejected: set[str] = set()
    for record in records if kept else ():
        if part := record["rejected"]:
            rejected.update(pq.read_table(run / "rejected" / part["file"], columns=["id"])["id"].to_pylist())
    return frozenset(kept & rejected)


def known_lost(tasks: Sequence[Task]) -> frozenset[str]:
    """What `keep_lost` kept for these shards and this recipe."""
    held = read_json(_lost_file(tasks)) if tasks else None
    return frozenset(held) if isinstance(held, list) else frozenset()


def keep_lost(tasks: Sequence[Task], lost: frozenset[str]) -> None:
    """Remember lost documents, so that the next run with the same shards and recipe has nothing to do."""
    if lost:
        write_json(_lost_file(tasks), sorted(lost))


def _lost_file(tasks: Sequence[Task]) -> Path:
    return tasks[0].folder / FOLDER / f"lost-{_digest(sorted(task.shard.key for task in tasks))}.json"


def _name(task: Task) -> str:
    """The name of a shard's tables: a hash of what its sources hold and of all that decides how it is counted."""
    content = [(piece.source.name, piece.slice.first, piece.slice.sha256) for piece in task.shard.pieces]
    return _digest([versions(), list(task.columns), content])


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:24]


def _lookup(root: Path, name: str, digests: Sequence[str]) -> Lookup:
    repeated, duplicates = digests
    return Lookup(root / name / repeated / "repeated.parquet", root / name / f"duplicates-{duplicates}.parquet")


def _is_counted(folder: Path) -> bool:
    return all((folder / name).exists() for name in COUNTED)


def _lies_there(root: Path, held: Mapping[str, Any]) -> bool:
    lookups = (_lookup(root, name, digests) for name, digests in held["shards"].items())
    return all(path.exists() for lookup in lookups for path in lookup)


def _write(path: Path, table: pa.Table) -> None:
    with _writing(path, table.schema) as writer:
        writer.write(table)


@contextmanager
def _writing(path: Path, schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
    """A writer of a table that is there whole at the end or not at all, also when two attempts write it at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.uname().nodename}.{os.getpid()}.tmp")
    try:
        with open_writer(temporary, schema) as writer:
            yield writer
        place(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _tidy(root: Path, held: Mapping[str, Any], summary: Path) -> None:
    """Remove tables that nobody looks up any more."""
    for entry in list(os.scandir(root)):
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in held["shards"]:
                shutil.rmtree(entry.path)
        elif entry.path != str(summary) and not entry.name.startswith("lost-"):
            os.unlink(entry.path)
    for name, (repeated, duplicates) in held["shards"].items():
        for entry in list(os.scandir(root / name)):
            if entry.is_dir(follow_symlinks=False) and entry.name != repeated:
                shutil.rmtree(entry.path)
            elif entry.name.startswith(("duplicates-", ".")) and entry.name != f"duplicates-{duplicates}.parquet":
                os.unlink(entry.path)


def _all(finished: Iterator[Finished | None]) -> list[dict[str, Any]]:
    return [record for held in finished if held for _, record in [held]]


@contextmanager
def copied_tables(output: Path) -> Iterator[Path]:
    """A folder that holds the tables of `output` as links, so that a preview writes nothing there."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for place, _, files in os.walk(output / FOLDER):
            target = folder / FOLDER / os.path.relpath(place, output / FOLDER)
            target.mkdir(parents=True, exist_ok=True)
            for file in files:
                (target / file).symlink_to(Path(place, file).resolve())
        yield folder
