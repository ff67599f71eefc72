"""Ten times the corpus takes at most 1.25 times the memory, and 64 MB more: the peak of any process of a run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT
from tests.drills.table import Figure
from tests.running.helpers import command, environment

FACTOR, MORE = 1.25, 64
SENTENCE = "In the year {} the committee of {} said that the harbour would be closed on day {}, and that was all. "
SCRIPT = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def drill(folder: Path, *, short: bool) -> Figure:
    small, large = (10, 40) if short else (21, 210)
    peaks = [_peak(folder, megabytes) for megabytes in (small, large)]
    problems = [f"exit status {status}" for status, _ in peaks if status]
    allowed = FACTOR * peaks[0][1] + MORE
    problems += [f"{peaks[1][1]} MB, {allowed:.0f} allowed"] if peaks[1][1] > allowed else []
    told = f"{peaks[0][1]} MB, then {peaks[1][1]} MB"
    return Figure("memory", f"{small} and {large} MB", 0, 0, told, problems)


def _peak(folder: Path, megabytes: int) -> tuple[int, int]:
    """Exit status and the peak resident memory of any process, in MB."""
    source = folder / f"in{megabytes}"
    source.mkdir()
    for number in range(max(megabytes // 20, 1)):
        with open(source / f"{number:03}.jsonl", "w") as file:
            for record in range(min(megabytes, 20) * 500):
                text = "".join(SENTENCE.format(number, record, n) for n in range(19))
                file.write(json.dumps({"text": text}) + "\n")
    job = [
        sys.executable,
        "-c",
        SCRIPT,
        *command("run", source, "--output", folder / f"out{megabytes}", "--workers", 1),
    ]
    done = subprocess.run(job, env=environment(), cwd=ROOT, capture_output=True, text=True, check=True)
    status, peak = done.stdout.split()
    return int(status), int(peak)
