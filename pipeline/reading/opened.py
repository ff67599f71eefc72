"""A piece of a source, opened: its unpacked bytes, and what became of the stream."""

from __future__ import annotations

import io
from typing import BinaryIO

from pipeline.reading.compression import Damage, Unpacked
from pipeline.reading.plan import Piece
from pipeline.reading.stored import BLOCK, Stored, open_stored


class Opened:
    """A context manager over the bytes of a piece. Raises OSError as `open` does."""

    def __init__(self, piece: Piece) -> None:
        part, self._path = piece.slice, piece.source.path
        whole = piece.source.format == "parquet"
        self._stored = Stored(self._path) if whole else Stored(self._path, part.start, part.end)
        packed = io.BufferedReader(self._stored, BLOCK)
        self._unpacked = Unpacked(packed, piece.source.compression) if piece.source.compression else None
        self.stream = io.BufferedReader(self._unpacked, BLOCK) if self._unpacked else packed

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self._stored.close()

    def stored_file(self) -> BinaryIO:
        """The stored file itself, for readers that jump about in it; closed by the garbage collector."""
        return open_stored(self._path)

    @property
    def damage(self) -> Damage | None:
        """Why the stream ended before its end, once it has been read to where it ends."""
        return self._unpacked.damage if self._unpacked else None

    def sha256(self) -> str:
        """The hash of all stored bytes of the piece; reads what is left of them."""
        return self._stored.drain()
