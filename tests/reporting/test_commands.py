"""`report`, `diff` and `export` on the command line: what they print, and how they exit."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest


def call(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_report_writes_page_card_and_croissant(output: Path) -> None:
    told = call("report", output)
    assert told.returncode == 0, told.stderr
    assert [Path(line).name for line in told.stdout.splitlines()] == ["report.html", "README.md", "croissant.json"]
    assert all(Path(line).stat().st_size for line in told.stdout.splitlines())


def test_diff_is_a_gate(output: Path, other_output: Path) -> None:
    assert call("diff", output, other_output).returncode == 0
    told = call("diff", output, other_output, "--threshold", "0.1", "--format", "json")
    assert told.returncode == 4
    assert json.loads(told.stdout)["changed"] == 3
    assert "more than the threshold" in told.stderr


def test_export_to_stdout_and_to_a_file(output: Path, tmp_path: Path) -> None:
    told = call("export", output, "--format", "jsonl", "--language", "fa")
    assert [json.loads(line)["source_id"] for line in told.stdout.splitlines()] == ["persian"]
    told = call(
        "export",
        output,
        "--format",
        "csv",
        "--edits",
        "--rule",
        "boilerplate",
        "--sample",
        "2",
        "--to",
        tmp_path / "a.csv",
    )
    assert (told.returncode, told.stdout) == (0, "")
    with (tmp_path / "a.csv").open(newline="", encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize(
    "options",
    [
        ("--format", "txt", "--edits"),
        ("--format", "jsonl", "--rule", "boilerplate"),
        ("--format", "jsonl", "--edits", "--fragments"),
        ("--format", "jsonl", "--flag", "nice"),
        ("--format", "xml"),
    ],
)
def test_what_does_not_go_together_is_refused(options: tuple[str, ...], output: Path, tmp_path: Path) -> None:
    told = call("export", output, *options, "--to", tmp_path / "out")
    assert told.returncode == 2
    assert not list(tmp_path.iterdir())
    assert "Traceback" not in told.stderr


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    for command in (("report", tmp_path), ("diff", tmp_path, tmp_path), ("export", tmp_path, "--format", "jsonl")):
        told = call(*command)
        assert told.returncode == 2
        assert "holds no finished run" in told.stderr
