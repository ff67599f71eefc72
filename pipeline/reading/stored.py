"""The stored bytes of a source, or of a part of it, hashed while they are read."""

from __future__ import annotations

import hashlib
import io
import os
from typing import Any, BinaryIO

from pipeline.reading.remote import is_remote, open_remote

BLOCK = 1 << 20


class Stored(io.RawIOBase):
    """Bytes start..end of a stored file; `position` is the offset of the next byte.

    Opens without following links and without waiting on a FIFO. Raises OSError as `open` does.
    """

    def __init__(self, path: str, start: int = 0, end: int | None = None) -> None:
        self._file = open_stored(path)
        self._file.seek(start)
        self._left = end - start if end is not None else (1 << 63)
        self._digest = hashlib.sha256()
        self.position = start

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`; the number of bytes, 0 at the end."""
        data = self._file.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        self.position += len(data)
        self._digest.update(data)
        return len(data)

    def close(self) -> None:
        """Close the file below."""
        self._file.close()
        super().close()

    def drain(self) -> str:
        """Read what is left; the hash of all, as 64 hex digits."""
        while self.read(BLOCK):
            pass
        return self._digest.hexdigest()


def open_stored(path: str) -> BinaryIO:
    """The stored file, without buffering, opened so that a FIFO in its place cannot make us wait."""
    if is_remote(path):
        return open_remote(path)
    return open(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK), "rb", buffering=0)
