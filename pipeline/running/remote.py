"""An output in an object store: made and checked in a local folder, then put there, the pointer last.

`latest.json` names the published run; a reader who goes by it sees the old run or the new one, whole. Object stores
have no lock that every one of them honours: schedule one run at a time.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.errors import PlaceError
from pipeline.reading.names import printable
from pipeline.reading.remote import filesystem_of, list_files, open_remote, told
from pipeline.running.files import read_json
from pipeline.running.publish import FATES, RUN_RE, Output

POINTER = "latest.json"
MEMORY = (".fingerprints.json",)
BLOCK = 8 << 20


class Store:
    """A folder in an object store. Every method raises PlaceError where the store refuses."""

    def __init__(self, uri: str) -> None:
        self.uri = uri.rstrip("/")
        self._filesystem, self._root = filesystem_of(uri)

    def latest(self) -> str | None:
        """The id of the published run."""
        data = self._get(POINTER)
        run = json.loads(data)["run"] if data else None
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
        """Put a run's objects that are not there, check their sizes, and then move the pointer."""
        folder = root / "runs" / run
        there = {one.name: one.size for one in list_files(f"{self.uri}/runs/{run}/")}
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        for path in files:
            name = path.relative_to(folder).as_posix()
            if not name.endswith(".parquet") or there.get(name) != path.stat().st_size:
                self._put(f"runs/{run}/{name}", path)
        for name in MEMORY:
            if (root / name).exists():
                self._put(name, root / name)
        self.point(run)

    def point(self, run: str) -> None:
        """Publish a run that is there whole."""
        with told(self.uri), self._filesystem.open_output_stream(f"{self._root}/{POINTER}") as stream:
            stream.write(json.dumps({"run": run, "path": f"runs/{run}"}).encode())

    def runs(self) -> list[tuple[int, str]]:
        """(sequence number, id) of every finished run, oldest first."""
        found = []
        for one in list_files(f"{self.uri}/runs/"):
            run, _, name = one.name.partition("/")
            if name == "run.json" and RUN_RE.fullmatch(run):
                times = json.loads(self._get(f"runs/{one.name}") or b"{}")
                if times.get("status") == "published":
                    found.append((int(times.get("sequence", 0)), run))
        return sorted(found)

    def where(self) -> str:
        """The address of the published run. Raises PlaceError where there is none."""
        run = self.latest()
        if run is None:
            raise PlaceError(f"{printable(self.uri)} holds no published run")
        return f"{self.uri}/runs/{run}"

    def roll_back(self) -> str:
        """Publish the run before the published one again; its id. Raises PlaceError where there is none."""
        order = [run for _, run in self.runs()]
        latest = self.latest()
        older = order[: order.index(latest)] if latest in order else []
        if not older:
            raise PlaceError(f"{printable(self.uri)} holds no run older than {latest}; more are kept with --keep")
        self.point(older[-1])
        return older[-1]

    def prune(self, keep: int) -> None:
        """Delete all but the `keep` last runs; the published one never."""
        latest = self.latest()
        for _, run in self.runs()[:-keep]:
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
        for one in list_files(f"{self.uri}/{name}/"):
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
                raise PlaceError(f"{printable(self.uri)}/{name}: what arrived is not what was sent; run again")


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


def hand_over(store: Store, root: Path, keep: int) -> dict[str, Any]:
    """Put the run that `root` shows into the store and publish it; what its run.json says."""
    run = Output(root).latest()
    if run is None:
        raise PlaceError(f"{store.uri}: no run to publish")
    if run != store.latest():
        store.push(run, root)
        store.prune(keep)
    return dict(read_json(root / "runs" / run / "run.json") or {})
