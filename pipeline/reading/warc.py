"""WARC and WET: pages of `response` records by way of the HTML extractor, texts of `conversion` records as they are.

Read by ISO 28500's grammar, with each record's length checked: the libraries for it end in silence, or panic, on a
file that breaks off.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.document.decoding import decode
from pipeline.reading.html import page_row
from pipeline.reading.http import body_of
from pipeline.reading.limits import HEADER_BYTES, PAYLOAD_BYTES
from pipeline.reading.opened import Opened
from pipeline.reading.records import Row, document_row, reject_row
from pipeline.reading.stored import BLOCK

VERSION_RE = re.compile(rb"WARC/\d\.\d\r?\n")


class _Record(NamedTuple):
    """A WARC record: its header by lowercase names; its block, None where it is over the limit; why it is broken."""

    header: dict[str, str]
    block: bytes | None
    broken: str = ""


def read_warc(opened: Opened, source: str) -> Iterator[Row]:
    """One row a record that holds a page or a text; `record` counts all WARC records, from 0. Requests, metadata,
    images and answers other than 200 are no documents and make no row. After a broken record reading goes on with
    the next that begins as one should."""
    number = -1
    for number, record in enumerate(_records(opened.stream)):
        if opened.damage and record.broken:
            yield reject_row(source, number, *opened.damage)
            return
        if record.broken:
            reason = "truncated" if record.header else "invalid_warc"
            yield reject_row(source, number, reason, f"WARC record {number}: {record.broken}")
        elif record.block is None:
            yield reject_row(source, number, "too_large", f"WARC record {number}: more than {PAYLOAD_BYTES} bytes")
        else:
            yield from _row(source, number, record.header, record.block)
    if opened.damage:
        yield reject_row(source, number + 1, *opened.damage)


def _records(stream: io.BufferedIOBase) -> Iterator[_Record]:
    lost = 0
    while line := stream.readline(HEADER_BYTES):
        if not VERSION_RE.fullmatch(line):
            lost += len(line) if line.strip() else 0
            continue
        if lost:
            yield _Record({}, b"", f"{lost} bytes before it belong to no record")
            lost = 0
        header = _header(stream)
        length = header.get("content-length", "")
        if not length.isdecimal() or len(length) > 15:
            yield _Record({}, b"", "no length in its header")
            continue
        yield _read_block(stream, header, int(length))
    if lost:
        yield _Record({}, b"", f"{lost} bytes belong to no record")


def _header(stream: io.BufferedIOBase) -> dict[str, str]:
    """Name -> value of the header's lines, as far as they are sound."""
    header: dict[str, str] = {}
    left = HEADER_BYTES
    while left > 0 and (line := stream.readline(left)).strip():
        left -= len(line)
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon:
            header[name.strip().lower()] = value.strip()
    return header


def _read_block(stream: io.BufferedIOBase, header: dict[str, str], length: int) -> _Record:
    if length > PAYLOAD_BYTES:
        left = length
        while left and (block := stream.read(min(left, BLOCK))):
            left -= len(block)
        return _Record(header, None, f"{length - left} of its {length} bytes are there" if left else "")
    block = stream.read(length)
    return _Record(header, block, f"{len(block)} of its {length} bytes are there" if len(block) < length else "")


def _row(source: str, number: int, header: dict[str, str], block: bytes) -> Iterator[Row]:
    columns = {"url": header.get("warc-target-uri"), "source_id": header.get("warc-record-id")}
    known = {"warc_date": header["warc-date"]} if "warc-date" in header else {}
    kind = header.get("warc-type")
    if kind == "conversion":
        meta = json.dumps(known) if known else None
        yield document_row(source, number, block, decode(block), meta=meta, **columns)
    elif kind == "response" and (page := body_of(block)) is not None:
        yield page_row(source, number, page, known, **columns)
