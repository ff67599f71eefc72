"""Nights in the life of a corpus: nothing new, a file more, one changed, one gone, a crash, the way back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pipeline.errors import PlaceError
from pipeline.recipe import Recipe, load_recipe
from pipeline.running.local import Result, roll_back, run_local
from pipeline.running.plans import preview
from pipeline.running.publish import Output
from pipeline.running.request import Request
from pipeline.running.verify import verify_run
from tests.running.helpers import call, command, environment, parts, rows, strays, write_files


def texts(count: int, words: str = "A sentence that says enough to be kept.") -> dict[str, str]:
    return {f"{n:03}.txt": f"{words} This is document number {n}.\n" * 3 for n in range(count)}


def run(folder: Path, recipe: Recipe | None = None, **more: object) -> Result:
    request = Request([str(folder / "in")], folder / "out", recipe or load_recipe(), workers=1)
    return run_local(request._replace(**more))


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """About four tiny files a shard."""
    monkeypatch.setattr("pipeline.reading.plan.SHARD_BYTES", 4 * (16 << 10))


@pytest.mark.usefixtures("small_shards")
def test_a_week(tmp_path: Path) -> None:
    source = write_files(tmp_path / "in", texts(30))
    first = run(tmp_path)
    assert (first.idle, first.reused) == (False, 0)
    assert first.made > 4
    before = parts(tmp_path / "out")

    assert run(tmp_path).idle

    (source / "007.txt").write_text("It was rewritten during the day, every word of it.\n")
    told = list(preview(Request([str(source)], tmp_path / "out", load_recipe())))
    assert told[0] == "changed: 007.txt"
    changed = run(tmp_path)
    assert (changed.made, changed.reused) == (1, first.made - 1)
    assert len(set(before) & set(parts(tmp_path / "out"))) == first.made - 1

    (source / "0065.txt").write_text("A new file came between the others.\n")
    added = run(tmp_path)
    assert added.made <= 2
    assert len(rows(tmp_path / "out")) == 31

    (source / "0065.txt").unlink()
    (source / "007.txt").write_text(texts(30)["007.txt"])
    assert parts(tmp_path / "out") != before
    again = run(tmp_path, keep=3)
    assert again.run == first.run
    assert parts(tmp_path / "out") == before

    assert roll_back(tmp_path / "out") == added.run
    assert len(rows(tmp_path / "out")) == 31
    assert verify_run(tmp_path / "out" / "latest").problems == ()
    assert strays(tmp_path / "out") == []


def test_keep_and_rollback(tmp_path: Path) -> None:
    runs = []
    for n in range(3):
        write_files(tmp_path / "in", {"a.txt": f"Version {n} of the only document there is.\n"})
        runs.append(run(tmp_path, keep=2).run)
    assert sorted(os.listdir(tmp_path / "out" / "runs")) == sorted(runs[1:])
    assert roll_back(tmp_path / "out") == runs[1]
    assert rows(tmp_path / "out")[0]["text"].startswith("Version 1")
    told = call("rollback", tmp_path / "out")
    assert told.returncode == 2
    assert "no run older" in told.stderr
    assert call("where", tmp_path / "out").stdout.strip().endswith(runs[1])


def test_damage_is_mended_by_the_next_run(tmp_path: Path) -> None:
    write_files(tmp_path / "in", texts(3))
    run(tmp_path)
    whole = parts(tmp_path / "out")
    part = next((tmp_path / "out" / "latest" / "corpus").iterdir())
    part.write_bytes(part.read_bytes()[:-20])
    assert run(tmp_path).made == 1
    assert parts(tmp_path / "out") == whole


def test_a_change_that_hides_behind_size_and_mtime_is_found_by_rehash(tmp_path: Path) -> None:
    source = write_files(tmp_path / "in", {"a.txt": "The old version of a text.\n"})
    os.utime(source / "a.txt", ns=(10**18, 10**18))
    run(tmp_path)
    with open(source / "a.txt", "r+") as file:
        file.write("The new version of a text.\n")
    os.utime(source / "a.txt", ns=(10**18, 10**18))
    assert run(tmp_path).idle
    assert not run(tmp_path, rehash=True).idle
    assert rows(tmp_path / "out")[0]["text"].startswith("The new")


def test_a_budget_stops_a_run_before_it_is_seen(tmp_path: Path) -> None:
    write_files(tmp_path / "in", {"a.txt": "A text about nothing in particular.\n"})
    first = run(tmp_path)
    write_files(tmp_path / "in", {"a.txt": "A text about nothing much.\n" + "#one #two #three\n" * 20})
    write_files(tmp_path, {"recipe.toml": "[budget]\nrun = 0.1\n"})
    for _ in range(2):
        told = call("run", tmp_path / "in", "--output", tmp_path / "out", "--config", tmp_path / "recipe.toml")
        assert told.returncode == 4, told.stderr
        assert "not published" in told.stderr
        assert (tmp_path / "out" / "latest").resolve().name == first.run
    statuses = {json.loads(path.read_text())["status"] for path in (tmp_path / "out").glob("runs/*/run.json")}
    assert statuses == {"published", "over_budget"}


def test_a_document_over_its_budget_is_a_reject(tmp_path: Path) -> None:
    write_files(tmp_path / "in", {"a.txt": "A short text.\n" + "#one #two #three\n" * 20, "b.txt": "Nothing goes.\n"})
    recipe = load_recipe().model_copy(update={"budget": load_recipe().budget.model_copy(update={"document": 0.2})})
    result = run(tmp_path, recipe)
    assert result.manifest["counts"]["reasons"] == {"over_budget": 1}
    assert result.manifest["counts"]["faulty"] == 0
    assert rows(tmp_path / "out", "rejected")[0]["text"].startswith("A short text.\n#one")


def kill_after(seconds: float, folder: Path, number: int) -> int:
    """Start a run of slow documents, send it a signal, and wait for its end: its exit status."""
    job = subprocess.Popen(
        command("run", folder / "in", "--output", folder / "out", "--workers", 2),
        env=environment(poison=True),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    job.send_signal(number)
    return job.wait(timeout=15)


@pytest.mark.parametrize(
    "number, status",
    [(signal.SIGTERM, 130), pytest.param(signal.SIGINT, 130, marks=pytest.mark.slow), (signal.SIGKILL, -9)],
)
def test_a_killed_run_leaves_the_old_one_and_is_finished_by_the_next(number: int, status: int, tmp_path: Path) -> None:
    write_files(tmp_path / "in", {"a.txt": "The first night's only document.\n"})
    run(tmp_path)
    old = parts(tmp_path / "out")
    slow = [json.dumps({"text": f"Document {n} of poison: slow kind."}) for n in range(400)]
    write_files(tmp_path / "in", {f"{n}.jsonl": "\n".join(slow[n::4]) for n in range(4)})
    assert kill_after(5, tmp_path, number) == status
    assert parts(tmp_path / "out") == old
    assert not run(tmp_path).idle
    assert len(rows(tmp_path / "out")) == 401
    assert strays(tmp_path / "out") == []


def test_nobody_else_is_let_in_before_a_run_is_handed_over(tmp_path: Path) -> None:
    write_files(tmp_path / "in", {"a.txt": "The only document there is.\n"})
    request = Request([str(tmp_path / "in")], tmp_path / "out", load_recipe(), workers=1)
    told = []

    def finish(folder: Path, idle: bool) -> None:
        told.append((folder, idle))
        with pytest.raises(PlaceError, match="another run is at work"), Output(tmp_path / "out").locked():
            pass

    result = run_local(request, None, finish)
    run_local(request, None, finish)
    assert told == [(tmp_path / "out" / "runs" / result.run, idle) for idle in (False, True)]


def test_two_runs_at_once(tmp_path: Path) -> None:
    write_files(tmp_path / "in", {"a.jsonl": "\n".join(json.dumps({"text": f"poison: slow {n}"}) for n in range(300))})
    job = subprocess.Popen(
        command("run", tmp_path / "in", "--output", tmp_path / "out"),
        env=environment(poison=True),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not (tmp_path / "out").exists():
        time.sleep(0.1)
    time.sleep(1)
    told = call("run", tmp_path / "in", "--output", tmp_path / "out")
    job.kill()
    job.wait()
    assert told.returncode == 2
    assert "another run is at work" in told.stderr
