"""Whether a run is whole: hashes of its files, its accounts, and every row restored to the bytes that were read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.document.identity import document_id
from pipeline.errors import LimitError
from pipeline.reading.names import printable
from pipeline.reading.sources import EXTRACTED, type_of
from pipeline.running.counts import Counts, add_counts, sum_counts
from pipeline.running.files import read_json, sha256_of
from pipeline.running.manifest import check_accounts
from pipeline.running.publish import FATES
from pipeline.running.rows import Row, read_records, rows_of_shard, source_bytes


class Verified(NamedTuple):
    """What was looked at, and one line for each thing that is wrong. `redacted` rows no longer hold their source."""

    rows: int
    restored: int
    problems: tuple[str, ...]
    redacted: int = 0


def verify_run(folder: Path) -> Verified:
    """Check the run in `folder`: files against the manifest, rows against their hashes, counts against rows."""
    manifest = read_json(folder / "manifest.json")
    records = read_records(folder)
    problems = [*_check_files(folder, manifest), *_check_accounts(manifest, records)]
    if problems:
        return Verified(0, 0, tuple(problems))
    seen: Counts = {}
    rows = restored = redacted = 0
    last: tuple[str, int] = ("", -1)
    for record in records:
        for row in rows_of_shard(folder, record):
            rows += 1
            here = (row["source"], row["record"])
            if here <= last and here[0] == last[0]:
                problems.append(f"{_told(row)}: stands twice, or out of order")
            last = here
            problem, whole = _check_row(row)
            problems += [problem] if problem else []
            restored += whole
            redacted += "redacted" in (row["flags"] or ())
            add_counts(seen, {"sources": {row["source"]: {_fate(row): 1}}})
    problems += _check_counts(manifest, seen)
    return Verified(rows, restored, tuple(problems), redacted)


def _fate(row: Row) -> str:
    return "kept" if row["fate"] == "corpus" else "rejected"


def _check_files(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    for fate in FATES:
        parts = {part["file"]: part for part in manifest["parts"][fate]}
        for name in sorted({entry.name for entry in os.scandir(folder / fate)} - set(parts)):
            yield f"{fate}/{printable(name)}: the manifest does not name it"
        for name, part in sorted(parts.items()):
            path = folder / fate / name
            if not path.is_file():
                yield f"{fate}/{name}: missing"
            elif path.stat().st_size != part["bytes"] or sha256_of(path) != part["sha256"]:
                yield f"{fate}/{name}: its bytes are not those that were written"


def _check_accounts(manifest: dict[str, Any], records: list[dict[str, Any]]) -> Iterator[str]:
    try:
        check_accounts(manifest["counts"])
    except LimitError as error:
        yield str(error)
    if sum_counts(record["counts"] for record in records) != manifest["counts"]:
        yield "the shards' counts do not add up to the manifest's"


def _check_row(row: Row) -> tuple[str, bool]:
    """What is wrong with a row (empty: nothing), and whether its payload was restored."""
    if row["id"] != document_id(row["source"], row["record"]):
        return f"{_told(row)}: the id is not the hash of source and record", False
    if type_of(row["source"])[0] in EXTRACTED:
        return "", False
    try:
        payload = source_bytes(row)
    except ValueError as error:
        return f"{_told(row)}: cannot be restored: {error}", False
    if payload is None:
        return "", False
    if hashlib.sha256(payload).hexdigest() != row["raw_sha256"]:
        return f"{_told(row)}: what was restored is not what was read", False
    return "", True


def _check_counts(manifest: dict[str, Any], seen: Counts) -> Iterator[str]:
    for name, source in manifest["counts"].get("sources", {}).items():
        found = seen.get("sources", {}).get(name, {})
        for fate in ("kept", "rejected"):
            if source.get(fate, 0) != found.get(fate, 0):
                said, held = source.get(fate, 0), found.get(fate, 0)
                yield f"{printable(name)}: the manifest counts {said} {fate}, the parts hold {held}"


def _told(row: Row) -> str:
    return f"{printable(row['source'])}, record {row['record']}"
