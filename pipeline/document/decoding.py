"""From bytes to text and back: `decode` names a charset for each span that is not strict UTF-8, `encode` undoes it.

Whatever a detector says, `encode` gives back the bytes that `decode` was given: where encoding a span again
would not, the span keeps its bytes (`raw`). Offsets are Unicode code points, half-open.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from pipeline.document.charsets import CESU8, UTF8, charsets_of, is_wide, read_plain_utf8

GUESSED, INVALID, SURROGATE = "charset_guessed", "invalid_bytes", "lone_surrogate"

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
BYTE_LINE_RE = re.compile(rb"[^\n]*+\n|[^\n]++")
LONE_SURROGATES_RE = re.compile("[\ud800-\udfff]++")
# How `_as_surrogates` writes the bytes of one decoding error: the first from U+DC00 on, the others from U+DD00 on.
ERROR_RE = re.compile("[\udc00-\udcff][\udd00-\uddff]*+")
ERRORS_RE = re.compile("([\udc00-\uddff]++)")
AS_SURROGATES = "pipeline.as_surrogates"


class Decoding(NamedTuple):
    """How `text[start:end]` was written: its charset (Python's name, or `cesu-8`) and, where encoding it again
    would not give them back, its bytes."""

    start: int
    end: int
    charset: str
    raw: bytes | None = None


class Decoded(NamedTuple):
    """A text that UTF-8 can always encode; the spans of it that were not strict UTF-8 (none: all of it was);
    how sure the charset is (0..1, None for strict UTF-8); flags of the closed vocabulary."""

    text: str
    spans: tuple[Decoding, ...] = ()
    confidence: float | None = None
    flags: tuple[str, ...] = ()


class _Piece(NamedTuple):
    text: str
    charset: str
    raw: bytes | None = None


def decode(data: bytes) -> Decoded:
    """The text of `data`. Never fails: bytes that no charset explains become U+FFFD and are kept in their span.

    A byte order mark stays in the text, as U+FEFF.
    """
    text = read_plain_utf8(data)
    if text is not None:
        return Decoded(text)
    spans, confidence = charsets_of(data)
    pieces = [piece for start, end, charset in spans for piece in _read(data[start:end], charset)]
    decoded = _join(pieces, confidence)
    if encode(decoded.text, decoded.spans) != data:
        raise AssertionError("decoding cannot be undone: an error of the pipeline, not of the input")
    return decoded


def encode(text: str, spans: Iterable[Decoding]) -> bytes:
    """The bytes that `decode` read: `text` in UTF-8, but for `spans` (in order, disjoint)."""
    parts, at = [], 0
    for span in spans:
        parts.append(text[at : span.start].encode(UTF8))
        parts.append(_encode(text[span.start : span.end], span.charset) if span.raw is None else span.raw)
        at = span.end
    return b"".join((*parts, text[at:].encode(UTF8)))


def text_of_json(value: str) -> Decoded:
    """A JSON string as a text that UTF-8 can encode: lone surrogates become U+FFFD, their bytes are kept."""
    if _is_encodable(value):
        return Decoded(value)
    pieces, at = [], 0
    for match in LONE_SURROGATES_RE.finditer(value):
        lone = match.group()
        pieces.append(_Piece(value[at : match.start()], UTF8))
        pieces.append(_Piece(REPLACEMENT * len(lone), UTF8, lone.encode(UTF8, "surrogatepass")))
        at = match.end()
    return _join([*pieces, _Piece(value[at:], UTF8)], None)._replace(flags=(SURROGATE,))


def _is_encodable(text: str) -> bool:
    try:
        text.encode(UTF8)
    except UnicodeEncodeError:
        return False
    return True


def _join(pieces: Sequence[_Piece], confidence: float | None) -> Decoded:
    """One text of all pieces; neighbours of one charset share a span, strict UTF-8 has none."""
    texts: list[str] = []
    spans: list[Decoding] = []
    at = 0
    for (charset, kept), group in groupby(pieces, key=lambda piece: (piece.charset, piece.raw is not None)):
        same = list(group)
        text = "".join(piece.text for piece in same)
        if text and (kept or charset != UTF8):
            raw = b"".join(piece.raw or b"" for piece in same) if kept else None
            spans.append(Decoding(at, at + len(text), charset, raw))
        texts.append(text)
        at += len(text)
    return Decoded("".join(texts), tuple(spans), confidence, _flags(pieces, confidence))


def _flags(pieces: Iterable[_Piece], confidence: float | None) -> tuple[str, ...]:
    invalid = any(piece.raw is not None and REPLACEMENT in piece.text for piece in pieces)
    return (GUESSED,) * (confidence is not None) + (INVALID,) * invalid


def _read(data: bytes, charset: str) -> Iterator[_Piece]:
    """The pieces of `data`: what decodes, and apart from it what does not or cannot be encoded again."""
    pieces = _split_errors(_decode(data, charset), charset)
    if b"".join(_encode(p.text, charset) if p.raw is None else p.raw for p in pieces) == data:
        yield from pieces
    elif is_wide(charset) or data.count(b"\n") < 2:
        yield _Piece("".join(piece.text for piece in pieces), charset, data)
    else:
        for line in BYTE_LINE_RE.findall(data):
            yield from _read(line, charset)


def _split_errors(text: str, charset: str) -> list[_Piece]:
    """Text in which `_as_surrogates` wrote the bytes of errors, as pieces: errors are U+FFFD with their bytes."""
    parts = ERRORS_RE.split(text)
    good = [_Piece(part, charset) for part in parts[::2]]
    bad = [_Piece(ERROR_RE.sub(REPLACEMENT, part), charset, bytes(ord(c) & 0xFF for c in part)) for part in parts[1::2]]
    merged = [piece for pair in zip(good, bad, strict=False) for piece in pair]
    return [*merged, good[-1]]


def _decode(data: bytes, charset: str) -> str:
    if charset != CESU8:
        return data.decode(charset, AS_SURROGATES)
    units = data.replace(b"\xc0\x80", b"\0").decode(UTF8, "surrogatepass")
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", AS_SURROGATES)


def _encode(text: str, charset: str) -> bytes:
    if charset != CESU8:
        return text.encode(charset)
    wide = text.encode("utf-16-le")
    units = (chr(int.from_bytes(wide[i : i + 2], "little")) for i in range(0, len(wide), 2))
    return "".join(units).encode(UTF8, "surrogatepass").replace(b"\0", b"\xc0\x80")


def _as_surrogates(error: UnicodeError) -> tuple[str, int]:
    """Error handler for decoding: the bytes that do not decode as lone surrogates, so that none is lost.

    Lone surrogates are what no strict codec ever yields.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    first, *others = error.object[error.start : error.end]
    return chr(0xDC00 + first) + "".join(chr(0xDD00 + byte) for byte in others), error.end


codecs.register_error(AS_SURROGATES, _as_surrogates)
