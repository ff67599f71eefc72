"""A kill at any moment leaves nothing, the old run or the new one, whole; the next run ends with the same bytes."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

from tests.drills.table import Figure
from tests.running.helpers import call, command, environment, parts, strays

SENTENCE = "The committee said that token{:05}x was seen near the harbour on day {} of the month, and left.  \n"


def drill(folder: Path, *, short: bool) -> Figure:
    kills, polite = (2, [signal.SIGTERM]) if short else (20, [signal.SIGTERM, signal.SIGINT])
    draw = random.Random(11)
    old, new = _corpus(folder / "old", 0), _corpus(folder / "new", 3)
    whole = {}
    for name, source in (("old", old), ("new", new)):
        start = time.monotonic()
        call("run", source, "--output", folder / f"whole-{name}", "--workers", 2)
        seconds = time.monotonic() - start
        whole[name] = parts(folder / f"whole-{name}")
    problems = (
        [] if whole["old"] and whole["new"] and whole["old"] != whole["new"] else ["no whole run to compare with"]
    )
    tried = 0
    for kind in ("fresh", "resume", "replace"):
        out = folder / kind
        signals = [signal.SIGKILL] * kills + polite
        for number in signals:
            if kind != "resume" or parts(out) == whole["new"]:
                shutil.rmtree(out, ignore_errors=True)
            if kind == "replace":
                shutil.copytree(folder / "whole-old", out, symlinks=True)
            moment = draw.uniform(0.3, seconds)
            status = _kill(new, out, moment, number, alone=draw.random() < 0.5)
            tried += 1
            allowed = [whole["new"], whole["old"] if kind == "replace" else {}]
            told = f"{kind}, {signal.Signals(number).name} after {moment:.2f} s"
            problems += [] if parts(out) in allowed else [f"{told}: what is visible is no whole run"]
            problems += [] if status in (0, -number, 130) else [f"{told}: exit status {status}"]
            if kind != "resume":
                problems += _finish(new, out, whole["new"], told)
        problems += _finish(new, out, whole["new"], f"{kind}, at last")
    return Figure("crash", f"{tried} kills in 3 drills", 0, 0, f"a whole run takes {seconds:.1f} s", problems)


def _corpus(folder: Path, shift: int) -> Path:
    """Twelve files of about 12 kB; with `shift` some of them differ."""
    folder.mkdir()
    for number in range(12):
        text = [SENTENCE.format(number * 1000 + n, n + (shift if number % 4 == 0 else 0)) for n in range(25)]
        (folder / f"{number:02}.jsonl").write_text("\n".join(json.dumps({"text": one}) for one in text))
    return folder


def _kill(source: Path, out: Path, moment: float, number: int, *, alone: bool) -> int:
    """Run, signal after `moment` seconds (the process alone, or its whole group), and wait for its end."""
    job = subprocess.Popen(
        command("run", source, "--output", out, "--workers", 2),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(moment)
    if job.poll() is None:
        (os.kill if alone else os.killpg)(job.pid, number)
    return job.wait(timeout=30)


def _finish(source: Path, out: Path, whole: dict[str, bytes], told: str) -> list[str]:
    done = call("run", source, "--output", out, "--workers", 2)
    problems = (
        [] if done.returncode == 0 else [f"{told}: the next run ends with {done.returncode}: {done.stderr[-200:]}"]
    )
    problems += [] if parts(out) == whole else [f"{told}: the next run has other bytes"]
    return problems + [f"{told}: left over: {name}" for name in strays(out)]
