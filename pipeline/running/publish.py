"""The output folder: runs/<id>/, the symlink `latest` that is moved last, and the lock over all.

A reader who follows `latest` sees the old run or the new one, whole. Files that are not ours are never touched.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.errors import PlaceError
from pipeline.reading.names import printable
from pipeline.running.files import flush_folder, place, read_json

RUN_RE = re.compile(r"[0-9a-f]{16}")
FATES = ("corpus", "rejected")
HashOf = Callable[[Path], str]
Held = tuple[str, dict[str, Any]]
"""A run and the record of a shard that it finished."""


class Output:
    """An output folder on a local disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder and hold it alone. Raises PlaceError when another run does, or it cannot be made."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            raise PlaceError(f"{_told(self.root)} cannot be an output folder: {error.strerror}") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError as error:
            raise PlaceError(f"{_told(self.root)}: another run is at work there; wait for it or stop it") from error
        finally:
            os.close(handle)

    def folder(self, run: str) -> Path:
        """Where a run lies."""
        return self.root / "runs" / run

    def runs(self) -> list[str]:
        """The ids of all runs, finished or not, in no order that means anything."""
        runs = self.root / "runs"
        return sorted(entry.name for entry in os.scandir(runs) if RUN_RE.fullmatch(entry.name)) if runs.is_dir() else []

    def latest(self) -> str | None:
        """The id of the published run."""
        try:
            name = Path(os.readlink(self.root / "latest")).name
        except OSError:
            return None
        return name if RUN_RE.fullmatch(name) and self.folder(name).is_dir() else None

    def prepare(self, run: str) -> Path:
        """The folder of a run, with what a crash left half-written swept away.

        Raises PlaceError where it cannot be written, or where `latest` is not ours.
        """
        folder = self.folder(run)
        link = self.root / "latest"
        if os.path.lexists(link) and not link.is_symlink():
            raise PlaceError(f"{_told(link)} is not a symlink of ours; move it away or choose another output folder")
        try:
            shutil.rmtree(folder / ".tmp", ignore_errors=True)
            for name in (*FATES, "shards", ".tmp"):
                (folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PlaceError(f"{_told(folder)} cannot be written: {error.strerror}") from error
        return folder

    def finished(self, name: str, key: str, runs: Iterable[str], hash_of: HashOf) -> Held | None:
        """(run, record) of a shard that one of `runs` finished and whose files verify. `name` is its record's."""
        for run in runs:
            record = read_json(self.folder(run) / "shards" / name)
            if isinstance(record, dict) and record.get("key") == key and self._verifies(run, record, hash_of):
                return run, record
        return None

    def _verifies(self, run: str, record: dict[str, Any], hash_of: HashOf) -> bool:
        for fate in FATES:
            if part := record.get(fate):
                path = self.folder(run) / fate / part["file"]
                if _size(path) != part["bytes"] or hash_of(path) != part["sha256"]:
                    return False
        return True

    def link(self, name: str, record: dict[str, Any], old: str, new: str) -> None:
        """Take a finished shard of run `old` over into run `new`; its record, last, makes it count."""
        files = [(fate, record[fate]["file"]) for fate in FATES if record[fate]]
        for folder, file in [*files, ("shards", name)]:
            source, target = self.folder(old) / folder / file, self.folder(new) / folder / file
            temporary = self.folder(new) / ".tmp" / f"{folder}-{file}"
            temporary.unlink(missing_ok=True)
            try:
                os.link(source, temporary)
            except OSError:
                shutil.copyfile(source, temporary)
            place(temporary, target)

    def tidy(self, run: str, records: Iterable[dict[str, Any]], names: Iterable[str]) -> None:
        """Remove from a run's folder what no record names."""
        wanted = {(fate, record[fate]["file"]) for record in records for fate in FATES if record[fate]}
        wanted |= {("shards", name) for name in names}
        folder = self.folder(run)
        _sweep(folder)
        for part in (*FATES, "shards"):
            for entry in list(os.scandir(folder / part)):
                if (part, entry.name) not in wanted:
                    os.unlink(entry.path)
            flush_folder(folder / part)
        flush_folder(folder)
        flush_folder(folder.parent)

    def sweep(self) -> None:
        """Remove what a crash left half-done."""
        _sweep(self.root)
        if (self.root / "runs").is_dir():
            _sweep(self.root / "runs")
        for run in self.runs():
            _sweep(self.folder(run))

    def publish(self, run: str) -> None:
        """Move `latest` to a run that is whole."""
        temporary = self.root / f".latest.{os.getpid()}.tmp"
        temporary.unlink(missing_ok=True)
        os.symlink(os.path.join("runs", run), temporary)
        os.replace(temporary, self.root / "latest")
        flush_folder(self.root)

    def remove(self, run: str) -> None:
        """Delete a run that is not the published one: out of sight first, so that no half of it is seen."""
        doomed = self.root / "runs" / f".{run}.tmp"
        shutil.rmtree(doomed, ignore_errors=True)
        os.rename(self.folder(run), doomed)
        shutil.rmtree(doomed)


def _sweep(folder: Path) -> None:
    """Remove our temporary names: those that start with a dot and end in .tmp."""
    for entry in list(os.scandir(folder)):
        if entry.name.startswith(".") and entry.name.endswith(".tmp"):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                os.unlink(entry.path)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _told(path: Path) -> str:
    return printable(str(path))


def resolve_run(root: Path) -> Path:
    """The folder of the run that `root` shows: an output folder's latest run, or a run's own folder.

    Raises PlaceError where there is none.
    """
    run = Output(root).latest()
    folder = Output(root).folder(run) if run else root
    if read_json(folder / "manifest.json") is None:
        raise PlaceError(
            f"{_told(root)} holds no finished run; make one with: python -m pipeline run INPUT --output {_told(root)}"
        )
    return folder
