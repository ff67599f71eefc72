"""What files hold, remembered by path, size and stamp (mtime and inode): a night reads only what is new."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import PlaceError
from pipeline.reading.limits import SHARD_BYTES
from pipeline.reading.names import printable
from pipeline.reading.plan import Slice, read_slices
from pipeline.reading.remote import shown
from pipeline.reading.sources import Source
from pipeline.running.files import read_json, write_whole

FILE = ".fingerprints.json"
YOUNG_SECONDS = 2
"""A file changed so short before it was read may change again without a new mtime: it is not remembered."""


class Fingerprints:
    """`slices_of(source)`, remembered in one file of the output folder. `trusted` false: read everything again."""

    def __init__(self, folder: Path, *, trusted: bool = True) -> None:
        self._path = folder / FILE
        held = read_json(self._path) if trusted else None
        if not isinstance(held, dict) or held.get("slice") != SHARD_BYTES:
            held = {"files": {}}
        self._old: dict[str, list[Any]] = held["files"]
        self._new: dict[str, list[Any]] = {}

    def slices_of(self, source: Source) -> Sequence[Slice]:
        """The slices of a file, read again only where its size or stamp changed.

        Raises PlaceError for a file that vanished or cannot be read.
        """
        place = shown(source.path)
        known = self._old.get(place)
        if known and known[:2] == [source.size, source.stamp]:
            self._new[place] = known
            return [Slice(*part) for part in known[2]]
        before = time.time()
        slices = read_slices(source)
        if _mtime(source) < before - YOUNG_SECONDS:
            self._new[place] = [source.size, source.stamp, [list(part) for part in slices]]
        return slices

    def sha256_of(self, path: Path) -> str:
        """The hash of one of our own files, as 64 hex digits; empty where it cannot be read."""
        try:
            status = path.stat()
            source = Source(str(path), str(path), "", "", status.st_size, f"{status.st_mtime_ns} {status.st_ino}")
            return self.slices_of(source)[0].sha256
        except OSError:
            return ""

    def trust(self, path: Path, sha256: str) -> None:
        """Remember the hash of a file that we have just written ourselves."""
        status = path.stat()
        part = [0, status.st_size, 0, status.st_size, sha256]
        self._new[str(path)] = [status.st_size, f"{status.st_mtime_ns} {status.st_ino}", [part]]

    def save(self) -> None:
        """Keep what was learnt; files that were not asked for are forgotten. Nothing is written for nothing new."""
        if self._new == self._old:
            return
        data = {"slice": SHARD_BYTES, "files": self._new}
        try:
            write_whole(self._path, json.dumps(data, sort_keys=True).encode())
        except OSError as error:
            raise PlaceError(f"{printable(str(self._path))} cannot be written: {error.strerror}") from error


def _mtime(source: Source) -> float:
    return int(source.stamp.split()[0]) / 1e9
