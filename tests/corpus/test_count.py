from __future__ import annotations

import random
import re
from pathlib import Path

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus.count import count_batch, count_shard
from pipeline.corpus.lookup import read_repeated, round_counts
from pipeline.corpus.tables import REPEATED, digest_of
from pipeline.normal import hash_lines
from pipeline.reading.records import Row, batch_of
from tests.corpus.generated import batches_of, find_repeated, sentence, vocabulary

WORDS = vocabulary(4000)


def line_hash(text: str) -> int:
    return int(hash_lines(pa.array([text]))[0])


def counts_of(rows: pa.Table, site: str = "site/") -> dict[int, tuple[int, int]]:
    counts: dict[int, tuple[int, int]] = read_repeated(rows)["repeated"].get(site, {})
    return counts


def pages(number: int, template: list[str], seed: int = 1) -> list[tuple[str, str]]:
    chance = random.Random(seed)
    return [(f"p{n}", "\n".join([*template, *(sentence(chance, WORDS) for _ in range(5))])) for n in range(number)]


def test_documents_are_counted_not_lines(tmp_path: Path) -> None:
    texts = [
        ("a", "Menu\nMenu\nMenu\nOne story here"),
        ("b", "Menu\nAnother story there"),
        ("c", "A third one\nA third one"),
    ]
    assert counts_of(find_repeated(tmp_path, [batches_of(texts)])) == {line_hash("menu"): (2, 60)}


def test_shards_are_counted_together(tmp_path: Path) -> None:
    template = ["Home", "Subscribe to our letter"]
    shards = [batches_of(pages(3, template, seed), "site") for seed in (1, 2)]
    assert counts_of(find_repeated(tmp_path, shards)) == {line_hash(line): (6, 100) for line in template}


def test_sites_are_apart(tmp_path: Path) -> None:
    shards = [batches_of([("a", "Menu\nOne")], "x"), batches_of([("b", "Menu\nTwo")], "y")]
    assert find_repeated(tmp_path, shards).num_rows == 0


def test_a_story_told_twice_is_no_evidence(tmp_path: Path) -> None:
    [(_, story)] = pages(1, [])
    other = pages(1, [], seed=9)[0][1]
    texts = [("a", "The headline\n" + story), ("b", "The headline\n" + story + "\nPrint version"), ("c", other)]
    assert counts_of(find_repeated(tmp_path, [batches_of(texts)])) == {}


def test_rejects_are_left_out() -> None:
    rows = [Row("a", "x/a.txt", 0, "Some text"), Row("b", "x/b.txt", 0, "Some text", reason="not_text")]
    assert count_shard([batch_of(rows)]).documents["id"].to_pylist() == ["a"]
    assert count_shard([]).lines.num_rows == 0


def test_a_document_is_counted_alike_in_every_batch() -> None:
    texts = [
        ("a", "Uno dos tres\n\ncuatro cinco seis siete"),
        ("b", ""),
        ("c", "...\n"),
        ("d", "日本 one"),
        *pages(3, ["Home"]),
    ]
    [batch] = batches_of(texts)
    together = count_batch(batch)[0].to_pylist()
    alone = [count_batch(batch.slice(n, 1))[0].to_pylist()[0] for n in range(len(texts))]
    assert together == alone


def test_every_word_has_its_shingle() -> None:
    [row] = count_batch(batches_of([("a", "one two three\nfour five six\n\n7 8")])[0])[0].to_pylist()
    assert row["words"] == [3, 3, 2]
    assert len(row["shingles"]) == 4
    assert row["lines"][2] == 0


def test_looked_up_rows_seldom_change() -> None:
    counts = pa.chunked_array([pa.array([1, 9, 10, 19, 99, 100, 12345])])
    assert round_counts(counts).to_pylist() == [1, 9, 10, 10, 90, 100, 10000]


def test_only_own_lines_are_looked_up(tmp_path: Path) -> None:
    shards = [[("z", "About us\nfresh text")], pages(5, ["Home", "About us"])]
    rows = find_repeated(tmp_path, [batches_of(texts) for texts in shards])
    assert rows.schema == REPEATED
    assert rows["line"].to_pylist() == [line_hash("About us")]


def test_a_digest_knows_no_order() -> None:
    table = pa.table({"site": ["a", "b"], "line": [1, 2], "documents": [3, 4], "share": [50, 60]}, REPEATED)
    assert digest_of(table) == digest_of(table.take([1, 0])) != digest_of(table.slice(1))


@given(st.lists(st.text(st.sampled_from("a\x80\x84\x85\x9f\xa0é\ufffd\ufffc\ufeff\u3ffd\U0010fffd"), max_size=9)))
def test_damage_is_counted(texts: list[str]) -> None:
    batch = batch_of([Row(str(number), "s", number, text) for number, text in enumerate(["x", *texts])])
    found = count_batch(batch)[0]["damage"].to_pylist()[1:]
    assert found == [len(re.findall("[\ufffd\x80-\x84\x86-\x9f]", text)) for text in texts]
