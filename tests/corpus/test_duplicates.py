from __future__ import annotations

import math
import random
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import eval_duplicates
from pipeline.corpus import clusters, compare
from pipeline.corpus.clusters import best_of, join_pairs, pairs_of, stars, unjudged
from pipeline.corpus.compare import Lists, jaccard
from pipeline.corpus.count import count_shard
from pipeline.corpus.marking import mark_duplicates
from pipeline.corpus.merge import Duck
from pipeline.corpus.passes import merge_duplicates
from pipeline.corpus.sketch import sketch_shard
from pipeline.corpus.tables import BANDS, DUPLICATES, MOST_SHINGLES, REPEATED, SKETCHES, write_table
from pipeline.normal import hash_lines
from pipeline.reading.records import Row, batch_of
from pipeline.schema import CLEANED
from tests.corpus.generated import batches_of, find_duplicates, true_jaccard, vocabulary

WORDS = vocabulary(20_000)


def changed(chance: random.Random, words: list[str], edits: int) -> list[str]:
    words = list(words)
    for place in chance.sample(range(len(words)), edits):
        words[place] = chance.choice(WORDS)
    return words


def text_of(words: list[str]) -> str:
    return "\n".join(" ".join(words[at : at + 40]) for at in range(0, len(words), 40))


def test_near_duplicates_of_known_jaccard(tmp_path: Path) -> None:
    chance = random.Random(3)
    originals = {f"{n:03}": chance.choices(WORDS, k=200) for n in range(150)}
    versions = {name: changed(chance, words, chance.randint(0, 12)) for name, words in originals.items()}
    shards = [[(f"a{name}", text_of(words)) for name, words in originals.items()]]
    shards.append([(f"b{name}", text_of(words)) for name, words in versions.items()])
    found = find_duplicates(tmp_path, [batches_of(texts) for texts in shards])
    for name, words in originals.items():
        likeness = true_jaccard(words, versions[name])
        pair = [found.get(f"a{name}"), found.get(f"b{name}")]
        assert (likeness >= 0.8) == (pair != [None, None]), likeness
        if pair != [None, None]:
            assert {row["cluster"] for row in pair if row} == {f"a{name}"}
            assert pair[1]["duplicate_of"] == f"a{name}"  # type: ignore[index]
            assert pair[1]["similarity"] == pytest.approx(likeness, abs=1e-6)  # type: ignore[index]


@pytest.mark.parametrize("grade", eval_duplicates.GRADES)
def test_graded_pairs(grade: float) -> None:
    pairs = list(eval_duplicates.graded_pairs(grade, 20))
    assert all(eval_duplicates.similarity(*pair) == pytest.approx(grade, abs=0.005) for pair in pairs)
    texts = {f"{n} {side}": words for n, pair in enumerate(pairs) for side, words in enumerate(pair)}
    rows = eval_duplicates.judge(texts, 0.8).rows
    alike = {n for n, pair in enumerate(pairs) if eval_duplicates.similarity(*pair) >= 0.8}
    assert {name for name, row in rows.items() if row["duplicate_of"]} <= set(texts)
    assert {(name.split()[0], row["cluster"].split()[0]) for name, row in rows.items()} == {
        (f"{n}",) * 2 for n in alike
    }
    assert len(rows) == 2 * len(alike)


def test_long_documents_are_compared_by_a_part_of_their_shingles() -> None:
    chance = random.Random(2)
    texts = {}
    for name, changes in (("alike", 190), ("unlike", 330)):
        texts[f"{name} 0"] = eval_duplicates.new_text(chance, 12_000)
        texts[f"{name} 1"] = eval_duplicates.changed(chance, texts[f"{name} 0"], changes)
    rows = eval_duplicates.judge(texts, 0.8).rows
    assert rows.keys() == {"alike 0", "alike 1"}
    true = eval_duplicates.similarity(texts["alike 0"], texts["alike 1"])
    assert [row["similarity"] for row in rows.values() if row["duplicate_of"]] == [pytest.approx(true, abs=0.02)]


def test_a_chain_does_not_swallow_its_source() -> None:
    texts = dict(zip(map(str, range(12)), eval_duplicates.chain(5), strict=True))
    neighbours = [eval_duplicates.similarity(texts[str(n)], texts[str(n + 1)]) for n in range(11)]
    assert min(neighbours) >= 0.8
    assert eval_duplicates.similarity(texts["0"], texts["11"]) < 0.5
    rows = eval_duplicates.judge(texts, 0.8).rows
    named = {name: row["duplicate_of"] for name, row in rows.items() if row["duplicate_of"]}
    assert named
    assert all(eval_duplicates.similarity(texts[name], texts[kept]) >= 0.8 for name, kept in named.items())
    assert len({row["cluster"] for row in rows.values()}) >= 4


def test_a_cluster_is_no_larger_than_its_family() -> None:
    texts = {f"{n} {place}": words for n in range(4) for place, words in enumerate(eval_duplicates.family(n))}
    rows = eval_duplicates.judge(texts, 0.8).rows
    assert rows.keys() == texts.keys()
    assert all(row["cluster"].split()[0] == name.split()[0] for name, row in rows.items())
    assert len({row["cluster"] for row in rows.values()}) == 4


def test_exact_duplicates_know_no_case_and_punctuation(tmp_path: Path) -> None:
    texts = [
        ("b", "Hello, World"),
        ("a", "hello   world!"),
        ("c", "hello world 2"),
        ("d", "***"),
        ("e", "***"),
        ("f", "**"),
    ]
    found = find_duplicates(tmp_path, [batches_of(texts)])
    assert {name: row["duplicate_of"] for name, row in found.items()} == {"a": None, "b": "a", "d": None, "e": "d"}
    assert found["b"]["similarity"] == 1


def test_the_least_damaged_then_the_longest_is_kept(tmp_path: Path) -> None:
    words = random.Random(1).choices(WORDS, k=120)
    texts = [
        ("c", text_of(words)),
        ("b", text_of([*words, *WORDS[:5]])),
        ("a", text_of([*words, *WORDS[:6]]) + " \ufffd"),
    ]
    found = find_duplicates(tmp_path, [batches_of(texts)])
    assert {name: row["duplicate_of"] for name, row in found.items()} == {"a": "b", "b": None, "c": "b"}


def test_repeated_lines_make_no_duplicates() -> None:
    chance = random.Random(4)
    template = [" ".join(chance.choices(WORDS, k=12)) for _ in range(8)]
    own = [" ".join(chance.choices(WORDS, k=20)) for _ in range(2)]
    pages = [("a", [*template[:4], own[0], *template[4:]]), ("b", [own[0], *template]), ("c", [*template, own[1]])]
    [batch] = batches_of([(name, "\n".join(lines)) for name, lines in pages])
    hashes = [int(value) for value in hash_lines(pa.array(template))]
    repeated = pa.table([["site/"] * 8, hashes, [3] * 8, [100] * 8], schema=REPEATED)
    sketches = sketch_shard(count_shard([batch]).documents, repeated, "s").sketches.to_pylist()
    assert sketches[0]["shingles"] == sketches[1]["shingles"]
    assert not set(sketches[0]["shingles"]) & set(sketches[2]["shingles"])
    assert [row["words"] for row in sketches] == [16, 16, 16]


def test_numbers_make_another_text(tmp_path: Path) -> None:
    texts = [
        (f"d{n}", "\n".join(f"The price of item {k} is {n * 1000 + k} today" for k in range(30))) for n in range(3)
    ]
    assert find_duplicates(tmp_path, [batches_of(texts)]) == {}


def test_shards_change_nothing(tmp_path: Path) -> None:
    chance = random.Random(8)
    base = chance.choices(WORDS, k=150)
    texts = [(f"d{n}", text_of(changed(chance, base, n % 4))) for n in range(12)]
    one = find_duplicates(tmp_path / "one", [batches_of(texts)])
    three = find_duplicates(tmp_path / "three", [batches_of(texts[at::3]) for at in (2, 0, 1)])
    without = [{name: {**row, "shard": ""} for name, row in found.items()} for found in (one, three)]
    assert without[0] == without[1]
    assert one


SETS = st.lists(st.sets(st.integers(-5, 5)), min_size=2, max_size=6)


@given(SETS, st.data())
def test_jaccard_is_what_sets_say(sets: list[set[int]], data: st.DataObject) -> None:
    others = data.draw(st.permutations(sets))
    one, other = (
        pa.array([sorted(held, key=lambda number: number % 2**32) for held in column], pa.list_(pa.int32()))
        for column in (sets, others)
    )
    with np.errstate(invalid="ignore"):
        found = jaccard(one, other)
    for a, b, value in zip(sets, others, found, strict=True):
        assert not a | b or value == len(a & b) / len(a | b)


@pytest.mark.parametrize("sizes", [(MOST_SHINGLES + 500, MOST_SHINGLES - 500), (MOST_SHINGLES,) * 2])
def test_a_sample_is_compared_with_what_it_stands_for(sizes: tuple[int, int]) -> None:
    chance = np.random.default_rng(3)
    shared = chance.choice(1 << 32, 3000, replace=False)
    one, other = (np.union1d(shared, chance.choice(1 << 32, size - 3000, replace=False)) for size in sizes)
    true = len(np.intersect1d(one, other)) / len(np.union1d(one, other))
    lists = [pa.array([held[:MOST_SHINGLES].astype(np.uint32).view(np.int32)]) for held in (one, other)]
    assert jaccard(*lists)[0] == pytest.approx(true, abs=0.02)


EDGES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] != pair[1]), max_size=15, unique=True
)


def pairs_from(edges: list[tuple[int, int]]) -> clusters.Pairs:
    one, other = (np.array([edge[side] for edge in edges], np.int32) for side in (0, 1))
    return join_pairs([pairs_of(one, other, np.ones(len(edges)), 1)])


@given(EDGES, st.randoms(use_true_random=False))
def test_stars(edges: list[tuple[int, int]], chance: random.Random) -> None:
    def taken(edges: list[tuple[int, int]]) -> dict[int, int]:
        pairs = stars(pairs_from(edges), 10)
        return dict(zip(pairs.worse.tolist(), pairs.better.tolist(), strict=True))

    found = taken(edges)
    expected: dict[int, int] = {}
    for better, worse in sorted((min(edge), max(edge)) for edge in edges):
        if better not in expected:
            expected.setdefault(worse, better)
    assert found == expected
    shuffled = [edge[::-1] for edge in edges]
    chance.shuffle(shuffled)
    assert taken(shuffled) == found


@given(EDGES)
def test_components_are_what_neighbours_reach(edges: list[tuple[int, int]]) -> None:
    best = list(range(10))
    for _ in range(10):
        for one, other in edges:
            best[one] = best[other] = min(best[one], best[other])
    pairs = pairs_from(edges)
    assert best_of(pairs, 10).tolist() == best
    compared = {(min(edge), max(edge)) for edge in edges}
    asked = [(best[n], n) for n in range(10) if best[n] != n and (best[n], n) not in compared]
    assert list(zip(*(side.tolist() for side in unjudged(pairs, 10)), strict=True)) == asked


@pytest.mark.parametrize(
    ("edges", "documents", "best"),
    [
        ([], 0, []),
        ([], 2, [0, 1]),
        ([(0, 4), (3, 5), (1, 4)], 7, [0, 0, 2, 3, 0, 3, 6]),
        ([(n, n + 1) for n in range(6, -1, -1)], 8, [0] * 8),
        ([(1, 1), (2, 1), (2, 1)], 3, [0, 1, 1]),
    ],
)
def test_components(edges: list[tuple[int, int]], documents: int, best: list[int]) -> None:
    assert best_of(pairs_from(edges), documents).tolist() == best


def cleaned(read: pa.RecordBatch) -> pa.RecordBatch:
    rows = [
        {"id": row["id"], "text": "clean", "flags": ["redacted"], "edits": [{"rule": "r"}], "reason": row["reason"]}
        for row in read.to_pylist()
    ]
    return pa.RecordBatch.from_pylist(rows, schema=CLEANED)


VERDICTS = pa.Table.from_pylist(
    [
        {"id": "a", "shard": "s", "duplicate_of": None, "cluster": "a", "similarity": None},
        {"id": "b", "shard": "s", "duplicate_of": "a", "cluster": "a", "similarity": 0.875},
        {"id": "c", "shard": "s", "duplicate_of": "a", "cluster": "a", "similarity": 1.0},
        {"id": "x", "shard": "s", "duplicate_of": "a", "cluster": "a", "similarity": 1.0},
    ],
    DUPLICATES,
)


@pytest.mark.parametrize("reject", [False, True])
def test_marking(reject: bool) -> None:
    reasons = {"a": None, "b": None, "c": "too_large", "d": None}
    read = batch_of([Row(name, "s", n, f"source {name}", reason=why) for n, (name, why) in enumerate(reasons.items())])
    rows = {row["id"]: row for row in mark_duplicates(read, cleaned(read), VERDICTS, reject=reject).to_pylist()}
    assert list(rows) == list(reasons)
    assert (rows["a"]["duplicate_of"], rows["a"]["cluster"], rows["a"]["flags"]) == (None, "a", ["redacted"])
    assert (rows["b"]["duplicate_of"], rows["b"]["cluster"], rows["b"]["flags"]) == (
        "a",
        "a",
        ["redacted", "duplicate"],
    )
    assert (rows["c"]["reason"], rows["c"]["duplicate_of"]) == ("too_large", None)
    assert (rows["d"]["cluster"], rows["d"]["flags"]) == (None, ["redacted"])
    if reject:
        assert (rows["b"]["reason"], rows["b"]["text"], rows["b"]["edits"]) == ("duplicate", "source b", [])
        assert rows["b"]["detail"] == "has a Jaccard similarity of 0.88 with a, which is kept"
    else:
        assert (rows["b"]["reason"], rows["b"]["text"]) == (None, "clean")
    assert rows["d"]["text"] == "clean"


HASHES = st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 9), unique=True, max_size=6).map(sorted)


@given(st.lists(st.tuples(HASHES, HASHES), max_size=4), st.integers(1, 5))
def test_jaccard_of_samples_is_what_sets_say(pairs: list[tuple[list[int], list[int]]], most: int) -> None:
    def shared(one: list[int], other: list[int]) -> float:
        ends = [hashes[-1] for hashes in (one, other) if len(hashes) >= most]
        left, right = ({one for one in hashes if one <= min(ends, default=2**32)} for hashes in (one, other))
        return len(left & right) / len(left | right) if left | right else math.nan

    # A slice: its offsets do not begin with 0.
    columns = (pa.array([[7], *side], pa.list_(pa.uint32())).slice(1) for side in zip(*pairs, strict=True))
    with pytest.MonkeyPatch.context() as patch, np.errstate(invalid="ignore"):
        patch.setattr(compare, "MOST_SHINGLES", most)
        found = jaccard(*columns) if pairs else []
    np.testing.assert_array_equal(found, [shared(*pair) for pair in pairs])


@given(st.lists(HASHES, min_size=1, max_size=5), st.data())
def test_lists_in_a_file_are_compared_like_columns(held: list[list[int]], data: st.DataObject) -> None:
    numbers = data.draw(st.permutations([3 * n + 1 for n in range(len(held))]))
    hashes = pa.array([[7], *held], pa.list_(pa.uint32())).cast(pa.list_(pa.int32()), safe=False)
    rows = pa.record_batch([pa.array([0, *numbers]), hashes], names=["number", "shingles"]).slice(1)
    sides = [data.draw(st.lists(st.integers(0, len(held) - 1), min_size=4, max_size=4)) for _ in range(2)]
    with TemporaryFile() as file, pytest.MonkeyPatch.context() as patch, np.errstate(invalid="ignore"):
        patch.setattr(compare, "COMPARED_ROWS", 3)
        lists = Lists([rows.slice(0, 1), rows.slice(1)], file)
        found = lists.compare(*(np.array([numbers[at] for at in side]) for side in sides))
        expected = jaccard(*(rows["shingles"].take(pa.array(side)) for side in sides))
    np.testing.assert_array_equal(found, expected)


def test_many_long_documents_are_compared_in_little_memory(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    family = np.sort(chance.choice(1 << 32, MOST_SHINGLES, replace=False).astype(np.uint32)).view(np.int32)
    names = [f"{n:03}" for n in range(800)]
    sketches = pa.table(
        [names, ["s"] * 800, names, [0] * 800, [5000] * 800, pa.array([family] * 800, pa.list_(pa.int32()))],
        schema=SKETCHES,
    )
    write_table(sketches, tmp_path / "sketches")
    write_table(pa.table([np.arange(800) // 10, names], schema=BANDS), tmp_path / "bands")
    with Duck(tmp_path, 64 << 20) as duck:
        merge_duplicates(duck, [tmp_path / "sketches"], [tmp_path / "bands"], tmp_path, 0.8)
    rows = pq.read_table(tmp_path / "duplicates.parquet").to_pylist()
    assert [row["duplicate_of"] for row in rows] == [None if n % 10 == 0 else names[n // 10 * 10] for n in range(800)]
