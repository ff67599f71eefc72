"""What a run would do and why: its shards, those that an earlier run finished, what became of the sources."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.errors import UsageError
from pipeline.reading.html import extractor
from pipeline.reading.plan import Shard, plan_shards, run_id
from pipeline.reading.remote import is_remote
from pipeline.reading.sources import EXTRACTED, find_sources
from pipeline.recipe import Recipe
from pipeline.running.engines import open_engine
from pipeline.running.files import read_json
from pipeline.running.fingerprints import Fingerprints
from pipeline.running.lookups import Found, copied_tables, find_lookups, known_lost
from pipeline.running.publish import Held, Output
from pipeline.running.request import Request
from pipeline.running.rows import read_records
from pipeline.running.shard import Lookup, Task, record_name


class Plan(NamedTuple):
    """The shards of a run, the run's id, and by shard key what is finished already. `decisive` is all but the
    input that decides the output; `lookups` says by shard key what is looked up."""

    run: str
    shards: Sequence[Shard]
    known: Mapping[str, Held]
    decisive: Sequence[str]
    lookups: Mapping[str, Lookup]

    @property
    def missing(self) -> list[Shard]:
        """The shards that are to be made, the biggest first."""
        return sorted((shard for shard in self.shards if shard.key not in self.known), key=lambda shard: -shard.size)


class Draft(NamedTuple):
    """A task for every shard, before anything is looked up (`folder` is the output folder), and all but the input
    that decides the output."""

    tasks: Sequence[Task]
    decisive: Sequence[str]


def make_draft(request: Request, prints: Fingerprints) -> Draft:
    """Raises UsageError for inputs that cannot be used."""
    # Absolute, for an engine may work in another folder.
    found = find_sources(request.inputs)
    sources = [
        source._replace(path=source.path if is_remote(source.path) else os.path.abspath(source.path))
        for source in found
    ]
    decisive = [request.recipe.digest, *request.columns]
    if any(source.format in EXTRACTED for source in sources):
        decisive.append(extractor())
    shards = plan_shards(sources, decisive, prints.slices_of)
    return Draft(
        [Task(shard, request.recipe, request.columns, request.output.absolute()) for shard in shards], decisive
    )


def make_plan(request: Request, output: Output, prints: Fingerprints, draft: Draft, found: Found) -> Plan:
    """The plan for the shards of `draft`, which look up what was `found`.

    Raises UsageError for shards that share a name.
    """
    keyed = {found.key(task.shard): task for task in draft.tasks}
    shards = [task.shard._replace(key=key) for key, task in keyed.items()]
    lookups = {key: found.lookups[task.shard.key] for key, task in keyed.items()}
    decisive = draft.decisive
    _refuse_equal_names(shards)
    run = run_id(shards, decisive)
    runs = sorted(output.runs(), key=lambda name: (name != run, name != output.latest(), name))
    finished = {
        shard.key: output.finished(record_name(shard.key), shard.key, runs, prints.sha256_of)
        for shard in ([] if request.force else shards)
    }
    return Plan(run, shards, {key: held for key, held in finished.items() if held}, decisive, lookups)


def _refuse_equal_names(shards: Iterable[Shard]) -> None:
    names: dict[str, str] = {}
    for shard in shards:
        if names.setdefault(record_name(shard.key), shard.key) != shard.key:
            raise UsageError(f"two shards share the name {record_name(shard.key)}; move one file to another folder")


def preview(request: Request) -> Iterator[str]:
    """What a run would do, line by line; nothing is written."""
    output = Output(request.output)
    prints = Fingerprints(request.output, trusted=not request.rehash)
    draft = make_draft(request, prints)
    with copied_tables(request.output) as folder, open_engine(request) as engine:
        aside = [task._replace(folder=folder) for task in draft.tasks]
        plan = make_plan(request, output, prints, draft, find_lookups(aside, engine, known_lost(aside)))
    latest = output.latest()
    if latest == plan.run and not plan.missing:
        yield f"nothing to do: run {plan.run} is whole and published"
        return
    yield from _changes(output, latest, plan, request.recipe)
    size = sum(shard.size for shard in plan.missing) / 1e6
    told = f"{len(plan.missing)} of {len(plan.shards)} shards would be made ({size:.1f} MB)"
    yield f"{told}, {len(plan.known)} taken over"


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
