"""Passes across documents in whole runs: what is looked up, what is made again, and that engines change nothing."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.corpus.merge import Duck
from pipeline.errors import PlaceError
from pipeline.recipe import Recipe
from pipeline.running.engines import open_engine
from pipeline.running.fingerprints import Fingerprints
from pipeline.running.local import Result, run_local
from pipeline.running.lookups import FOLDER, Engine, count_task
from pipeline.running.plans import make_draft, preview
from pipeline.running.pool import Pool
from pipeline.running.publish import Output
from pipeline.running.request import Request
from pipeline.running.shard import run_task
from tests.corpus.generated import MEMORY, sentence, vocabulary

WORDS = vocabulary(3000)
TEMPLATE = ["Home", "Business and markets", "Sign up for our letter of the day", "About this herald"]


def page(number: int, site: str) -> str:
    chance = random.Random(f"{number} {site}")
    body = [sentence(chance, WORDS) for _ in range(8)]
    return "\n".join([*TEMPLATE[:2], sentence(chance, WORDS, 6, 8), *body, *TEMPLATE[2:]])


def write_site(folder: Path, numbers: range, site: str = "herald.example") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows = [{"id": str(n), "url": f"https://{site}/{n}", "text": page(n, site)} for n in numbers]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / f"{site}-{numbers.start}.jsonl").write_text(text, "utf-8")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in this process: workers take seconds to start."""

    @contextmanager
    def open_here(request: Request) -> Iterator[Engine]:
        yield Engine(
            lambda tasks: ((task, run_task(task, lambda place: None)) for task in tasks), partial(Duck, memory=MEMORY)
        )

    for module in ("local", "plans"):
        monkeypatch.setattr(f"pipeline.running.{module}.open_engine", open_here)


def run(source: Path, output: Path, workers: int = 1, **sections: Any) -> Result:
    # Boilerplate is off: what it removes around an article is not left for counting to find.
    layout = {"document": {"layout": "page"}, "actions": {"boilerplate": "off", "fragments": "off"}}
    return run_local(Request([str(source)], output, Recipe.model_validate(layout | sections), workers=workers))


def rows_of(output: Path, fate: str = "corpus") -> list[dict[str, Any]]:
    files = sorted((output / "latest" / fate).glob("*.parquet"))
    rows: list[dict[str, Any]] = [row for file in files for row in pq.read_table(file).to_pylist()]
    return rows


def files_of(output: Path) -> dict[str, bytes]:
    run = (output / "latest").resolve()
    return {
        str(path.relative_to(run)): path.read_bytes()
        for path in run.rglob("*")
        if path.is_file() and path.name != "run.json"
    }


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_template_lines_go_and_the_ledger_has_their_count(tmp_path: Path) -> None:
    write_site(tmp_path / "in", range(6))
    result = run(tmp_path / "in", tmp_path / "out")
    for row in rows_of(tmp_path / "out"):
        assert not set(TEMPLATE) & set(row["text"].splitlines())
        assert {edit["value"] for edit in row["edits"] if edit["stage"] == "repeated"} == {"6"}
    assert result.manifest["sites"] == {
        "judged": {"sites": 1, "documents": 6},
        "not_judged": {"sites": 0, "documents": 0},
    }


def test_a_site_without_a_partner_is_not_judged(tmp_path: Path) -> None:
    write_site(tmp_path / "in", range(1))
    result = run(tmp_path / "in", tmp_path / "out")
    assert result.manifest["sites"]["not_judged"] == {"sites": 1, "documents": 1}
    assert set(TEMPLATE) <= set(rows_of(tmp_path / "out")[0]["text"].splitlines())


def test_workers_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for site in ("herald.example", "post.example"):
        for start in (0, 10):
            write_site(tmp_path / "in" / str(start), range(start, start + 10), site)
    run(tmp_path / "in", tmp_path / "none")
    monkeypatch.setattr("pipeline.running.local.open_engine", open_engine)
    run(tmp_path / "in", tmp_path / "two", 2)
    assert files_of(tmp_path / "none") == files_of(tmp_path / "two")


def test_a_task_that_runs_twice_at_once_is_as_one_that_ran_once(tmp_path: Path) -> None:
    # As an engine that retries or speculates may do it.
    write_site(tmp_path / "in", range(300))
    request = Request([str(tmp_path / "in")], tmp_path, Recipe())
    [task] = make_draft(request, Fingerprints(tmp_path)).tasks
    made = []
    for name, times in (("once", 1), ("twice", 2)):
        run = Output(tmp_path / name).prepare("0" * 16)
        again = [task._replace(folder=folder, job=job) for folder, job in ((tmp_path / name, count_task), (run, None))]
        with Pool(times) as pool:
            for one in again:
                assert len([done for done in pool.run([one] * times) if done]) == times
        made.append({path.relative_to(tmp_path / name): path.read_bytes() for path in files_in(tmp_path / name)})
    assert made[0] == made[1]


def test_a_second_run_has_nothing_to_do(tmp_path: Path) -> None:
    write_site(tmp_path / "in", range(4))
    first = run(tmp_path / "in", tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    second = run(tmp_path / "in", tmp_path / "out")
    assert second.idle
    assert second.run == first.run
    assert {
        path: path.stat().st_mtime_ns for path in before if path.name != ".fingerprints.json"
    }.items() <= before.items()


def test_a_new_file_counts_only_itself_and_cleans_what_looks_up_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.reading.plan.SHARD_BYTES", 1)  # every record a shard
    write_site(tmp_path / "in", range(40, 80))
    write_site(tmp_path / "in", range(3), "post.example")
    run(tmp_path / "in", tmp_path / "out")
    counted = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / FOLDER).rglob("documents.parquet")}
    write_site(tmp_path / "in", range(3, 5), "post.example")
    result = run(tmp_path / "in", tmp_path / "out")
    assert {path: path.stat().st_mtime_ns for path in counted} == counted
    # Five pages of the one site look up new counts; the forty of the other are not touched.
    assert (result.made, result.reused) == (5, 40)
    # The 41st page of the other site changes no count that is looked up, for these keep one digit.
    write_site(tmp_path / "in", range(80, 81))
    result = run(tmp_path / "in", tmp_path / "out")
    assert (result.made, result.reused) == (1, 45)
    fresh = run(tmp_path / "in", tmp_path / "fresh")
    assert fresh.run == result.run
    assert files_of(tmp_path / "out").keys() == files_of(tmp_path / "fresh").keys()


def write_copies(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in ("a", "b", "c"):
        (folder / f"{name}.txt").write_text(page(1, "x") + ("\nOne more line here" if name == "b" else ""), "utf-8")
    (folder / "d.txt").write_text(page(2, "y"), "utf-8")


def test_duplicates_are_flagged(tmp_path: Path) -> None:
    write_copies(tmp_path / "in")
    run(tmp_path / "in", tmp_path / "out")
    rows = {row["source"]: row for row in rows_of(tmp_path / "out")}
    kept = rows["b.txt"]["id"]
    assert {name: row["duplicate_of"] for name, row in rows.items()} == {
        "a.txt": kept,
        "b.txt": None,
        "c.txt": kept,
        "d.txt": None,
    }
    assert {name: row["cluster"] for name, row in rows.items()} == {
        "a.txt": kept,
        "b.txt": kept,
        "c.txt": kept,
        "d.txt": None,
    }
    assert [name for name, row in rows.items() if "duplicate" in row["flags"]] == ["a.txt", "c.txt"]


def test_duplicates_are_rejected_with_the_id_of_the_kept_one(tmp_path: Path) -> None:
    write_copies(tmp_path / "in")
    result = run(tmp_path / "in", tmp_path / "out", duplicates={"action": "reject"})
    kept = {row["source"]: row["id"] for row in rows_of(tmp_path / "out")}
    assert set(kept) == {"b.txt", "d.txt"}
    rejected = rows_of(tmp_path / "out", "rejected")
    assert {(row["reason"], row["duplicate_of"]) for row in rejected} == {("duplicate", kept["b.txt"])}
    assert all(kept["b.txt"] in row["detail"] and row["text"] == page(1, "x") for row in rejected)
    assert result.manifest["counts"]["reasons"] == {"duplicate": 2}


def test_a_merge_that_has_no_room_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.running.engines.MERGE_BYTES", 1 << 19)
    write_site(tmp_path / "in", range(300))
    request = Request([str(tmp_path / "in")], tmp_path / "out", Recipe(), workers=1)
    monkeypatch.setattr("pipeline.running.local.open_engine", open_engine)
    with pytest.raises(PlaceError, match="could not be merged"):
        run_local(request)


def test_damaged_copies_of_a_line_harm_nothing(tmp_path: Path) -> None:
    # Lines are counted as the source has them, and looked up as they are after repair.
    good = "Nos r\u00e9dactions \u00e0 l\u2019\u00e9tranger"
    for number in range(6):
        text = page(number, "herald.example") + "\n" + good
        raw = text.encode().decode("cp1252").encode() if number == 5 else text.encode()
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{number}.txt").write_bytes(raw)
    run(tmp_path / "in", tmp_path / "out")
    rows = {row["source"]: row for row in rows_of(tmp_path / "out")}
    assert all(good not in row["text"] for row in rows.values())
    counts = [
        {e["value"] for e in row["edits"] if e["stage"] == "repeated" and good in e["before"]} for row in rows.values()
    ]
    assert counts == [{"5"}] * 6
    assert rows["5.txt"]["edits"][0]["stage"] == "encoding"


def test_duplicates_off(tmp_path: Path) -> None:
    write_copies(tmp_path / "in")
    run(tmp_path / "in", tmp_path / "out", duplicates={"action": "off"})
    assert {row["cluster"] for row in rows_of(tmp_path / "out")} == {None}


def test_no_duplicate_names_a_document_that_cleaning_rejects(tmp_path: Path) -> None:
    # The longest copy is over the recipe's size, so the next best is kept; a second run has nothing to do.
    write_copies(tmp_path / "in")
    sections = {"document": {"layout": "page", "max_characters": len(page(1, "x"))}, "duplicates": {"action": "reject"}}
    run(tmp_path / "in", tmp_path / "out", **sections)
    kept = {row["source"] for row in rows_of(tmp_path / "out")}
    assert kept in ({"a.txt", "d.txt"}, {"c.txt", "d.txt"})  # as the ids have it
    reasons = {row["source"]: row["reason"] for row in rows_of(tmp_path / "out", "rejected")}
    assert reasons.pop("b.txt") == "too_large"
    assert list(reasons.values()) == ["duplicate"]
    assert run(tmp_path / "in", tmp_path / "out", **sections).idle


def test_a_preview_writes_nothing(tmp_path: Path) -> None:
    write_site(tmp_path / "in", range(4))
    run(tmp_path / "in", tmp_path / "out")
    write_site(tmp_path / "in", range(4, 6))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    told = list(preview(Request([str(tmp_path / "in")], tmp_path / "out", Recipe())))
    assert told[-1].startswith("1 of 1 shards")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
