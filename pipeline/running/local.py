"""A run on one machine: plan, run what is missing in worker processes, publish."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import LimitError, PlaceError, UsageError
from pipeline.reading.names import printable
from pipeline.reading.plan import Shard
from pipeline.reading.remote import is_remote
from pipeline.reading.sources import Source
from pipeline.running.budget import drift, removed_share
from pipeline.running.engines import open_engine
from pipeline.running.files import read_json, write_json
from pipeline.running.fingerprints import Fingerprints
from pipeline.running.lookups import Engine, Found, find_lookups, keep_lost, known_lost, lost_documents, uncounted
from pipeline.running.manifest import build_manifest
from pipeline.running.plans import Plan, make_draft, make_plan
from pipeline.running.publish import FATES, Output
from pipeline.running.request import Request
from pipeline.running.shard import Task, record_name

SPACE_FACTOR = 1.5
"""Output bytes a stored input byte at most, as a guess before a run: text, ledger and rejects, compressed."""
TABLES_FACTOR = 2
"""Bytes of the tables of passes across documents, a byte of text; 1.5 was measured."""
PACKED_FACTOR = 4
"""Bytes of text in a byte of a compressed or Parquet file, as a guess."""
SPACE_FLOOR = 16 << 20


class Result(NamedTuple):
    """What a run did: its id, its manifest, shards made and taken over, and whether it was there before."""

    run: str
    manifest: dict[str, Any]
    made: int
    reused: int
    seconds: float
    idle: bool


Progress = Callable[[int, int], None]
"""Told of stored bytes done and in all."""
Finish = Callable[[Path, bool], object]
"""Told of the folder of the run that is published now, and whether it was published before."""


def run_local(request: Request, progress: Progress | None = None, finish: Finish | None = None) -> Result:
    """Clean what is new, take over what is finished, publish, `finish`. With nothing new, nothing is written.

    Raises UsageError for inputs and places that cannot be used, LimitError where the accounts do not add up or
    the run removes more than its recipe allows (it then stays unpublished).
    """
    started, clock = datetime.now(UTC), time.monotonic()
    check_places(request.inputs, request.output)
    output = Output(request.output)
    with output.locked():
        output.sweep()
        prints = Fingerprints(request.output, trusted=not request.rehash)
        with open_engine(request) as engine:
            plan, found, records = _settle(request, output, prints, engine, progress or _silent)
        manifest = None if records else _published(output, plan)
        if manifest is None:
            manifest = _close(request, output, plan, found, records)
            seconds = time.monotonic() - clock
            over = removed_share(manifest["counts"]) > request.recipe.budget.run
            _write_times(output, plan, started, seconds, "over_budget" if over else "published")
            if over:
                raise LimitError(_over_budget(request, output, plan, manifest))
            _remember(prints, output.folder(plan.run), records)
            output.publish(plan.run)
            idle = False
        else:
            seconds, idle = time.monotonic() - clock, True
        prune(output, request.keep)
        prints.save()
        if finish:
            finish(output.folder(plan.run), idle)
    return Result(plan.run, manifest, len(plan.missing), len(plan.known), seconds, idle)


def _silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


def _published(output: Output, plan: Plan) -> dict[str, Any] | None:
    """The manifest of the published run, where it is the one that was planned, and whole."""
    if output.latest() != plan.run or plan.missing or any(run != plan.run for run, _ in plan.known.values()):
        return None
    manifest: dict[str, Any] | None = read_json(output.folder(plan.run) / "manifest.json")
    return manifest


def _settle(
    request: Request, output: Output, prints: Fingerprints, engine: Engine, progress: Progress
) -> tuple[Plan, Found, list[dict[str, Any]]]:
    """Look up and make until no document that a cluster keeps is rejected. No records: it is published already."""
    draft = make_draft(request, prints)
    _check_space(request.output, TABLES_FACTOR * sum(map(_text_bytes, uncounted(draft.tasks))))
    lost = known_lost(draft.tasks)
    while True:
        found = find_lookups(draft.tasks, engine, lost)
        plan = make_plan(request, output, prints, draft, found)
        if _published(output, plan) is not None:
            return plan, found, []
        records = _make(request, output, plan, engine, progress)
        more = lost_documents(found, records, output.folder(plan.run)) - lost
        if not more:
            keep_lost(draft.tasks, lost)
            return plan, found, records
        lost |= more


def _make(request: Request, output: Output, plan: Plan, engine: Engine, progress: Progress) -> list[dict[str, Any]]:
    """Run or take over every shard; their records."""
    _check_space(request.output, SPACE_FACTOR * sum(shard.size for shard in plan.missing))
    folder = output.prepare(plan.run).absolute()
    for key, (run, record) in plan.known.items():
        if run != plan.run:
            output.link(record_name(key), record, run, plan.run)
    records = [record for _, record in plan.known.values()]
    total = sum(shard.size for shard in plan.shards)
    done = total - sum(shard.size for shard in plan.missing)
    tasks = [Task(shard, request.recipe, request.columns, folder, plan.lookups[shard.key]) for shard in plan.missing]
    for finished in engine.run(tasks):
        if finished is not None:
            records.append(finished[1])
            done += finished[0].shard.size
        progress(done, total)
    return records


def _close(
    request: Request, output: Output, plan: Plan, found: Found, records: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Write the manifest, with what changed since the run that is published now."""
    manifest = build_manifest(plan.run, request.recipe, request.columns, records)
    previous = output.latest()
    before = read_json(output.folder(previous) / "manifest.json") if previous and previous != plan.run else None
    warnings = drift(manifest["counts"], before["counts"], request.recipe.budget.drift) if before else []
    manifest["drift"] = {"previous": previous if before else None, "warnings": warnings}
    manifest["sites"] = found.sites
    output.tidy(plan.run, records, [record_name(shard.key) for shard in plan.shards])
    write_json(output.folder(plan.run) / "manifest.json", manifest)
    return manifest


def _remember(prints: Fingerprints, folder: Path, records: Sequence[dict[str, Any]]) -> None:
    """Let the next run know the hashes of this run's parts."""
    for record in records:
        for fate in FATES:
            if part := record[fate]:
                prints.trust(folder / fate / part["file"], part["sha256"])


def _over_budget(request: Request, output: Output, plan: Plan, manifest: dict[str, Any]) -> str:
    share = removed_share(manifest["counts"])
    return (
        f"the run removes {share:.1%} of all characters, and the recipe allows {request.recipe.budget.run:.1%}: "
        f"not published; look at {printable(str(output.folder(plan.run)))}, then raise [budget] run or mend the rules"
    )


def _text_bytes(shard: Shard) -> int:
    """How much text a shard may hold."""
    return sum(piece.slice.size * (PACKED_FACTOR if _is_packed(piece.source) else 1) for piece in shard.pieces)


def _is_packed(source: Source) -> bool:
    return bool(source.compression) or source.format == "parquet"


def _check_space(output: Path, more: float) -> None:
    """Raises PlaceError where `more` bytes, of tables or of a run, may find no room."""
    need = int(more) + SPACE_FLOOR
    free = shutil.disk_usage(output).free
    if free < need:
        told = f"about {need / 1e6:,.0f} MB are needed and {free / 1e6:,.0f} MB are free"
        raise PlaceError(f"{printable(str(output))}: {told}; make room or choose another place")


def _write_times(output: Output, plan: Plan, started: datetime, seconds: float, status: str) -> None:
    times = {
        "run": plan.run,
        "status": status,
        "sequence": 1 + max((sequence_of(output, run) for run in output.runs()), default=0),
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "shards_made": len(plan.missing),
        "shards_reused": len(plan.known),
    }
    write_json(output.folder(plan.run) / "run.json", times)


def sequence_of(output: Output, run: str, status: str = "") -> int:
    """The how-manieth run of its folder this was; 0 for one that never finished, or not with `status`."""
    held = read_json(output.folder(run) / "run.json")
    fits = isinstance(held, dict) and status in ("", held.get("status"))
    return int(held["sequence"]) if fits and held else 0


def prune(output: Output, keep: int) -> None:
    """Delete all but the `keep` last runs; unfinished ones always, the published one never."""
    order = sorted(output.runs(), key=lambda run: -sequence_of(output, run))
    latest = output.latest()
    for place, run in enumerate(order):
        if run != latest and (place >= keep or not sequence_of(output, run)):
            output.remove(run)


def roll_back(root: Path) -> str:
    """Publish the run before the published one again; its id.

    Raises PlaceError where there is none, or another run is at work.
    """
    output = Output(root)
    latest = output.latest()
    if latest is None:
        raise PlaceError(f"{printable(str(root))} holds no published run")
    with output.locked():
        now = sequence_of(output, latest)
        older = {sequence_of(output, run, "published"): run for run in output.runs() if run != latest}
        places = [place for place in older if 0 < place < now]
        if not places:
            raise PlaceError(f"{printable(str(root))} holds no run older than {latest}; more are kept with --keep")
        output.publish(older[max(places)])
    return older[max(places)]


def check_places(inputs: Sequence[str], output: Path) -> None:
    """Raises UsageError where output and an input lie in one another, PlaceError where the output is a file."""
    target = Path(os.path.realpath(output))
    if target.exists() and not target.is_dir():
        raise PlaceError(f"{printable(str(output))} is a file; name a folder for the output")
    for given in (given for given in inputs if not is_remote(given)):
        source = Path(os.path.realpath(given))
        if source == target or target in source.parents or (source.is_dir() and source in target.parents):
            told = f"{printable(given)} and the output {printable(str(output))} lie in one another"
            raise UsageError(f"{told}; keep them apart")
