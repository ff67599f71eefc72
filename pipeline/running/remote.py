"""An output in an object store: made and checked in a local folder (of TMPDIR), then put there, the pointer last.

`latest.json` names the published run; a reader who goes by it sees the old run or the new one, whole. Object stores
have no lock. A run puts its mark there, `running.json`, and renews it; one that finds the fresh mark of another, at its
start or before it moves the pointer, stops. What is left is the moment between that last look and the pointer's move.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

from pipeline.errors import PlaceError
from pipeline.reading.names import printable
from pipeline.reading.remote import below, filesystem_of, list_files, open_remote, shown, told
from pipeline.running.files import read_json
from pipeline.running.publish import FATES, RUN_RE, Output

POINTER = "latest.json"
TIMES = "run.json"
MARK = "running.json"
MARK_SECONDS = 30
"""How often a run renews its mark."""
DEAD_SECONDS = 300
"""Age of a mark from which its run is taken for dead. Clocks here and in the store may differ by less."""
SETTLE_SECONDS = 1
"""How long a run waits after it put its mark, to see whether another has put its own over it."""
MEMORY = (".fingerprints.json",)
BLOCK = 8 << 20


class Store:
    """A folder in an object store. Every method raises PlaceError where the store refuses."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._filesystem, self._root = filesystem_of(uri)

    def __str__(self) -> str:
        return printable(shown(self.uri).rstrip("/"))

    @contextmanager
    def marked(self) -> Iterator[Mark]:
        """Hold the store as the one run at work there. Raises PlaceError where another is."""
        mark = Mark(self)
        try:
            mark.put()
            yield mark
        finally:
            mark.remove()

    def latest(self) -> str | None:
        """The id of the published run."""
        run = (self.read(POINTER)[0] or {}).get("run")
        return run if isinstance(run, str) and RUN_RE.fullmatch(run) else None

    def pull(self, run: str, root: Path) -> None:
        """Fetch a run into the output folder `root`."""
        for name in (*FATES, "shards"):
            (root / "runs" / run / name).mkdir(parents=True)
        self._fetch(f"runs/{run}", root / "runs" / run)

    def pull_memory(self, root: Path) -> None:
        """Fetch what was remembered about the input, if anything was."""
        for name in MEMORY:
            if data := self._get(name):
                (root / name).write_bytes(data)

    def push(self, run: str, root: Path) -> None:
        """Put a run's objects that are not there, the one that calls it finished last; checks their sizes."""
        folder = root / "runs" / run
        there = {one.name: one.size for one in list_files(below(self.uri, f"runs/{run}"))}
        files = sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.name == TIMES)
        for path in files:
            name = path.relative_to(folder).as_posix()
            if not name.endswith(".parquet") or there.get(name) != path.stat().st_size:
                self._put(f"runs/{run}/{name}", path)
        for name in MEMORY:
            if (root / name).exists():
                self._put(name, root / name)

    def point(self, run: str) -> None:
        """Publish a run that is there whole."""
        self.write(POINTER, {"run": run, "path": f"runs/{run}"})

    def write(self, name: str, value: Any) -> None:
        """Put an object that holds `value` as JSON."""
        with told(self.uri), self._filesystem.open_output_stream(f"{self._root}/{name}") as stream:
            stream.write(json.dumps(value).encode())

    def read(self, name: str) -> tuple[dict[str, Any] | None, float]:
        """The JSON object in `name`, None where there is none, and its age in seconds by the clock of this machine."""
        data = self._get(name)
        with told(self.uri):
            stamp = self._filesystem.get_file_info(f"{self._root}/{name}").mtime_ns or 0
        return _parsed(data), time.time() - stamp / 1e9

    def delete(self, name: str) -> None:
        """Remove an object."""
        with told(self.uri):
            self._filesystem.delete_file(f"{self._root}/{name}")

    def runs(self) -> list[str]:
        """The ids of all runs, the unfinished ones first, then the others, oldest first."""
        names = {one.name.partition("/")[0] for one in list_files(below(self.uri, "runs"))}
        return sorted(filter(RUN_RE.fullmatch, names), key=lambda run: (self._sequence(run), run))

    def _sequence(self, run: str) -> int:
        """The how-manieth run this was; 0 for one that is unfinished."""
        times = self.read(f"runs/{run}/{TIMES}")[0] or {}
        return int(times["sequence"]) if times.get("status") == "published" else 0

    def where(self) -> str:
        """The address of the published run. Raises PlaceError where there is none."""
        run = self.latest()
        if run is None:
            raise PlaceError(f"{self} holds no published run")
        return shown(below(self.uri, f"runs/{run}"))

    def roll_back(self) -> str:
        """Publish the run before the published one again; its id. Raises PlaceError where there is none."""
        order = [run for run in self.runs() if self._sequence(run)]
        latest = self.latest()
        older = order[: order.index(latest)] if latest in order else []
        if not older:
            raise PlaceError(f"{self} holds no run older than {latest}; more are kept with --keep")
        self.point(older[-1])
        return older[-1]

    def prune(self, keep: int) -> None:
        """Delete all but the `keep` last runs, unfinished ones always; the published one never."""
        latest = self.latest()
        for run in self.runs()[:-keep]:
            if run != latest:
                with told(self.uri):
                    self._filesystem.delete_dir(f"{self._root}/runs/{run}")

    def _get(self, name: str) -> bytes | None:
        from pyarrow import fs

        with told(self.uri):
            if self._filesystem.get_file_info(f"{self._root}/{name}").type != fs.FileType.File:
                return None
            with self._filesystem.open_input_file(f"{self._root}/{name}") as file:
                return bytes(file.read())

    def _fetch(self, name: str, folder: Path) -> None:
        for one in list_files(below(self.uri, name)):
            target = folder / one.name
            target.parent.mkdir(parents=True, exist_ok=True)
            with told(one.uri), open_remote(one.uri) as source, open(target, "wb") as file:
                shutil.copyfileobj(source, file, BLOCK)

    def _put(self, name: str, path: Path) -> None:
        """One object, whole. A stream that an error ends may leave a cut object, so its size is looked at."""
        with told(self.uri):
            with open(path, "rb") as file, self._filesystem.open_output_stream(f"{self._root}/{name}") as stream:
                while block := file.read(BLOCK):
                    stream.write(block)
            if self._filesystem.get_file_info(f"{self._root}/{name}").size != path.stat().st_size:
                raise PlaceError(f"{self}/{name}: what arrived is not what was sent; run again")


def _parsed(data: bytes | None) -> dict[str, Any] | None:
    try:
        value = json.loads(data or b"null")
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


class Mark:
    """The sign that a run is at work in a store, renewed by a thread."""

    def __init__(self, store: Store) -> None:
        self._store, self._own = store, {"token": os.urandom(16).hex(), "host": os.uname().nodename}
        self._stop = Event()
        self._thread = Thread(target=self._renew, daemon=True)

    def put(self) -> None:
        """Put the mark and keep it fresh. Raises PlaceError where another run is at work."""
        self._refuse_another()
        self._store.write(MARK, self._own)
        time.sleep(SETTLE_SECONDS)
        self.check()
        self._thread.start()

    def check(self) -> None:
        """Raises PlaceError where another run has put its own mark since, or somebody took ours away."""
        self._refuse_another()
        if self._store.read(MARK)[0] != self._own:
            raise PlaceError(f"{self._store}: {MARK} is no longer that of this run; run again")

    def remove(self) -> None:
        """Take the mark away, if it is ours."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._store.read(MARK)[0] == self._own:
            self._store.delete(MARK)

    def _refuse_another(self) -> None:
        held, age = self._store.read(MARK)
        if held is not None and held != self._own and age < DEAD_SECONDS:
            told = f"another run is at work there, on {printable(str(held.get('host')))}, seen {max(age, 0):.0f} s ago"
            raise PlaceError(
                f"{self._store}: {told}; wait for it, or {DEAD_SECONDS} s if it died, or delete {MARK} there"
            )

    def _renew(self) -> None:
        while not self._stop.wait(MARK_SECONDS):
            with suppress(PlaceError):
                if self._store.read(MARK)[0] == self._own:
                    self._store.write(MARK, self._own)


@contextmanager
def staged(uri: str) -> Iterator[tuple[Store, Path]]:
    """A store, and a local output folder that shows its published run; the folder is gone at the end."""
    store = Store(uri)
    with tempfile.TemporaryDirectory(prefix="pipeline-") as folder:
        root = Path(folder) / "output"
        root.mkdir()
        latest = store.latest()
        if latest:
            store.pull(latest, root)
            Output(root).publish(latest)
        store.pull_memory(root)
        yield store, root


def hand_over(store: Store, mark: Mark, root: Path, keep: int) -> dict[str, Any]:
    """Put the run that `root` shows into the store and publish it; what its run.json says.

    Raises PlaceError where the mark says that another run is at work there; nothing is published then."""
    run = Output(root).latest()
    if run is None:
        raise PlaceError(f"{store}: no run to publish")
    if run != store.latest():
        store.push(run, root)
        mark.check()
        store.point(run)
        store.prune(keep)
    return dict(read_json(root / "runs" / run / TIMES) or {})
