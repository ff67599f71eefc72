"""Twice the text takes at most 2.8 times as long, whatever the text; one process a text, in processor time."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from tests.conftest import ROOT
from tests.drills.table import Figure
from tests.running.helpers import environment

FACTOR, SECONDS = 2.8, 60
FLOOR = 0.3
"""Seconds below which a time says nothing."""
HOSTILE = {
    "one_letter": "'a' * n",
    "blanks": "' ' * n + 'x'",
    "newlines": "'\\n' * n + 'x'",
    "short_lines": "'x\\n' * (n // 2)",
    "blank_ends": "'x  \\n' * (n // 4)",
    "hashtags": "'#tag ' * (n // 5) + '!'",
    "hashtag_lines": "'#tag\\n' * (n // 5)",
    "entities": "'&amp;' * (n // 5)",
    "nested_entity": "'&' + 'amp;' * (n // 4)",
    "marks": "'a' + '\\u0301\\u0323' * (n // 2)",
    "mojibake": "'Ã\\xa0 ' * (n // 3)",
    "mojibake_lines": "'cafÃ© au lait, s’il vous plaÃ®t\\n' * (n // 32)",
    "expanding": "'\\ufdfa' * n",
    "digits": "'1,' * (n // 2)",
    "dots": "'a.' * (n // 2)",
    "at": "'a@' * (n // 2)",
    "brackets": "'(' * n",
    "dates": "'12 May 2021\\n' * (n // 12)",
    "bylines": "'By Jane Miller\\n' * (n // 15)",
    "share": "'share on facebook ' * (n // 18)",
    "foreign_lines": "'Министры договорились встретиться снова.\\nThe ministers agreed to meet again.\\n' * (n // 77)",
    "scripts": "'a日я한ع' * (n // 5)",
    "zwj": "'\\u200d' * n",
    "words": "' '.join('word%d' % i for i in range(n // 9))",
    "long_words": "('a' * 5000 + ' ') * (n // 5001)",
}
SCRIPT = """
import resource, sys, time
from pipeline import clean
clean("The first document loads what is loaded once. Dies ist ein Satz.")
n = int(sys.argv[1])
text = eval(sys.argv[2])
start = time.process_time()
clean(text)
print(time.process_time() - start)
"""


def drill(folder: Path, *, short: bool) -> Figure:
    sizes = (50_000, 100_000) if short else (200_000, 400_000, 800_000)
    problems = []
    worst, slowest = (0.0, ""), (0.0, "")
    for name, expression in HOSTILE.items():
        seconds = _times(expression, sizes)
        if math.inf in seconds:
            problems.append(f"{name}: over {4 * SECONDS} s")
            continue
        slowest = max(slowest, (seconds[-1], name))
        for before, after in pairwise(seconds):
            factor = after / max(before, FLOOR)
            worst = max(worst, (factor, name))
            problems += [f"{name}: {before:.2f} s, then {after:.2f} s for twice the text"] if factor > FACTOR else []
        problems += [f"{name}: {seconds[-1]:.0f} s"] if seconds[-1] > SECONDS else []
    told = f"x{worst[0]:.2f} {worst[1]}, {slowest[0]:.1f} s {slowest[1]}"
    return Figure("growth", f"{len(HOSTILE)} texts to {sizes[-1]:,} characters", 0, 0, told, problems)


def _times(expression: str, sizes: Sequence[int]) -> list[float]:
    """Seconds for each size; the least of three where a doubling looks too dear, for others share the machine."""
    times = [_time(expression, size) for size in sizes]
    for _ in range(2):
        if math.inf in times or all(after <= FACTOR * max(before, FLOOR) for before, after in pairwise(times)):
            break
        times = [min(time, _time(expression, size)) for time, size in zip(times, sizes, strict=True)]
    return times


def _time(expression: str, size: int) -> float:
    job = [sys.executable, "-c", SCRIPT, str(size), expression]
    try:
        done = subprocess.run(job, env=environment(), cwd=ROOT, capture_output=True, text=True, timeout=4 * SECONDS)
    except subprocess.TimeoutExpired:
        return math.inf
    return float(done.stdout) if done.returncode == 0 else math.inf
