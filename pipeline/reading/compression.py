"""gz, zst, bz2 and xz, read as a stream whose end is checked: a cut or damaged file is never taken for a whole one."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from typing import Any, NamedTuple, Protocol

from pipeline.reading.limits import BOMB_BYTES, BOMB_RATIO, ZSTD_WINDOW

COMPRESSIONS = {".gz": "gz", ".zst": "zst", ".bz2": "bz2", ".xz": "xz"}
BLOCK = 1 << 16
TINY_BLOCK = 1 << 10


class Damage(NamedTuple):
    """Why a stream ended before its end: a reason of the closed vocabulary, and how far it got."""

    reason: str
    detail: str


class Decompressor(Protocol):
    """What bz2 and lzma offer, and the classes below for the others: one member of a compressed file."""

    eof: bool
    unused_data: bytes
    needs_input: bool

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """At most `max_length` bytes of what `data`, and data given before, unpacks to."""


class _Gzip:
    """One member of a gzip file."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)
        self.needs_input = True

    eof = property(lambda self: self._inner.eof)
    unused_data = property(lambda self: self._inner.unused_data)

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        out = self._inner.decompress(self._inner.unconsumed_tail + data, max(max_length, 0))
        self.needs_input = not self._inner.unconsumed_tail and len(out) < max_length
        return out


class _Zstandard:
    """One frame of a zstd file. The library cannot stop at a length, so it gets tiny blocks."""

    def __init__(self) -> None:
        import zstandard

        self._inner = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
        self._waiting = b""

    eof = property(lambda self: self._inner.eof)
    unused_data = property(lambda self: self._inner.unused_data + self._waiting)
    needs_input = property(lambda self: not self._waiting)

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        del max_length
        self._waiting += data
        block, self._waiting = self._waiting[:TINY_BLOCK], self._waiting[TINY_BLOCK:]
        return self._inner.decompress(block) if block else b""


MAKERS: dict[str, Any] = {
    "gz": _Gzip,
    "zst": _Zstandard,
    "bz2": bz2.BZ2Decompressor,
    "xz": lzma.LZMADecompressor,
}


class Unpacked(io.RawIOBase):
    """The unpacked bytes of a compressed stream, of all its members. It never raises for damage: it ends, and
    `damage` says why."""

    def __init__(self, packed: io.BufferedIOBase, compression: str) -> None:
        self._packed, self._make = packed, MAKERS[compression]
        self._zeros_may_follow = compression == "gz"
        self._decompressor: Decompressor = self._make()
        self._held = b""
        self._read = self._written = 0
        self._started = self._finished = False
        self.damage: Damage | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`; the number of bytes, 0 at the end or at damage."""
        while not self._held and not self._finished and not self.damage:
            try:
                self._held = self._more()
            except (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError) as error:
                self._damaged("corrupt", f"damaged ({type(error).__name__})")
            except Exception as error:  # zstandard has an exception class of its own
                if type(error).__module__.partition(".")[0] != "zstandard":
                    raise
                self._damaged("corrupt", f"damaged ({type(error).__name__})")
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        return size

    def _more(self) -> bytes:
        if self._decompressor.eof:
            return self._next_member()
        data = b""
        if self._decompressor.needs_input:
            data = self._packed.read(BLOCK)
            self._read += len(data)
            if not data:
                self._end()
                return b""
            self._started = True
        out = self._decompressor.decompress(data, BLOCK)
        self._written += len(out)
        if self._written > BOMB_BYTES and self._written > BOMB_RATIO * self._read:
            self._damaged("bomb", f"more than {BOMB_RATIO} bytes unpacked for each stored one")
            return b""
        return out

    def _end(self) -> None:
        if self._started:
            self._damaged("truncated", "cut off")
        self._finished = True

    def _next_member(self) -> bytes:
        tail = self._decompressor.unused_data or self._packed.read(BLOCK)
        if self._zeros_may_follow:
            while tail and not tail.strip(b"\0"):
                tail = self._packed.read(BLOCK)
        self._read += len(tail)
        self._decompressor = self._make()
        if not tail:
            self._finished = True
            return b""
        out = self._decompressor.decompress(tail, BLOCK)
        self._written += len(out)
        return out

    def _damaged(self, reason: str, what: str) -> None:
        where = f"after {self._read} stored and {self._written} unpacked bytes"
        self.damage = Damage(reason, f"{what} {where}; what was whole before is kept")
