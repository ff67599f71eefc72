"""Object stores (s3://, gs://) as places to read from, by way of pyarrow.fs.

An address is `scheme://bucket/path`, perhaps with options as pyarrow has them at its end, `?endpoint_override=...`. The
path is written as it is, blanks and all. The stamp of an object is the time that the store gave it: nobody can set it,
so it tells as much as an ETag, which pyarrow's listings do not have and which would cost a request for each object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, BinaryIO, NamedTuple

from pipeline.errors import PlaceError
from pipeline.reading.names import printable

SCHEMES = ("s3://", "gs://")
GLOB_SIGNS = "*?["
ADDRESS_RE = re.compile(
    r"(?s)(?P<scheme>\w+)://(?P<user>[^@/]*@)?(?P<bucket>[^/?]*)(?P<path>.*?)(?P<options>\?\w+=[^&/]*(?:&\w+=[^&/]*)*)?"
)


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
    held = _parts(uri)
    with told(uri):
        filesystem = _filesystem(f"{held['scheme']}://{held['user']}{held['bucket']}{held['options']}")
        return filesystem, f"{held['bucket']}{held['path']}".rstrip("/")


@lru_cache(maxsize=16)
def _filesystem(bucket: str) -> Any:
    """Opened once a process: finding a bucket's region takes a request."""
    from pyarrow import fs

    return fs.FileSystem.from_uri(bucket)[0]


def _parts(uri: str) -> dict[str, str]:
    found = ADDRESS_RE.fullmatch(uri)
    if found is None:
        raise PlaceError(f"{printable(uri)} is no address of an object store")
    return {name: part or "" for name, part in found.groupdict().items()}


def below(uri: str, name: str) -> str:
    """The address of `name` in the folder `uri`."""
    held = _parts(uri)
    return "{scheme}://{user}{bucket}{path}/{name}{options}".format(
        **held | {"path": held["path"].rstrip("/"), "name": name}
    )


def shown(uri: str) -> str:
    """An address without what may hold a secret, and without options; a local path as it is."""
    if not is_remote(uri):
        return uri
    held = _parts(uri)
    return f"{held['scheme']}://{held['bucket']}{held['path']}"


def printable_place(place: str) -> str:
    """A path or an address as messages may show it."""
    return printable(shown(place))


@contextmanager
def told(uri: str) -> Iterator[None]:
    """Turn what a store or its client raises into a PlaceError of one line."""
    try:
        yield
    except (OSError, ValueError, NotImplementedError) as error:
        message = str(error).partition("\n")[0][:300]
        raise PlaceError(
            f"{printable_place(uri)} cannot be used: {message}; check address, region and credentials"
        ) from error


def list_files(uri: str) -> list[RemoteFile]:
    """Every object at, or below, an address; `*`, `?` and `[` make it a pattern, in which `*` matches a slash too."""
    from pyarrow import fs

    filesystem, path = filesystem_of(uri)
    held = _parts(uri)
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
        RemoteFile(
            one.path[len(fixed) :].lstrip("/"),
            f"{held['scheme']}://{held['user']}{one.path}{held['options']}",
            one.size,
            f"{one.mtime_ns or 0} 0",
        )
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
