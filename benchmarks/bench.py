"""Time the whole shipped chain, Parquet to Parquet on one pinned core, against named peers in the same run.

    python benchmarks/bench.py [--data DIR] [--rounds 5] [--readme]

Figures are net CPU seconds (user and system, the start-up of a one-row run taken off), medians of interleaved
rounds; only ratios inside one run mean anything. Workloads: `web` (whole pages as text), `multilingual` (documents of
12 lines in one of many languages, one in eight with a line of another), `news` (clean article prose). DIR holds
`boilerplate/*pages*.jsonl.gz` and `encoding/*.jsonl.gz` with the fields `lines`, `gold`, `language`, `text`; without it
the texts are made from `prose.toml`.
"""

from __future__ import annotations

import argparse
import compileall
import gzip
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent
MEGABYTES = {"web": 100, "multilingual": 50, "news": 100}
"""A few batches each: what is loaded when a language is first met is a small part, as in a corpus."""
SLOW = {"datatrove_ftfy": 5, "datatrove_chain": 50, "script_pycld2": 20, "script_langdetect": 500}
"""Peers that run on one row in so many, so that a run ends."""
CONTENDERS = ("arrow_copy", "pipeline", "datatrove_ftfy", "datatrove_chain", "script_pycld2", "script_langdetect")
LONGEST = 20_000
"""Characters from which a labelled document is no source of lines: hostile ones are made of one line."""
LINES, FOREIGN = 12, 8
"""Lines of a multilingual document; one such document in so many holds a foreign line."""
MARKS = ("<!-- bench -->", "<!-- /bench -->")


def rows_of(path: Path) -> Iterator[dict[str, object]]:
    """The JSON objects of a .jsonl.gz file."""
    with gzip.open(path, "rb") as file:
        yield from map(json.loads, file)


def given(data: Path) -> dict[str, list[str]]:
    """The workloads from a folder of labelled pages and documents."""
    pages = list(rows_of(next((data / "boilerplate").glob("*pages*.jsonl.gz"))))
    sentences: dict[str, list[str]] = {}
    for row in rows_of(next((data / "encoding").glob("*.jsonl.gz"))):
        if len(str(row["text"])) < LONGEST:
            sentences.setdefault(str(row["language"]), []).extend(filter(None, str(row["text"]).split("\n")))
    return {
        "web": ["\n".join(row["lines"]) for row in pages],  # type: ignore[arg-type]
        "multilingual": list(of_many_languages(sentences)),
        "news": [str(row["gold"]) for row in pages if row["gold"]],
    }


def of_many_languages(sentences: dict[str, list[str]]) -> Iterator[str]:
    """Documents of LINES lines of one language each; one in FOREIGN holds a line of another."""
    chance = random.Random(0)  # noqa: S311
    for lines in sentences.values():
        chance.shuffle(lines)
    rounds = max(map(len, sentences.values())) // LINES
    for number in range(rounds * len(sentences)):
        language = list(sentences)[number % len(sentences)]
        at = number // len(sentences) * LINES
        lines = sentences[language][at : at + LINES]
        if len(lines) == LINES:
            if number % FOREIGN == 0:
                lines[chance.randrange(LINES)] = chance.choice(sentences[chance.choice(sorted(sentences))])
            yield "\n".join(lines)


def made() -> dict[str, list[str]]:
    """The workloads made from the sentences in `prose.toml`."""
    prose = tomllib.loads((HERE / "prose.toml").read_text("utf-8"))
    sentences = {language: list(lines_in(table)) for language, table in prose.items()}
    chance = random.Random(0)  # noqa: S311
    page = [
        "Home",
        "News",
        "Sport",
        "Sign in",
        "Share on Facebook",
        "4 May 2021",
        "#Harvest",
        "Read more",
        "© 2021 Example",
    ]

    def article(lines: list[str]) -> list[str]:
        return [" ".join(chance.choices(lines, k=5)) for _ in range(12)]

    english = sentences["en"]
    return {
        "web": [
            "\n".join([*chance.choices(page, k=40), *article(english), *chance.choices(page, k=40)]) for _ in range(600)
        ],
        "multilingual": list(of_many_languages({name: chance.choices(of, k=900) for name, of in sentences.items()})),
        "news": ["\n\n".join(article(english)) for _ in range(1500)],
    }


def lines_in(value: object) -> Iterator[str]:
    """Every string in a table of tables and lists."""
    if isinstance(value, str):
        yield from value.split("\n")
    elif isinstance(value, dict):
        for part in value.values():
            yield from lines_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from lines_in(part)


def write_workload(path: Path, texts: list[str], megabytes: float) -> float:
    """As many of `texts` as make `megabytes`; long lines of a copy bear its number, before the last character, for what
    a line ends in is what filters ask for. Returns the size."""
    chosen: list[str] = []
    size = 0
    for copy in range(1000):
        for text in texts:
            lines = [f"{line[:-1]} {copy}{line[-1]}" if copy and len(line) > 40 else line for line in text.split("\n")]
            chosen.append("\n".join(lines))
            size += len(chosen[-1].encode())
            if size >= megabytes * 1e6:
                pq.write_table(pa.table({"text": chosen}), path, row_group_size=500)
                return size / 1e6
    raise ValueError("the workload is too small")


def started(name: str, source: Path, target: Path, core: int = 0) -> subprocess.Popen[bytes]:
    """One contender at work on a core of its own."""
    command = ["taskset", "-c", str(core), sys.executable, str(HERE / "contenders.py"), name, str(source), str(target)]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent), "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def ended(*processes: subprocess.Popen[bytes]) -> None:
    """Wait for contenders; raises CalledProcessError for one that failed."""
    for process in processes:
        if status := process.wait():
            raise subprocess.CalledProcessError(status, process.args)


def seconds(name: str, source: Path, target: Path) -> float:
    """User and system CPU seconds of one contender on one core."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended(started(name, source, target))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def two_at_once(folder: Path, source: Path, rounds: int) -> float:
    """How many times the text of one process two do in the same time, each on a core of its own."""
    targets = [folder / f"{core}.parquet" for core in range(2)]
    ratios = []
    for _ in range(rounds):
        start = time.monotonic()
        ended(started("pipeline", source, targets[0]))
        between = time.monotonic()
        ended(*(started("pipeline", source, target, core) for core, target in enumerate(targets)))
        ratios.append(2 * (between - start) / (time.monotonic() - between))
    return statistics.median(ratios)


def thinned(source: Path, target: Path, every: int) -> float:
    """One row in `every` of a workload; returns its megabytes."""
    texts = pq.read_table(source)["text"].to_pylist()[::every]
    pq.write_table(pa.table({"text": texts}), target, row_group_size=500)
    return sum(len(text.encode()) for text in texts) / 1e6


def measure(folder: Path, source: Path, rounds: int) -> dict[str, float]:
    """Net megabytes a second of each contender on one workload."""
    one = folder / "one.parquet"
    pq.write_table(pq.read_table(source).slice(0, 1), one)
    inputs = {name: folder / f"{name}.in.parquet" for name in CONTENDERS}
    sizes = {name: thinned(source, path, SLOW.get(name, 1)) for name, path in inputs.items()}
    spent: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(rounds):
        for name in CONTENDERS:
            start = seconds(name, one, folder / "out.parquet")
            spent[name].append(seconds(name, inputs[name], folder / "out.parquet") - start)
    return {name: sizes[name] / max(statistics.median(times), 0.001) for name, times in spent.items()}


def table(figures: dict[str, dict[str, float]]) -> Iterable[str]:
    """Speeds and the pipeline's ratios as a Markdown table."""
    yield "| contender | " + " | ".join(f"{name}, MB/s" for name in figures) + " | the pipeline is faster by |"
    yield "|---|" + "---|" * (len(figures) + 1)
    for name in CONTENDERS:
        speeds = " | ".join(f"{speed[name]:.2f}" for speed in figures.values())
        ratios = " / ".join(f"{speed['pipeline'] / speed[name]:.2g}" for speed in figures.values())
        yield f"| {name.replace('_', ' ')} | {speeds} | {ratios} |"


def write_readme(lines: list[str]) -> None:
    """Put the table between its marks in the README."""
    path = HERE.parent / "README.md"
    head, _, rest = path.read_text("utf-8").partition(MARKS[0])
    tail = rest.partition(MARKS[1])[2]
    path.write_text("\n".join([head + MARKS[0], *lines, MARKS[1]]) + tail, "utf-8")


def main() -> None:
    """Measure every workload and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the usual megabytes")
    parser.add_argument("--readme", action="store_true", help="write the table to the README")
    options = parser.parse_args()
    compileall.compile_dir(HERE.parent / "pipeline", quiet=2)
    figures, twice = {}, {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for workload, texts in (given(options.data) if options.data else made()).items():
            source = folder / f"{workload}.parquet"
            write_workload(source, texts, MEGABYTES[workload] * options.scale)
            figures[workload] = measure(folder, source, options.rounds)
            twice[workload] = two_at_once(folder, source, options.rounds)
    by_two = " / ".join(f"{ratio:.1f}" for ratio in twice.values())
    lines = [*table(figures), "", f"Two processes on two cores do {by_two} times what one does."]
    print("\n".join(lines))
    if options.readme:
        write_readme(lines)


if __name__ == "__main__":
    main()
