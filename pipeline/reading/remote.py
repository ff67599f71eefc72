"""Object stores (s3://, gs://) as places to read from, by way of pyarrow.fs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import Any, BinaryIO, NamedTuple

from pipeline.errors import PlaceError
from pipeline.reading.names import printable

SCHEMES = ("s3://", "gs://")
GLOB_SIGNS = "*?["


class RemoteFile(NamedTuple):
    """An object: its name below the place that was asked for, its address, its size in bytes, and a stamp that
    changes when it does."""

    name: str
    uri: str
    size: int
    stamp: str


def is_remote(place: str) -> bool:
    """Whether `place` is an address in an object store."""
    return place.startswith(SCHEMES)


def filesystem_of(uri: str) -> tuple[Any, str]:
    """The pyarrow filesystem of an address and the path in it. Raises PlaceError."""
    from pyarrow import fs

    with told(uri):
        filesystem, path = fs.FileSystem.from_uri(uri)
        return filesystem, path.rstrip("/")


@contextmanager
def told(uri: str) -> Iterator[None]:
    """Turn what a store or its client raises into a PlaceError of one line."""
    try:
        yield
    except (OSError, ValueError, NotImplementedError) as error:
        message = str(error).partition("\n")[0][:300]
        raise PlaceError(
            f"{printable(uri)} cannot be used: {message}; check address, region and credentials"
        ) from error


def list_files(uri: str) -> list[RemoteFile]:
    """Every object at, or below, an address; `*`, `?` and `[` make it a pattern, in which `*` matches a slash too."""
    from pyarrow import fs

    filesystem, path = filesystem_of(uri)
    scheme = uri.partition("://")[0]
    fixed = path
    if any(sign in path for sign in GLOB_SIGNS):
        fixed = path[: min(path.find(sign) for sign in GLOB_SIGNS if sign in path)].rpartition("/")[0]
    with told(uri):
        info = filesystem.get_file_info(fixed)
        if info.type == fs.FileType.File:
            found = [info]
            fixed = fixed.rpartition("/")[0]
        else:
            found = filesystem.get_file_info(fs.FileSelector(fixed, allow_not_found=True, recursive=True))
    files = [one for one in found if one.type == fs.FileType.File and (fixed == path or _fits(one.path, path, fixed))]
    return [
        RemoteFile(one.path[len(fixed) :].lstrip("/"), f"{scheme}://{one.path}", one.size, f"{one.mtime_ns or 0} 0")
        for one in files
    ]


def _fits(found: str, path: str, fixed: str) -> bool:
    return (
        found == path or fnmatchcase(found, path) or (not any(sign in path for sign in GLOB_SIGNS) and fixed in found)
    )


def open_remote(uri: str) -> BinaryIO:
    """An object as a file that can be read at any place. Raises OSError."""
    filesystem, path = filesystem_of(uri)
    return filesystem.open_input_file(path)  # type: ignore[no-any-return]
