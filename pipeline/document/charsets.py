"""Which charset the bytes of a document are in, span by span.

In this order: a byte order mark, UTF-16 and UTF-32 by their zero bytes, ISO-2022 by its escapes, strict UTF-8,
CESU-8; else line by line: lines of valid UTF-8 stay, the others get the charset that a detector names for all
of them, and a line of its own only on strong evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.document.legacy import charset_of, charset_of_line
from pipeline.document.wide import escaped_charset, wide_charset

UTF8, CESU8 = "utf-8", "cesu-8"

# A pair of surrogates, each in UTF-8 (CESU-8), or NUL in two bytes, as Java writes them.
CESU8_RE = re.compile(rb"((?:\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]|\xc0\x80)++)")
# What strict UTF-8 accepts but may say another charset: controls (UTF-16), ESC (ISO-2022), the tilde of HZ.
CONTROLS = bytes((*range(0x09), *range(0x0E, 0x20)))
TILDE = b"~{"
LINE_RE = re.compile(rb"[^\n]*+\n|[^\n]++")
UTF8_LETTER_RE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# How many lines of a document are asked for a charset of their own.
ASKED = 500
HIGH_RE = re.compile(rb"[\x80-\xff]++")


class Span(NamedTuple):
    """`data[start:end]` is in `charset`. Bytes, half-open."""

    start: int
    end: int
    charset: str


def read_plain_utf8(data: bytes) -> str | None:
    """The text of `data`; None where it is not strict UTF-8, or something in it speaks for another charset."""
    if TILDE in data or len(data.translate(None, CONTROLS)) < len(data):
        return None
    return _read_utf8(data)


def is_wide(charset: str) -> bool:
    """Whether the charset writes a line feed in other than the one byte 0x0A, or depends on what came before."""
    return charset.startswith(("utf-16", "utf-32", "iso2022", "hz"))


def charsets_of(data: bytes) -> tuple[tuple[Span, ...], float | None]:
    """Spans that cover `data`, in order, and how sure they are (0..1; None where nothing was guessed)."""
    declared = wide_charset(data) or escaped_charset(data)
    if declared:
        return (Span(0, len(data), declared),), 1.0
    if _is_utf8(data):
        return (Span(0, len(data), UTF8),), None
    if CESU8_RE.search(data) and _is_utf8(CESU8_RE.sub(b"", data)):
        return tuple(_parts(data, CESU8_RE, CESU8)), None
    return _by_line(data)


def _by_line(data: bytes) -> tuple[tuple[Span, ...], float]:
    spans = [Span(match.start(), match.end(), UTF8) for match in LINE_RE.finditer(data)]
    broken = [i for i, span in enumerate(spans) if not _is_utf8(data[span.start : span.end])]
    legacy = [i for i in broken if not _is_mostly_utf8(data[spans[i].start : spans[i].end])]
    lines = [data[spans[i].start : spans[i].end] for i in legacy]
    charset, confidence = charset_of(b"".join(lines)) if lines else (UTF8, 1.0)
    for at, (i, line) in enumerate(zip(legacy, lines, strict=True)):
        asked = len(lines) > 1 and at < ASKED
        spans[i] = spans[i]._replace(charset=charset_of_line(line, charset) if asked else charset)
    return tuple(_joined(spans)), confidence


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    """The same spans, neighbours of one charset as one."""
    start, charset = 0, spans[0].charset
    for span in spans:
        if span.charset != charset:
            yield Span(start, span.start, charset)
            start, charset = span.start, span.charset
    yield Span(start, spans[-1].end, charset)


def _is_mostly_utf8(line: bytes) -> bool:
    """Whether a line is UTF-8 with a few bytes lost or foreign: eight in ten of its high bytes are in whole letters."""
    whole = sum(len(match) for match in UTF8_LETTER_RE.findall(line))
    return whole * 10 >= 8 * sum(len(match) for match in HIGH_RE.findall(line))


def _parts(data: bytes, pattern: re.Pattern[bytes], charset: str) -> Iterator[Span]:
    at = 0
    for match in pattern.finditer(data):
        yield from (Span(at, match.start(), UTF8), Span(match.start(), match.end(), charset))
        at = match.end()
    yield Span(at, len(data), UTF8)


def _is_utf8(data: bytes) -> bool:
    return _read_utf8(data) is not None


def _read_utf8(data: bytes) -> str | None:
    try:
        return data.decode(UTF8)
    except UnicodeDecodeError:
        return None
