"""Time and memory of the passes across documents on generated sites whose template lines and duplicates are known.

    python benchmarks/scale.py 10000 100000 [--folder DIR] [--memory MB]

Documents are generated shard by shard and never stored, so that a million fit any disk. Each step runs in a process
of its own: CPU seconds and peak memory are its own, too. Precision and recall are counted over (document, line) and
over documents that duplicate another.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.corpus.count import count_shard
from pipeline.corpus.lookup import repeated_rows
from pipeline.corpus.merge import Duck
from pipeline.corpus.passes import merge_duplicates, merge_lines
from pipeline.corpus.sketch import sketch_shard
from pipeline.corpus.tables import write_table
from pipeline.reading.records import Row, write_batches

SHARD, SITE = 5_000, 200
"""Documents of a shard and of a site; sites lie across shards."""
WORDS, SENTENCES = 18, 12
TEMPLATE = 6
COPIES = 10
"""Every tenth document is a copy of the one before with 0 to 12 other words."""
VOCABULARY = 50_000


def vocabulary() -> np.ndarray[Any, Any]:
    """All words."""
    chance = np.random.default_rng(1)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    return np.array(["".join(chance.choice(letters, size)) for size in chance.integers(3, 10, VOCABULARY)], object)


def words_of(number: int) -> np.ndarray[Any, Any]:
    """The word numbers of a document's own text."""
    if number % COPIES == 1:
        words = words_of(number - 1).copy()
        chance = np.random.default_rng(number)
        places = chance.integers(0, len(words), number // COPIES % 13)
        words[places] = chance.integers(0, VOCABULARY, len(places))
        return words
    # Zipf-like, as words are.
    drawn = np.random.default_rng(number).zipf(1.2, WORDS * SENTENCES)
    return np.asarray(drawn * 7919 % VOCABULARY)


def template_of(site: int, words: np.ndarray[Any, Any]) -> list[str]:
    """The lines that every document of a site has."""
    chance = np.random.default_rng((7, site))
    return [" ".join(words[chance.integers(0, VOCABULARY, 4)]) for _ in range(TEMPLATE)]


def shard(number: int, documents: int) -> Iterator[Row]:
    """The documents of one shard."""
    words = vocabulary()
    sites = max(documents // SITE, 1)
    for document in range(number * SHARD, min((number + 1) * SHARD, documents)):
        own = words[words_of(document)].reshape(SENTENCES, WORDS)
        template = template_of(document % sites, words)
        lines = [*template[:3], *(" ".join(line) + "." for line in own), *template[3:]]
        url = f"https://s{document % sites}.example/{document}"
        yield Row(f"{document:08}", "generated.jsonl", document, "\n".join(lines), url=url)


def count(folder: Path, documents: int) -> dict[str, Any]:
    """Count every shard."""
    size, seconds = 0, 0.0
    for number in range(-(-documents // SHARD)):
        batches = list(write_batches(shard(number, documents)))
        size += sum(batch["text"].nbytes for batch in batches)
        started = time.process_time()
        tables = count_shard(batches, f"documents-{number:05}")
        write_table(tables.documents, folder / f"documents-{number:05}.parquet")
        write_table(tables.lines, folder / f"lines-{number:05}.parquet")
        seconds += time.process_time() - started
    return {"text_mb": size / 1e6, "cpu": seconds}


def lines(folder: Path, memory: int) -> dict[str, Any]:
    """Merge the lines."""
    with Duck(folder / "spill", memory) as duck:
        merge_lines(duck, sorted(folder.glob("documents-*")), sorted(folder.glob("lines-*")), folder)
    return {}


def sketch(folder: Path) -> dict[str, Any]:
    """Sketch every shard."""
    for path in sorted(folder.glob("documents-*")):
        documents = pq.read_table(path)
        tables = sketch_shard(documents, repeated_rows(path.stem, folder / "looked_up.parquet"), path.stem)
        write_table(tables.sketches, folder / f"sketches-{path.stem}.parquet")
        write_table(tables.bands, folder / f"bands-{path.stem}.parquet")
    return {}


def duplicates(folder: Path, memory: int) -> dict[str, Any]:
    """Find the duplicates."""
    with Duck(folder / "spill", memory) as duck:
        merge_duplicates(duck, sorted(folder.glob("sketches-*")), sorted(folder.glob("bands-*")), folder, 0.8)
    return {}


def judge(folder: Path, documents: int) -> dict[str, float]:
    """Precision and recall of repeated lines and of duplicates, and the members of the largest cluster."""
    sites = max(documents // SITE, 1)
    found = pq.read_table(folder / "repeated.parquet", columns=["site", "line"]).num_rows
    rows = pq.read_table(folder / "duplicates.parquet").to_pylist()
    claimed = {tuple(sorted((int(row["id"]), int(row["duplicate_of"])))) for row in rows if row["duplicate_of"]}
    copies = range(1, documents, COPIES)
    true = {(copy - 1, copy) for copy in copies if jaccard(copy - 1, copy) >= 0.8}
    clusters = pa.array([row["cluster"] for row in rows], pa.string()).value_counts().to_pylist()
    right = len(claimed & true)
    return {
        "lines_found": found,
        "lines_true": sites * TEMPLATE,
        "duplicate_precision": right / max(len(claimed), 1),
        "duplicate_recall": right / max(len(true), 1),
        "duplicates": len(true),
        "largest_cluster": max((pair["counts"] for pair in clusters), default=0),
    }


def jaccard(one: int, other: int) -> float:
    """The true similarity of two documents' own texts."""
    sets = [
        {tuple(words[i : i + 5]) for i in range(len(words) - 4)}
        for words in (words_of(one).tolist(), words_of(other).tolist())
    ]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def measured(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `work` returns, its CPU seconds, wall seconds and peak memory, from a process of its own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_measured, (work,))


def _measured(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu, wall = time.process_time(), time.monotonic()
    found = work()
    used = {"cpu": time.process_time() - cpu, "wall": time.monotonic() - wall}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {**used, "peak_mb": peak / 1024, "start_mb": base / 1024, **found}


def main() -> None:
    """Print one line of JSON a step and size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=int, nargs="+")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--memory", type=int, default=256, help="limit of DuckDB in MB")
    given = parser.parse_args()
    for documents in given.documents:
        with tempfile.TemporaryDirectory(dir=given.folder) as name:
            folder = Path(name)
            memory = given.memory << 20
            steps: dict[str, Callable[[], dict[str, Any]]] = {
                "count": partial(count, folder, documents),
                "merge lines": partial(lines, folder, memory),
                "sketch": partial(sketch, folder),
                "merge duplicates": partial(duplicates, folder, memory),
                "judge": partial(judge, folder, documents),
            }
            for step, work in steps.items():
                figures = {key: round(value, 3) for key, value in measured(work).items()}
                stored = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
                print(json.dumps({"documents": documents, "step": step, **figures, "tables_mb": round(stored, 1)}))
                sys.stdout.flush()


if __name__ == "__main__":
    main()
