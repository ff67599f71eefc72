"""The page in a recorded HTTP answer."""

from __future__ import annotations

import io
import re
import zlib

from pipeline.reading.limits import PAYLOAD_BYTES

PAGES = ("text/html", "application/xhtml+xml")
END_RE = re.compile(rb"\r?\n\r?\n")
CHUNK_RE = re.compile(rb"([0-9A-Fa-f]{1,8})[^\n]*\n")


def body_of(answer: bytes) -> bytes | None:
    """The body of an answer 200 that holds HTML; None of any other. Its header is a hint only: a body that is not
    packed or chunked as the header says is taken as it stands."""
    end = END_RE.search(answer)
    status, *lines = answer[: end.start() if end else 0].decode("latin-1").splitlines() or [""]
    pairs = (line.partition(":") for line in lines)
    header = {name.strip().lower(): value.strip().lower() for name, _, value in pairs}
    if not end or status.split()[1:2] != ["200"] or header.get("content-type", "").partition(";")[0] not in PAGES:
        return None
    body = answer[end.end() :]
    if "chunked" in header.get("transfer-encoding", ""):
        body = _joined(body)
    return _unpacked(body) if header.get("content-encoding") in ("gzip", "x-gzip", "deflate") else body


def _joined(body: bytes) -> bytes:
    """A chunked body in one piece."""
    stream, parts = io.BytesIO(body), []
    while match := CHUNK_RE.fullmatch(stream.readline(1 << 12)):
        size = int(match[1], 16)
        part = stream.read(size)
        parts.append(part)
        if not size or len(part) < size or not stream.readline(2).endswith(b"\n"):
            break
    return b"".join(parts) if parts else body


def _unpacked(body: bytes) -> bytes:
    for width in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        try:
            return zlib.decompressobj(width).decompress(body, PAYLOAD_BYTES)
        except zlib.error:
            continue
    return body
