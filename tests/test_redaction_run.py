"""A redacted run holds none of the values, in no column of no row and in the bytes of no file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.running.publish import resolve_run

VALUES = {
    "email": "ann.lee@post.example.org",
    "phone": "+44 20 7946 0958",
    "ip": "8.26.56.121",
    "ipv6": "2001:4860:4860::8844",
    "iban": "DE89 3704 0044 0532 0130 00",
    "card": "4111 1111 1111 1111",
}
NEEDLES = [
    *VALUES.values(),
    "7946 0958",
    "79460958",
    "2079460958",
    "4111111111111111",
    "DE89370400440532013000",
    "ann.lee",
]
PROSE = "The harbour office is open on weekdays, and the boats leave before the evening comes.\n"
TOLD = PROSE + "".join(
    f"The old {name} of the office was {value} until the spring.\n" for name, value in VALUES.items()
)
UNTOLD = PROSE + "The list on the wall said 2079460958 and 4111-1111-1111-1111, then 8.26.56.121 and nothing else.\n"


def write_inputs(folder: Path) -> None:
    """Every kind of value in every kind of place that a run reads."""
    folder.mkdir()
    (folder / "a.txt").write_text(TOLD)
    (folder / "cp1252.txt").write_bytes(("Café Müller – geöffnet.\n" + TOLD).encode("cp1252"))
    meta = {"contact": VALUES["email"], "tel": 442079460958, "more": {"tags": [VALUES["card"], VALUES["ipv6"]]}}
    lines = [
        {"text": TOLD, **meta, "author": VALUES["email"], "url": f"https://example.org/?ip={VALUES['ip']}"},
        {"text": UNTOLD},
        {"text": "", **meta},
        {"text": 5, **meta},
    ]
    (folder / "b.jsonl").write_text("\n".join(map(json.dumps, lines)) + f"\n{{broken {VALUES['email']}, {TOLD!r}\n")
    table = io.StringIO()
    csv.writer(table).writerows([["text", "contact"], [TOLD, VALUES["iban"]], [UNTOLD, "02079460958"]])
    (folder / "c.csv").write_text(table.getvalue())


def strings(value: Any) -> Iterator[str]:
    """Every string and every run of bytes in a row."""
    if isinstance(value, bytes):
        yield value.decode("latin-1")
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif value is not None:
        yield str(value)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("redacted")
    write_inputs(folder / "in")
    (folder / "recipe.toml").write_text(
        "[actions]\nprivacy = 'apply'\n[privacy]\nredact = true\n[keep]\nwords = {min = 15}\n"
    )
    base = ["run", str(folder / "in"), "--output", str(folder / "out"), "--workers", "1", "--progress", "none"]
    done = CliRunner().invoke(app, [*base, "--config", str(folder / "recipe.toml")])
    assert done.exit_code == 3, done.output
    return folder / "out"


def rows(output: Path) -> list[dict[str, Any]]:
    return [row for path in sorted(resolve_run(output).glob("*/*.parquet")) for row in pq.read_table(path).to_pylist()]


def test_no_row_holds_a_value(output: Path) -> None:
    found = rows(output)
    assert {row["source"] for row in found} == {"a.txt", "b.jsonl", "c.csv", "cp1252.txt"}
    assert len(found) == 9
    for row in found:
        held = "\n".join(strings(row))
        assert [needle for needle in NEEDLES if needle in held] == [], (row["source"], row["record"])


def test_no_file_holds_a_value(output: Path) -> None:
    assert CliRunner().invoke(app, ["report", str(output)]).exit_code == 0
    names = {path.name for path in output.rglob("*") if path.is_file()}
    assert {"manifest.json", "run.json", "README.md", "croissant.json", "report.html"} <= names
    for path in output.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert [needle for needle in NEEDLES if needle.encode() in held] == [], path


def test_the_row_says_what_was_done(output: Path) -> None:
    told = next(row for row in rows(output) if row["source"] == "a.txt")
    assert {"personal_data", "redacted"} <= set(told["flags"])
    assert told["raw_sha256"] is None
    for kind in ("EMAIL", "PHONE", "IP", "IBAN", "CARD"):
        assert f"[{kind}-1]" in told["text"], kind


def test_verify_says_how_many_rows_it_can_no_longer_check(output: Path) -> None:
    redacted = sum("redacted" in (row["flags"] or ()) for row in rows(output))
    told = CliRunner().invoke(app, ["verify", str(output)])
    assert told.exit_code == 0, told.output
    assert f"{redacted} rows were redacted" in told.output
