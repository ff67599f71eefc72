"""Lines of JSON: one object a line, cut at `\\n` only."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from pipeline.reading.columns import Columns, row_of
from pipeline.reading.limits import LINE_BYTES
from pipeline.reading.opened import Opened
from pipeline.reading.records import Row, reject_row
from pipeline.reading.stored import BLOCK

BOM = b"\xef\xbb\xbf"


def read_jsonl(opened: Opened, source: str, first: int, columns: Columns) -> Iterator[Row]:
    """One row a line that is not blank; `record` is the number of the line, from 0."""
    number, line = first - 1, None
    for number, line in enumerate(_lines(opened.stream), first):
        if line is None:
            yield reject_row(source, number, "too_large", f"line {number + 1} has more than {LINE_BYTES} bytes")
            continue
        if opened.damage and not line.endswith(b"\n"):
            break
        line = line.removeprefix(BOM) if number == 0 else line
        if line.strip():
            yield _read_line(source, number, line.rstrip(b"\r\n"), columns)
        line = None
    if opened.damage:
        yield reject_row(source, number if line else number + 1, *opened.damage, line)


def _lines(stream: io.BufferedIOBase) -> Iterator[bytes | None]:
    """The lines of a stream; None for one that is over LINE_BYTES."""
    while line := stream.readline(LINE_BYTES + 1):
        if len(line) <= LINE_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(BLOCK)
        yield None


def _read_line(source: str, number: int, line: bytes, columns: Columns) -> Row:
    try:
        values, escaped = _parse(line)
    except (ValueError, RecursionError) as error:
        return reject_row(source, number, "invalid_json", f"line {number + 1}: {_told(error)}", line)
    return row_of(source, number, values, columns, escaped=escaped)


def _parse(line: bytes) -> tuple[dict[str, Any], bool]:
    try:
        text, escaped = line.decode(), False
    except UnicodeDecodeError as error:
        if b"\\ud" in line.lower():
            raise ValueError(f"byte {error.start} is not UTF-8, and a \\ud escape stands beside it") from error
        text, escaped = line.decode("utf-8", "surrogateescape"), True
    values = json.loads(text, object_pairs_hook=_distinct, parse_constant=float)
    if not isinstance(values, dict):
        raise ValueError("the record is not an object")
    return values, escaped


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return values


def _told(error: Exception) -> str:
    """What went wrong, without a word of the record."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos}"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error).partition(";")[0]
