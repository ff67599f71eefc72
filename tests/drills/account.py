"""Every record ends in exactly one place, damage is told, one bad document ends nothing, logs hold no text."""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.reading.names import source_name
from tests.drills.kit import Kit
from tests.drills.table import Figure
from tests.running.helpers import call

TOKEN_RE = re.compile(r"token\d{5}x")
SECONDS = 900


def drill(folder: Path, *, short: bool) -> Figure:
    files = Kit(folder / "in", short=short).make()
    start = time.monotonic()
    done = call("run", folder / "in", "--output", folder / "out", "--workers", 2)
    seconds = time.monotonic() - start
    problems = [] if done.returncode == 3 else [f"exit status {done.returncode}: {done.stderr[-300:]}"]
    problems += ["a traceback"] if "Traceback" in done.stderr else []
    problems += ["text of a document in the logs"] if TOKEN_RE.search(done.stderr + done.stdout) else []
    problems += [f"{seconds:.0f} s"] if seconds > SECONDS else []
    places, rejects = _places(folder / "out")
    lost = doubled = 0
    for bad in files:
        name = source_name(bad.name)
        for token in bad.tokens:
            found = places.pop(token, Counter())
            doubled += sum(found.values()) > 1
            if not found and not rejects[name]:
                lost += 1
                problems.append(f"{name}: {token} is lost")
            problems += [f"{token} of {name} is in {other}" for other in found if other != name]
        if bad.damaged and not rejects[name]:
            problems.append(f"{name}: damaged, and no reject says so")
    problems += [f"{name}: a reject without a word why" for name, details in rejects.items() if not all(details)]
    verified = call("verify", folder / "out")
    problems += [] if verified.returncode == 0 else [f"verify: {verified.stdout[:300]}"]
    tokens = sum(len(bad.tokens) for bad in files)
    return Figure("account", f"{len(files)} files, {tokens} records", lost, doubled, f"{seconds:.0f} s", problems)


def _places(output: Path) -> tuple[dict[str, Counter[str]], dict[str, list[str]]]:
    """Token -> in how many rows of which source; source -> the details of its rejects."""
    places: dict[str, Counter[str]] = defaultdict(Counter)
    rejects: dict[str, list[str]] = defaultdict(list)
    for fate in ("corpus", "rejected"):
        for path in (output / "latest" / fate).glob("*.parquet"):
            for batch in pq.ParquetFile(path).iter_batches(64):
                for row in batch.to_pylist():
                    if fate == "rejected":
                        rejects[row["source"]].append(row["reason"] and row["detail"])
                    said = " ".join([row["text"] or "", row["meta"] or "", (row.get("raw") or b"").decode("latin-1")])
                    said += " ".join(edit["before"] for edit in row["edits"] or ())
                    for token in set(TOKEN_RE.findall(said)):
                        places[token][row["source"]] += 1
    return places, rejects
