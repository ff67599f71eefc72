from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus.clusters import Pairs, best_of, jaccard, pairs_of, stars
from pipeline.corpus.count import count_shard
from pipeline.corpus.marking import mark_duplicates
from pipeline.corpus.sketch import sketch_shard
from pipeline.corpus.tables import DUPLICATES, REPEATED
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


def test_a_chain_is_not_one_cluster(tmp_path: Path) -> None:
    chance = random.Random(5)
    chain = [chance.choices(WORDS, k=200)]
    for step in range(11):
        # Each one differs from the one before in 4 new places: neighbours are alike, ends are not.
        words = list(chain[-1])
        for place in range(step * 16, step * 16 + 16, 4):
            words[place] = chance.choice(WORDS)
        chain.append(words)
    found = find_duplicates(tmp_path, [batches_of([(f"c{n:02}", text_of(words)) for n, words in enumerate(chain)])])
    assert true_jaccard(chain[0], chain[-1]) < 0.5
    assert len({row["cluster"] for row in found.values()}) > 2
    for name, row in found.items():
        if row["duplicate_of"]:
            kept = chain[int(row["duplicate_of"][1:])]
            assert true_jaccard(kept, chain[int(name[1:])]) >= 0.8


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
    one, other = (pa.array([sorted(held) for held in column], pa.list_(pa.int32())) for column in (sets, others))
    with np.errstate(invalid="ignore"):
        found = jaccard(one, other)
    for a, b, value in zip(sets, others, found, strict=True):
        assert not a | b or value == len(a & b) / len(a | b)


EDGES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] != pair[1]), max_size=15, unique=True
)


@given(EDGES, st.randoms(use_true_random=False))
def test_stars(edges: list[tuple[int, int]], chance: random.Random) -> None:
    def taken(edges: list[tuple[int, int]]) -> dict[int, tuple[int, float]]:
        one, other = (np.array([edge[side] for edge in edges], np.int64) for side in (0, 1))
        return stars(pairs_of(one, other, np.ones(len(edges))).at_least(1))

    found = taken(edges)
    shuffled = [edge[::-1] for edge in edges]
    chance.shuffle(shuffled)
    assert taken(shuffled) == found
    for worse, (kept, _) in found.items():
        assert kept < worse
        assert kept not in found
        assert (kept, worse) in edges or (worse, kept) in edges


def test_components() -> None:
    pairs = Pairs(np.array([0, 3, 1]), np.array([4, 5, 4]), np.ones(3))
    assert best_of(pairs, 7).tolist() == [0, 0, 2, 3, 0, 3, 6]


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
