"""Brakes: what a run may remove, what moved since the run before, and the room that it needs."""

from __future__ import annotations

import json
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from pipeline.errors import PlaceError
from pipeline.recipe import Recipe
from pipeline.running.budget import drift, removed_share
from pipeline.running.local import run_local
from pipeline.running.request import Request
from tests.running.helpers import call, write_files

RULE = "boilerplate.tag-line.und.hashtags"


def counts(kept: int, documents: int) -> dict[str, object]:
    return {"kept": kept, "rules": {RULE: {"applied": {"documents": documents}}}}


@pytest.mark.parametrize(
    "before, now, warns",
    [
        ((1000, 100), (1000, 110), False),
        ((1000, 100), (2000, 200), False),
        ((1000, 100), (1000, 500), True),
        ((1000, 300), (1000, 10), True),
        ((1000, 0), (1000, 200), True),
        ((4, 0), (4, 2), False),  # a few documents are chance
    ],
)
def test_a_share_that_moved_by_the_factor_is_told(before: tuple[int, int], now: tuple[int, int], warns: bool) -> None:
    found = drift(counts(*now), counts(*before), 3.0)
    assert [warning["rule"] for warning in found] == [RULE] * warns


def test_white_space_is_not_removed_text() -> None:
    rules = {
        "whitespace.blank.und.line-end": {"applied": {"before": 50, "after": 0}},
        RULE: {"applied": {"before": 30, "after": 10}, "flagged": {"before": 40, "after": 0}},
    }
    assert removed_share({"rules": rules, "characters": {"source": 200}}) == 0.1


def test_drift_is_in_the_manifest_and_in_the_log(tmp_path: Path) -> None:
    texts = [f"A sentence that says enough to be kept, number {n}." for n in range(60)]

    def run(texts: list[str]) -> list[dict[str, object]]:
        lines = "\n".join(json.dumps({"text": text}) for text in texts)
        write_files(tmp_path / "in", {"a.jsonl": lines})
        done = call("run", tmp_path / "in", "--output", tmp_path / "out", "--workers", 1, "--log-format", "json")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stderr.splitlines()]

    assert all(line["level"] == "info" for line in run(texts))
    warned = [line for line in run([f"{text}   \nAnd more." for text in texts]) if line["level"] == "warning"]
    manifest = json.loads((tmp_path / "out" / "latest" / "manifest.json").read_text())
    assert [line["drift"] for line in warned] == manifest["drift"]["warnings"]
    assert "whitespace.blank.und.line-end" in {warning["rule"] for warning in manifest["drift"]["warnings"]}


def test_too_little_room_is_told_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path / "in", {"a.txt": "A text that finds no room.\n"})
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(1 << 30, (1 << 30) - 1000, 1000))
    with pytest.raises(PlaceError, match="make room"):
        run_local(Request([str(tmp_path / "in")], tmp_path / "out", Recipe(), workers=1))
    assert list((tmp_path / "out").iterdir()) == []
