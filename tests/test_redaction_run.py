"""A redacted run holds none of the values, in no file."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
from typer.testing import CliRunner

from pipeline.cli import app

VALUES = ["ann.lee@post.example.org", "7946 0958"]


def test_no_value_is_left_in_any_file(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    text = f"Write to {VALUES[0]} or call +44 20 {VALUES[1]} before the evening comes and the office closes.\n"
    (folder / "a.txt").write_text(text)
    (folder / "b.jsonl").write_text(json.dumps({"text": text, "contact": VALUES[0]}) + "\n")
    (tmp_path / "apply.toml").write_text("[actions]\nprivacy = 'apply'\n")
    runner = CliRunner()
    base = ["run", str(folder), "--output", str(tmp_path / "out"), "--redact-ledger", "--workers", "1"]
    done = runner.invoke(app, [*base, "--policy", str(tmp_path / "apply.toml")])
    assert done.exit_code == 0, done.output
    rows = [row for path in (tmp_path / "out/latest/corpus").glob("*") for row in pq.read_table(path).to_pylist()]
    assert len(rows) == 2
    assert all("[EMAIL-1]" in row["text"] and "redacted" in row["flags"] and row["raw_sha256"] is None for row in rows)
    held = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert not any(value.encode() in held + json.dumps(rows, default=str).encode() for value in VALUES)
    assert runner.invoke(app, ["verify", str(tmp_path / "out")]).exit_code == 0
