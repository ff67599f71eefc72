"""What the arguments of `run` name: every file below them as a `Source`, in the order of their names.

Nothing is opened here. Links, FIFOs, sockets and devices inside a folder become sources that are rejects.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import PlaceError, UsageError
from pipeline.reading.compression import COMPRESSIONS
from pipeline.reading.names import printable, source_name
from pipeline.reading.remote import RemoteFile, is_remote, list_files, printable_place

FORMATS = {
    ".txt": "txt",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".html": "html",
    ".htm": "html",
    ".warc": "warc",
    ".wet": "warc",
}
EXTRACTED = ("html", "warc")
"""Formats whose source text an extractor made: their payload does not come back from it."""
GLOB_SIGNS = "*?["


class Source(NamedTuple):
    """One stored file.

    `name` is the column `source`: the path relative to the input root; `path` is where it is opened.
    `stamp` changes when the file does (mtime and inode). With a `reason` it is a reject as a whole.
    """

    name: str
    path: str
    format: str
    compression: str
    size: int
    stamp: str
    reason: str = ""
    detail: str = ""


class Root(NamedTuple):
    """A file or folder that an argument names. A link is followed only where a person named it (`follow`)."""

    path: str
    name: str
    follow: bool


def find_sources(inputs: Sequence[str]) -> list[Source]:
    """Every file that `inputs` (files, folders, globs) name, ordered by source name.

    Raises PlaceError for an input that does not exist or holds no file, UsageError for two roots, or two files,
    of one name.
    """
    _refuse_twins(
        [(os.path.basename(os.path.realpath(given)), given) for given in inputs if os.path.exists(given)], "roots"
    )
    near, far = [given for given in inputs if not is_remote(given)], [given for given in inputs if is_remote(given)]
    sources = sorted(
        [
            *(source for given in near for root in _roots(given) for source in _walk(root)),
            *(_object(found) for given in far for found in list_files(given)),
        ]
    )
    if not sources:
        raise PlaceError(f"no input: {', '.join(map(printable_place, inputs)) or 'nothing was named'} holds no file")
    _refuse_twins([(source.name, source.path) for source in sources], "files")
    return sources


def _refuse_twins(named: Iterable[tuple[str, str]], what: str) -> None:
    seen: dict[str, str] = {}
    for name, path in named:
        if name in seen:
            raise UsageError(
                f"two input {what} have the name {printable(name)}: {printable_place(seen[name])} and "
                f"{printable_place(path)}; name their common folder instead, or rename one"
            )
        seen[name] = path


def _roots(given: str) -> list[Root]:
    if os.path.isdir(given):
        return [Root(os.path.realpath(given), "", True)]
    if os.path.exists(given):
        return [Root(given, os.path.basename(given), True)]
    if any(sign in given for sign in GLOB_SIGNS):
        fixed = _fixed_part(given)
        found = sorted(glob.glob(given, recursive=True, include_hidden=True))
        return [Root(path, os.path.relpath(path, fixed), False) for path in found if not _is_folder(path)]
    raise PlaceError(f"{printable(given)}: no such file or folder")


def _is_folder(path: str) -> bool:
    return stat.S_ISDIR(os.lstat(path).st_mode)


def _fixed_part(pattern: str) -> str:
    """The folder above the first part of a glob that holds a sign."""
    parts = Path(pattern).parts
    first = next(i for i, part in enumerate(parts) if any(sign in part for sign in GLOB_SIGNS))
    return str(Path(*parts[:first]))


def _walk(root: Root) -> Iterator[Source]:
    if not os.path.isdir(root.path):
        yield _source(root.path, root.name, os.stat(root.path) if root.follow else os.lstat(root.path))
        return
    pending = [(root.path, root.name)]
    while pending:
        folder, below = pending.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            yield _reject(folder, below, "unreadable", error.strerror or "the folder cannot be listed")
            continue
        for entry in entries:
            called = os.path.join(below, entry.name)
            if entry.is_dir(follow_symlinks=False):
                pending.append((entry.path, called))
            else:
                yield _source(entry.path, called, entry.stat(follow_symlinks=False))


def _source(path: str, name: str, status: os.stat_result) -> Source:
    if not stat.S_ISREG(status.st_mode):
        return _reject(path, name, "not_a_file", f"{_kind(status.st_mode)}; only regular files are read")
    kind, compression = type_of(name)
    stamp = f"{status.st_mtime_ns} {status.st_ino}"
    source = Source(source_name(name), path, kind, compression, status.st_size, stamp)
    if kind:
        return source
    return source._replace(reason="unknown_type", detail=f"known types: {', '.join(FORMATS)}")


def _object(found: RemoteFile) -> Source:
    kind, compression = type_of(found.name)
    source = Source(source_name(found.name), found.uri, kind, compression, found.size, found.stamp)
    return source if kind else source._replace(reason="unknown_type", detail=f"known types: {', '.join(FORMATS)}")


def _reject(path: str, name: str, reason: str, detail: str) -> Source:
    return Source(source_name(name), path, "", "", 0, "", reason, detail)


def _kind(mode: int) -> str:
    kinds = {stat.S_IFLNK: "a link", stat.S_IFIFO: "a FIFO", stat.S_IFSOCK: "a socket"}
    return kinds.get(stat.S_IFMT(mode), "a device")


def type_of(name: str) -> tuple[str, str]:
    """(format, compression) of a file by the end of its name; an unknown format is empty."""
    stem, suffix = os.path.splitext(name.lower())
    if suffix in COMPRESSIONS:
        return FORMATS.get(os.path.splitext(stem)[1], ""), COMPRESSIONS[suffix]
    return FORMATS.get(suffix, ""), ""
