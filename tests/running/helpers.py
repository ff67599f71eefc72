from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tests.conftest import ROOT

POISON = Path(__file__).parent / "poison"


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "pipeline", *map(str, args)]


def environment(*, poison: bool = False, **more: str) -> dict[str, str]:
    path = os.pathsep.join([str(POISON), str(ROOT)] if poison else [str(ROOT)])
    return {**os.environ, "PYTHONPATH": path, **more}


def call(*args: object, poison: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*args), capture_output=True, text=True, cwd=ROOT, env=environment(poison=poison), timeout=300
    )


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def parts(output: Path) -> dict[str, bytes]:
    """Path below the published run -> bytes, of every Parquet part."""
    run = output / "latest"
    return {str(path.relative_to(run)): path.read_bytes() for path in sorted(run.glob("*/*.parquet"))}


def rows(output: Path, fate: str = "corpus") -> list[dict[str, Any]]:
    folder = output / "latest" / fate
    return [row for path in sorted(folder.glob("*.parquet")) for row in pq.read_table(path).to_pylist()]


def strays(output: Path) -> list[str]:
    """Names in an output folder that no finished run leaves there."""
    known = {"latest", "runs", ".fingerprints.json", ".tables"}
    found = [entry.name for entry in output.iterdir() if entry.name not in known]
    inside = {"corpus", "rejected", "shards", "manifest.json", "run.json", "README.md", "croissant.json", "report.html"}
    for run in (output / "runs").iterdir():
        found += [f"{run.name}/{entry.name}" for entry in run.iterdir() if entry.name not in inside]
        for folder in ("corpus", "rejected", "shards"):
            found += [entry.name for entry in (run / folder).iterdir() if not entry.name.startswith("part-")]
    return found
