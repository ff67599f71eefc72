"""Places that fail are clean failures: a documented status, one line, nothing published, foreign files kept."""

from __future__ import annotations

import json
import resource
import subprocess
from pathlib import Path

from tests.conftest import ROOT
from tests.drills.table import Figure
from tests.running.helpers import call, command, environment, parts


def drill(folder: Path, *, short: bool) -> Figure:
    source = folder / "in"
    source.mkdir()
    lines = [json.dumps({"text": f"Document {n} says this and that, {n * 7919} times."}) for n in range(2_000)]
    (source / "a.jsonl").write_text("\n".join(lines))
    cases = (_full, _small_device, _read_only, _file, _inside, _empty, _foreign, _four_at_once)
    problems = [f"{case.__name__}: {problem}" for case in cases for problem in case(folder, source)]
    return Figure("places", f"{len(cases)} places", 0, 0, "", problems)


def _refused(done: subprocess.CompletedProcess[str], out: Path) -> list[str]:
    problems = [] if done.returncode == 2 else [f"exit status {done.returncode}: {done.stderr[-300:]}"]
    problems += ["a traceback"] if "Traceback" in done.stderr else []
    problems += [] if done.stderr.strip() else ["no message"]
    return problems + (["something was published"] if (out / "latest").exists() else [])


def _full(folder: Path, source: Path) -> list[str]:
    """Files may not grow beyond 20 kB: what a full disk looks like to a writer."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    job = command("run", source, "--output", folder / "full")
    done = subprocess.run(job, env=environment(), capture_output=True, text=True, cwd=ROOT, preexec_fn=limit)
    problems = _refused(done, folder / "full")
    again = call("run", source, "--output", folder / "full")
    return problems + ([] if again.returncode == 0 and parts(folder / "full") else ["does not recover"])


def _small_device(folder: Path, source: Path) -> list[str]:
    """A real file system of 1 MB, where mounting is allowed."""
    (folder / "device").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder / "device")]
    if subprocess.run(mount, capture_output=True).returncode:
        return []
    try:
        return _refused(call("run", source, "--output", folder / "device" / "out"), folder / "device" / "out")
    finally:
        subprocess.run(["umount", str(folder / "device")], check=True)


def _read_only(folder: Path, source: Path) -> list[str]:
    return _refused(call("run", source, "--output", "/proc/corpus"), Path("/proc/corpus"))


def _file(folder: Path, source: Path) -> list[str]:
    (folder / "file").write_text("mine")
    problems = _refused(call("run", source, "--output", folder / "file"), folder / "file")
    return problems + ([] if (folder / "file").read_text() == "mine" else ["the file is gone"])


def _inside(folder: Path, source: Path) -> list[str]:
    problems = _refused(call("run", source, "--output", source / "out"), source / "out")
    return problems + (["the folder was made"] if (source / "out").exists() else [])


def _empty(folder: Path, source: Path) -> list[str]:
    (folder / "empty").mkdir()
    return _refused(call("run", folder / "empty", "--output", folder / "none"), folder / "none")


def _foreign(folder: Path, source: Path) -> list[str]:
    (folder / "foreign" / "runs" / "mine").mkdir(parents=True)
    (folder / "foreign" / "notes.txt").write_text("mine")
    (folder / "foreign" / "runs" / "mine" / "notes.txt").write_text("mine")
    done = call("run", source, "--output", folder / "foreign")
    kept = [(folder / "foreign" / name).read_text() for name in ("notes.txt", "runs/mine/notes.txt")]
    return [] if done.returncode == 0 and kept == ["mine"] * 2 else [f"exit status {done.returncode}, kept {kept}"]


def _four_at_once(folder: Path, source: Path) -> list[str]:
    out = folder / "four"
    jobs = [
        subprocess.Popen(
            command("run", source, "--output", out, "--workers", 1),
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    told = [(job.communicate()[1], job.returncode) for job in jobs]
    statuses = sorted(status for _, status in told)
    problems = [] if 0 in statuses and set(statuses) <= {0, 2} else [f"exit statuses {statuses}"]
    problems += ["a traceback" for error, _ in told if "Traceback" in error]
    return problems + ([] if call("verify", out).returncode == 0 else ["the output does not verify"])
