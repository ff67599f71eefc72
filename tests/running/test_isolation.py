"""A document that kills, stalls, fills or fails its worker is found and rejected; its neighbours are kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running.helpers import call, rows, write_files

MARKS = ("kill", "memory", "error")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("isolation")
    texts = [f"Sound document number {n} of the batch." for n in range(20)]
    for place, mark in zip((3, 8, 19), MARKS, strict=True):
        texts[place] = f"Document number {place} carries poison: {mark}"
    lines = "\n".join(json.dumps({"text": text, "id": n}) for n, text in enumerate(texts))
    write_files(root / "in", {"a.jsonl": lines, "b.txt": "A sound neighbour in another file."})
    write_files(root, {"recipe.toml": "[workers]\nmemory_mb = 3000\n"})
    config = ["--config", root / "recipe.toml", "--workers", 1]
    done = call("run", root / "in", "--output", root / "out", *config, poison=True)
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert "poison" not in done.stderr + done.stdout
    return root / "out"


def test_only_the_culprits_are_rejected(output: Path) -> None:
    rejected = {row["record"]: (row["reason"], row["detail"]) for row in rows(output, "rejected")}
    died = ("worker_died", "this document alone ended its worker three times")
    assert {n: found for n, found in rejected.items() if n != 19} == {3: died, 8: died}
    reason, detail = rejected[19]
    assert reason == "failed"
    assert detail.startswith("RuntimeError in sitecustomize.py")
    assert len(rows(output)) == 18


@pytest.mark.slow
def test_a_document_that_stalls_its_worker_is_rejected(tmp_path: Path) -> None:
    write_files(tmp_path / "in", {"a.txt": "poison: stall", "b.txt": "A sound neighbour in another file."})
    write_files(tmp_path, {"recipe.toml": "[workers]\nstall_seconds = 20\n"})
    config = ["--config", tmp_path / "recipe.toml"]
    assert call("run", tmp_path / "in", "--output", tmp_path / "out", *config, poison=True).returncode == 3
    assert [row["source"] for row in rows(tmp_path / "out", "rejected")] == ["a.txt"]
    assert [row["source"] for row in rows(tmp_path / "out")] == ["b.txt"]


def test_a_reject_keeps_its_text(output: Path) -> None:
    assert {row["text"] for row in rows(output, "rejected")} >= {"Document number 3 carries poison: kill"}


def test_the_manifest_tells_that_luck_was_involved(output: Path) -> None:
    assert json.loads((output / "latest" / "manifest.json").read_text())["reproducible"] is False


def test_the_output_verifies(output: Path) -> None:
    assert call("verify", output).returncode == 0
