"""The sources back from a run: text files byte for byte, of every other format a JSONL of record, id and text."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import PlaceError
from pipeline.reading.names import printable, source_path
from pipeline.reading.sources import type_of
from pipeline.running.rows import Row, read_records, rows_of_shard, source_bytes


class Restored(NamedTuple):
    """How many records were written, and how many hold nothing that could be (rejects that were never read)."""

    records: int
    missing: int


def restore_run(folder: Path, to: Path) -> Restored:
    """Write the sources of the run in `folder` below `to`, a folder that is new or empty.

    Raises PlaceError where `to` cannot be used, ValueError where a ledger does not fit its text.
    """
    _make_empty(to)
    records = missing = 0
    for record in read_records(folder):
        for row in rows_of_shard(folder, record):
            data = source_bytes(row)
            if data is None:
                missing += 1
                continue
            _append(_target(to, row["source"]), data if _is_text(row) else _line(row, data))
            records += 1
    return Restored(records, missing)


def _make_empty(to: Path) -> None:
    try:
        to.mkdir(parents=True, exist_ok=True)
        full = any(os.scandir(to))
    except OSError as error:
        raise PlaceError(f"{printable(str(to))} cannot be written: {error.strerror}") from error
    if full:
        raise PlaceError(f"{printable(str(to))} is not empty; name a new folder")


def _is_text(row: Row) -> bool:
    return type_of(row["source"])[0] == "txt"


def _target(to: Path, source: str) -> Path:
    """Where a source goes: its own path (of a compressed one without the last suffix), with .jsonl at the end of
    all that is no text file."""
    kind, compression = type_of(source)
    path = source_path(source)
    path = os.path.splitext(path)[0] if compression else path
    path = path if kind == "txt" or path.endswith(".jsonl") else f"{path}.jsonl"
    target = Path(os.path.normpath(to / path))
    if Path(os.path.normpath(to)) not in target.parents:
        raise PlaceError(f"{printable(source)} leads out of {printable(str(to))}")
    return target


def _append(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(target, "ab") as file:
        file.write(data)


def _line(row: Row, payload: bytes) -> bytes:
    """One line of JSON; a payload that is no text (a broken record) is given in base64."""
    held: dict[str, object] = {"record": row["record"], "id": row["source_id"]}
    if row.get("raw") is not None:
        held["raw"] = base64.b64encode(payload).decode()
    elif "lone_surrogate" in (row["flags"] or ()):
        held["text"] = payload.decode("utf-8", "surrogatepass")
    else:
        held["text"] = payload.decode("utf-8", "surrogateescape")
    plain = all(not "\ud800" <= c <= "\udfff" for c in str(held.get("text", "")))
    return json.dumps(held, ensure_ascii=not plain).encode() + b"\n"
