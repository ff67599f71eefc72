"""Generated documents whose repetitions and likeness are known."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.corpus.count import SHINGLE, count_shard
from pipeline.corpus.lookup import repeated_rows
from pipeline.corpus.merge import Duck
from pipeline.corpus.passes import merge_duplicates, merge_lines
from pipeline.corpus.sketch import sketch_shard
from pipeline.reading.records import Row, write_batches

MEMORY = 200 << 20


def vocabulary(size: int, seed: int = 7) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices("abcdefghijklmnoprstuvwy", k=chance.randint(2, 9))) for _ in range(size)]


def sentence(chance: random.Random, words: Sequence[str], least: int = 14, most: int = 24) -> str:
    return " ".join(chance.choices(words, k=chance.randint(least, most))).capitalize() + "."


def batches_of(texts: Iterable[tuple[str, str]], folder: str = "site") -> list[pa.RecordBatch]:
    """Batches of (id, text)."""
    return list(write_batches(Row(name, f"{folder}/{name}.txt", 0, text) for name, text in texts))


def find_repeated(folder: Path, shards: Sequence[Sequence[pa.RecordBatch]]) -> pa.Table:
    """The rows of `repeated` that the first shard looks up."""
    folder.mkdir(exist_ok=True)
    counted = [count_shard(batches, str(number)) for number, batches in enumerate(shards)]
    for number, tables in enumerate(counted):
        pq.write_table(tables.documents, folder / f"documents-{number}.parquet")
        pq.write_table(tables.lines, folder / f"lines-{number}.parquet")
    with Duck(folder / "spill", MEMORY) as duck:
        merge_lines(duck, sorted(folder.glob("documents-*")), sorted(folder.glob("lines-*")), folder)
    return repeated_rows("0", folder / "looked_up.parquet")


def find_duplicates(
    folder: Path, shards: Sequence[Sequence[pa.RecordBatch]], similarity: float = 0.8
) -> dict[str, dict[str, Any]]:
    """The rows of `duplicates`, by id."""
    for number, batches in enumerate(shards):
        tables = sketch_shard(count_shard(batches).documents, find_repeated(folder, [batches]).slice(0, 0), str(number))
        pq.write_table(tables.sketches, folder / f"sketches-{number}.parquet")
        pq.write_table(tables.bands, folder / f"bands-{number}.parquet")
    with Duck(folder / "spill", MEMORY) as duck:
        merge_duplicates(duck, sorted(folder.glob("sketches-*")), sorted(folder.glob("bands-*")), folder, similarity)
    return {row["id"]: row for row in pq.read_table(folder / "duplicates.parquet").to_pylist()}


def true_jaccard(one: Sequence[str], other: Sequence[str]) -> float:
    a, b = ({tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)} for words in (one, other))
    return len(a & b) / len(a | b)
