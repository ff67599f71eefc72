"""Rows of `schema.DOCUMENTS`: documents, rejects, and how both become record batches."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from pipeline.document.decoding import Decoded
from pipeline.document.identity import document_id
from pipeline.reading.limits import BATCH_BYTES, BATCH_ROWS, BINARY_SHARE, TEXT_CHARACTERS
from pipeline.schema import DOCUMENTS

# Control characters that no text holds, and what stands for undecodable bytes. Tab to CR and ESC occur in texts.
BINARY_RE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd]")
BLANK = " \t\r\n\v\f\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff\u200b\u2060"


class Row(NamedTuple):
    """One record, with the columns of `schema.DOCUMENTS`. A row with a `reason` is a reject."""

    id: str
    source: str
    record: int
    text: str | None = None
    date: str | None = None
    author: str | None = None
    agency: str | None = None
    tags: Sequence[str] | None = None
    url: str | None = None
    source_id: str | None = None
    raw_sha256: str | None = None
    decoding: Sequence[dict[str, Any]] = ()
    flags: Sequence[str] = ()
    charset_confidence: float | None = None
    meta: str | None = None
    reason: str | None = None
    detail: str | None = None
    raw: bytes | None = None


def document_row(source: str, record: int, payload: bytes, decoded: Decoded, **columns: Any) -> Row:
    """A document whose source text is `decoded` and whose hashed bytes are `payload`.

    It is a reject when its text is blank, too long, or mostly bytes that no text holds.
    """
    reason, detail = _refusal(decoded.text)
    return Row(
        document_id(source, record),
        source,
        record,
        raw_sha256=hashlib.sha256(payload).hexdigest(),
        **columns | {"reason": reason, "detail": detail} | _text_columns(decoded, payload, reason),
    )


def _text_columns(decoded: Decoded, payload: bytes, reason: str | None) -> dict[str, Any]:
    if reason == "too_large":
        return {}
    if reason == "not_text":
        return {"raw": payload}
    return {
        "text": decoded.text,
        "decoding": [span._asdict() for span in decoded.spans],
        "flags": decoded.flags,
        "charset_confidence": decoded.confidence,
    }


def _refusal(text: str) -> tuple[str | None, str | None]:
    if len(text) > TEXT_CHARACTERS:
        return "too_large", f"{len(text)} characters; at most {TEXT_CHARACTERS}"
    if not text.strip(BLANK):
        return "empty", f"{len(text)} blank characters"
    binary = len(BINARY_RE.findall(text))
    if binary > BINARY_SHARE * len(text):
        return "not_text", f"{binary} of {len(text)} characters are control characters or no character at all"
    return None, None


def reject_row(source: str, record: int, reason: str, detail: str, raw: bytes | None = None, **columns: Any) -> Row:
    """A record that cannot become a document; `raw` holds its bytes where they are at hand."""
    sha256 = None if raw is None else hashlib.sha256(raw).hexdigest()
    return Row(
        document_id(source, record), source, record, raw_sha256=sha256, reason=reason, detail=detail, raw=raw, **columns
    )


def write_batches(rows: Iterable[Row]) -> Iterator[pa.RecordBatch]:
    """`rows` as record batches of schema DOCUMENTS, each of at most BATCH_ROWS rows and about BATCH_BYTES bytes."""
    held: list[Row] = []
    weight = 0
    for row in rows:
        size = _weight(row)
        if held and (len(held) >= BATCH_ROWS or weight + size > BATCH_BYTES):
            yield batch_of(held)
            held, weight = [], 0
        held.append(row)
        weight += size
    if held:
        yield batch_of(held)


def _weight(row: Row) -> int:
    return len(row.text or "") + len(row.raw or b"") + len(row.meta or "") + 200


def batch_of(rows: Sequence[Row]) -> pa.RecordBatch:
    """One record batch of schema DOCUMENTS."""
    columns = dict(zip(Row._fields, zip(*rows, strict=True), strict=True))
    arrays = [pa.array(columns[field.name], field.type) for field in DOCUMENTS]
    return pa.RecordBatch.from_arrays(arrays, schema=DOCUMENTS)
