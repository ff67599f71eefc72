"""The same input gives the same bytes: other hash seed, time zone, locale, workers, folder order; twice is nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.conftest import ROOT
from tests.drills.kit import Kit
from tests.drills.table import Figure
from tests.running.helpers import command, environment, parts

VARIANTS: list[tuple[list[str], dict[str, str]]] = [
    (["--workers", "1"], {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}),
    (["--workers", "2"], {"PYTHONHASHSEED": "1", "TZ": "Asia/Kolkata", "LC_ALL": "C"}),
    (["--workers", "3"], {"PYTHONHASHSEED": "99", "TZ": "America/St_Johns", "LC_ALL": "POSIX", "PYTHONUTF8": "0"}),
]


def drill(folder: Path, *, short: bool) -> Figure:
    Kit(folder / "kit", short=True).make()
    source = folder / "in"
    source.mkdir()
    names = sorted(os.listdir(os.fsencode(folder / "kit")))
    wanted = [name for name in names if not name.startswith((b"line", b"many", b"bomb", b"sparse"))]
    for seed in (ROOT / "seeds").iterdir():
        shutil.copy(seed, source)
    problems, all_parts = [], []
    for number, (options, variables) in enumerate(VARIANTS):
        for name in wanted if number % 2 else reversed(wanted):
            _copy(os.fsencode(folder / "kit"), os.fsencode(source), name)
        out = folder / f"out{number}"
        status = _run(source, out, options, variables)
        problems += [] if status == 3 else [f"{options}: exit status {status}"]
        all_parts.append(parts(out))
    problems += [f"{VARIANTS[n]}: other bytes" for n, found in enumerate(all_parts) if found != all_parts[0]]
    before = {path: path.lstat().st_mtime_ns for path in (folder / "out0").rglob("*")}
    problems += [] if _run(source, folder / "out0", [], {}) == 0 else ["the second run is not idle"]
    after = {path: path.lstat().st_mtime_ns for path in (folder / "out0").rglob("*")}
    changed = {path.name for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    problems += [f"the second run touched {changed}"] if changed - {".fingerprints.json", "out0"} else []
    return Figure("repeat", f"{len(VARIANTS)} surroundings, {len(wanted)} files", 0, 0, "", problems)


def _copy(kit: bytes, source: bytes, name: bytes) -> None:
    """Make a file of the kit anew, so that the folder's own order changes."""
    target = os.path.join(source, name)
    if os.path.lexists(target):
        os.unlink(target)
    if os.path.isfile(os.path.join(kit, name)) and not os.path.islink(os.path.join(kit, name)):
        shutil.copy(os.path.join(kit, name), target)


def _run(source: Path, out: Path, options: list[str], variables: dict[str, str]) -> int:
    done = subprocess.run(
        command("run", source, "--output", out, *options), env=environment(**variables), capture_output=True, cwd=ROOT
    )
    return done.returncode
