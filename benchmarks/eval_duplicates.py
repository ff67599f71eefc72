"""Near duplicates on generated pairs whose Jaccard similarity is known: `python -m benchmarks.eval_duplicates`.

By grade: pairs that the recipe's threshold makes duplicates and that are found (recall), and found pairs that are
duplicates (precision); beside it, what the MinHash bands alone would pair. Then families (one text and its copies) and
chains (each text like the one before, the ends unlike): clusters larger than the truth, documents that name one which
they are not like, and how many texts of a chain are kept. Joining bands transitively keeps one.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.corpus.count import SHINGLE, count_shard
from pipeline.corpus.merge import Duck
from pipeline.corpus.passes import merge_duplicates
from pipeline.corpus.sketch import sketch_shard
from pipeline.corpus.tables import REPEATED, write_table
from pipeline.reading.records import Row, write_batches
from pipeline.recipe import Recipe

GRADES = {0.5: (12, 180), 0.6: (9, 180), 0.7: (6, 170), 0.75: (5, 175), 0.8: (4, 180), 0.85: (3, 185), 0.9: (2, 190)}
GRADES |= {0.95: (1, 195), 1.0: (0, 180)}
"""Jaccard similarity -> changed words and shingles of a text: a change far from all others makes 5 shingles new, so
two texts of n shingles with k changes have a similarity of (n - 5k) / (n + 5k)."""
LENGTHS = (1, 4)
FAMILIES, COPIES = 40, 5
CHAINS, LINKS = 20, 12
MEMORY = 200 << 20

Words = list[str]


def chance_of(seed: object) -> random.Random:
    """Draws that are the same every time."""
    return random.Random(str(seed))  # noqa: S311 - nothing here is secret


VOCABULARY = ["".join(chance_of(n).choices("abcdefghijklmnoprstuvwy", k=2 + n % 8)) for n in range(20_000)]


class Verdicts(NamedTuple):
    """What the passes say: rows of `duplicates` by id, and the pairs that shared a band."""

    rows: Mapping[str, Mapping[str, Any]]
    banded: frozenset[frozenset[str]]


def similarity(one: Sequence[str], other: Sequence[str]) -> float:
    """The Jaccard similarity of the texts' shingles."""
    a, b = ({tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)} for words in (one, other))
    return len(a & b) / len(a | b)


def new_text(chance: random.Random, shingles: int) -> Words:
    """A text of so many shingles."""
    return chance.choices(VOCABULARY, k=shingles + SHINGLE - 1)


def changed(chance: random.Random, words: Words, changes: int) -> Words:
    """The text with that many other words, so far apart and from the ends that no shingle has two."""
    words = list(words)
    room = (len(words) - SHINGLE + 1) // max(changes, 1)
    for change in range(changes):
        place = change * room + SHINGLE - 1 + chance.randrange(max(room - SHINGLE, 0) + 1)
        words[place] = "x" + chance.choice(VOCABULARY)
    return words


def graded_pairs(grade: float, number: int, seed: int = 1) -> Iterator[tuple[Words, Words]]:
    """Pairs of this similarity, short and long ones in turn."""
    chance = chance_of(f"{seed} {grade}")
    changes, shingles = GRADES[grade]
    for pair in range(number):
        times = LENGTHS[pair % len(LENGTHS)]
        words = new_text(chance, shingles * times)
        yield words, changed(chance, words, changes * times)


def chain(seed: int, links: int = LINKS) -> list[Words]:
    """Texts of which each is like the one before (0.85), and the last is not like the first."""
    chance = chance_of(seed)
    changes, shingles = GRADES[0.85]
    texts = [new_text(chance, shingles)]
    while len(texts) < links:
        texts.append(changed(chance, texts[-1], changes))
    return texts


def family(seed: int) -> list[Words]:
    """A text and copies of it, all of which are alike (0.9 with it, about 0.8 with each other)."""
    chance = chance_of(seed)
    changes, shingles = GRADES[0.95]
    words = new_text(chance, shingles)
    return [words, *(changed(chance, words, changes) for _ in range(COPIES))]


def judge(texts: Mapping[str, Words], threshold: float) -> Verdicts:
    """What the passes say of these texts."""
    rows = (Row(name, "made/x", at, " ".join(words)) for at, (name, words) in enumerate(texts.items()))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sketched = sketch_shard(count_shard(write_batches(rows)).documents, REPEATED.empty_table(), "made")
        write_table(sketched.sketches, folder / "sketches.parquet")
        write_table(sketched.bands, folder / "bands.parquet")
        with Duck(folder / "spill", MEMORY) as duck:
            merge_duplicates(duck, [folder / "sketches.parquet"], [folder / "bands.parquet"], folder, threshold)
        found = pq.read_table(folder / "duplicates.parquet").to_pylist()
        pairs = pq.read_table(folder / "pairs.parquet")
        same = pq.read_table(folder / "exact.parquet")
    banded = {frozenset(pair) for pair in zip(*(pairs[side].to_pylist() for side in ("one", "other")), strict=True)}
    banded |= {frozenset(pair) for pair in zip(*(same[side].to_pylist() for side in ("id", "best")), strict=True)}
    return Verdicts({row["id"]: row for row in found}, frozenset(banded))


def show_grades(threshold: float, number: int = 300) -> None:
    """One line a grade."""
    pairs = {(grade, n): pair for grade in GRADES for n, pair in enumerate(graded_pairs(grade, number))}
    texts = {f"{grade} {n} {side}": words for (grade, n), pair in pairs.items() for side, words in enumerate(pair)}
    found = judge(texts, threshold)
    claimed = {frozenset((name, row["duplicate_of"])) for name, row in found.rows.items() if row["duplicate_of"]}
    print(f"threshold {threshold}")
    print(f"{'grade':>6} {'pairs':>6} {'alike':>6} {'found':>6} {'P':>6} {'R':>6} {'bands alone':>12}")
    for grade in GRADES:
        names = {n: frozenset(f"{grade} {n} {side}" for side in (0, 1)) for n in range(number)}
        alike = {names[n] for n in range(number) if similarity(*pairs[grade, n]) >= threshold}
        said = {name for name in names.values() if name in claimed}
        right = len(alike & said)
        precision, recall = (f"{right / len(of):.3f}" if of else "-" for of in (said, alike))
        banded = sum(name in found.banded for name in names.values())
        print(f"{grade:6} {number:6} {len(alike):6} {len(said):6} {precision:>6} {recall:>6} {banded:12}")
    print(f"pairs across grades that are called duplicates: {len(claimed - set(map(frozenset, _pairs(texts))))}")


def _pairs(texts: Mapping[str, Words]) -> Iterator[tuple[str, str]]:
    return ((name, f"{name[:-1]}1") for name in texts if name.endswith(" 0"))


def show_groups(threshold: float) -> None:
    """Families and chains."""
    for label, groups in (
        ("families", [family(seed) for seed in range(FAMILIES)]),
        ("chains", [chain(seed) for seed in range(CHAINS)]),
    ):
        texts = {f"{n} {place}": words for n, group in enumerate(groups) for place, words in enumerate(group)}
        rows = judge(texts, threshold).rows
        named = {name: row["duplicate_of"] for name, row in rows.items() if row["duplicate_of"]}
        unlike = sum(similarity(texts[name], texts[kept]) < threshold for name, kept in named.items())
        largest = max(Counter(row["cluster"] for row in rows.values()).values(), default=0)
        print(f"{label}: {len(groups)} of {len(groups[0])} texts; {len(texts) - len(named)} kept, largest {largest}")
        print(f"  {unlike} name a text that they are not like, {_strays(rows)} clusters hold texts of two {label}")


def _strays(rows: Mapping[str, Mapping[str, Any]]) -> int:
    groups = {(row["cluster"], name.split()[0]) for name, row in rows.items()}
    return len(groups) - len({cluster for cluster, _ in groups})


def main() -> None:
    """Print the tables, at the threshold of the recipe that is used by default."""
    pa.set_cpu_count(1)
    threshold = Recipe().duplicates.similarity
    show_grades(threshold)
    show_groups(threshold)


if __name__ == "__main__":
    main()
