"""What a run would do and why: its shards, those that an earlier run finished, what became of the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import UsageError
from pipeline.reading.columns import Columns
from pipeline.reading.html import extractor
from pipeline.reading.plan import Shard, plan_shards, run_id
from pipeline.reading.sources import EXTRACTED, find_sources
from pipeline.recipe import Recipe
from pipeline.running.files import read_json
from pipeline.running.fingerprints import Fingerprints
from pipeline.running.publish import Held, Output
from pipeline.running.rows import read_records
from pipeline.running.shard import record_name


class Request(NamedTuple):
    """What `run` was asked to do."""

    inputs: Sequence[str]
    output: Path
    recipe: Recipe
    columns: Columns = Columns()
    workers: int = 0
    force: bool = False
    rehash: bool = False
    keep: int = 2


class Plan(NamedTuple):
    """The shards of a run, the run's id, and by shard key what is finished already. `decisive` is all but the
    input that decides the output."""

    run: str
    shards: Sequence[Shard]
    known: Mapping[str, Held]
    decisive: Sequence[str]

    @property
    def missing(self) -> list[Shard]:
        """The shards that are to be made, the biggest first."""
        return sorted((shard for shard in self.shards if shard.key not in self.known), key=lambda shard: -shard.size)


def make_plan(request: Request, output: Output, prints: Fingerprints) -> Plan:
    """Raises UsageError for inputs that cannot be used."""
    sources = find_sources(request.inputs)
    decisive = [request.recipe.digest, *request.columns]
    if any(source.format in EXTRACTED for source in sources):
        decisive.append(extractor())
    shards = plan_shards(sources, decisive, prints.slices_of)
    _refuse_equal_names(shards)
    run = run_id(shards, decisive)
    runs = sorted(output.runs(), key=lambda name: (name != run, name != output.latest(), name))
    found = {
        shard.key: output.finished(record_name(shard.key), shard.key, runs, prints.sha256_of)
        for shard in ([] if request.force else shards)
    }
    return Plan(run, shards, {key: held for key, held in found.items() if held}, decisive)


def _refuse_equal_names(shards: Iterable[Shard]) -> None:
    names: dict[str, str] = {}
    for shard in shards:
        if names.setdefault(record_name(shard.key), shard.key) != shard.key:
            raise UsageError(f"two shards share the name {record_name(shard.key)}; move one file to another folder")


def preview(request: Request) -> Iterator[str]:
    """What a run would do, line by line; nothing is written."""
    output = Output(request.output)
    plan = make_plan(request, output, Fingerprints(request.output, trusted=not request.rehash))
    latest = output.latest()
    if latest == plan.run and not plan.missing:
        yield f"nothing to do: run {plan.run} is whole and published"
        return
    yield from _changes(output, latest, plan, request.recipe)
    size = sum(shard.size for shard in plan.missing) / 1e6
    yield f"{len(plan.missing)} of {len(plan.shards)} shards would be made ({size:.1f} MB), {len(plan.known)} taken over"


def _changes(output: Output, latest: str | None, plan: Plan, recipe: Recipe) -> Iterator[str]:
    if latest is None:
        yield "no earlier run is published here"
        return
    manifest = read_json(output.folder(latest) / "manifest.json") or {}
    for key in sorted(_differences(manifest.get("recipe", {}), recipe.resolved)):
        yield f"recipe changed: {key}"
    old = _contents(record["pieces"] for record in read_records(output.folder(latest)))
    new = _contents(
        [(piece.source.name, piece.slice.first, piece.slice.sha256) for piece in shard.pieces] for shard in plan.shards
    )
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            what = "new" if name not in old else "removed" if name not in new else "changed"
            yield f"{what}: {name}"


def _contents(pieces: Iterable[Iterable[Sequence[Any]]]) -> dict[str, set[tuple[Any, ...]]]:
    """Source -> (first record, hash) of each of its slices."""
    found: dict[str, set[tuple[Any, ...]]] = {}
    for group in pieces:
        for name, *content in group:
            found.setdefault(name, set()).add(tuple(content))
    return found


def _differences(old: Any, new: Any, key: str = "") -> Iterator[str]:
    """Dotted names of what differs between two trees of plain data."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in old.keys() | new.keys():
            yield from _differences(old.get(name), new.get(name), f"{key}.{name}" if key else name)
    elif old != new:
        yield key
