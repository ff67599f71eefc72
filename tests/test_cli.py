"""The command line as a person, or cron, meets it: exit statuses, one clear line, nothing on the wrong stream."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.conftest import ROOT


def call(*args: object, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **env}, timeout=120)


def parquet_bytes(output: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(output / "latest")): path.read_bytes()
        for path in sorted((output / "latest").rglob("*.parquet"))
    }


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "output"
    done = call("run", "seeds", "--output", folder, "--workers", "1")
    assert done.returncode == 0, done.stderr
    assert "boilerplate." in done.stdout
    assert "Traceback" not in done.stderr
    return folder


def test_a_second_run_has_nothing_to_do(output: Path) -> None:
    before = {path: path.lstat().st_mtime_ns for path in output.rglob("*")}
    again = call("run", "seeds", "--output", output)
    assert again.returncode == 0
    assert "nothing to do" in again.stderr
    assert {path: path.lstat().st_mtime_ns for path in output.rglob("*")} == before


def test_a_handover_that_was_cut_short_is_finished_by_the_next_run(tmp_path: Path) -> None:
    def run() -> dict[str, bytes]:
        assert call("run", "seeds", "--output", tmp_path / "o").returncode == 0
        return {path.name: path.read_bytes() for path in (tmp_path / "o" / "latest").iterdir() if path.is_file()}

    whole = run()
    for name in ("report.html", "README.md", "croissant.json"):
        (tmp_path / "o" / "latest" / name).rename(tmp_path / "o" / "latest" / f".{name}.4711.tmp")
        assert run() == whole


def test_workers_hash_seed_and_locale_change_no_byte(output: Path, tmp_path: Path) -> None:
    done = call(
        "run", "seeds", "--output", tmp_path / "o", "--workers", "2", PYTHONHASHSEED="7", TZ="Asia/Tokyo", LC_ALL="C"
    )
    assert done.returncode == 0
    assert parquet_bytes(tmp_path / "o") == parquet_bytes(output) != {}


def test_verify_and_restore(output: Path, tmp_path: Path) -> None:
    assert call("verify", output).returncode == 0
    assert call("restore", output, "--to", tmp_path / "back").returncode == 0
    for seed in (ROOT / "seeds").iterdir():
        assert (tmp_path / "back" / seed.name).read_bytes() == seed.read_bytes()
    assert call("restore", output, "--to", tmp_path / "back").returncode == 2


def test_verify_finds_a_flipped_bit(output: Path, tmp_path: Path) -> None:
    run = (output / "latest").resolve()
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-r", run, copy], check=True)
    part = next((copy / "corpus").iterdir())
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    found = call("verify", copy)
    assert found.returncode == 4
    assert part.name in found.stdout


def test_explain_a_file(output: Path) -> None:
    told = call("explain", next((ROOT / "seeds").glob("003*")))
    assert told.returncode == 0
    assert "[? پ".replace(" ", "") in told.stdout
    assert "fragments.other-script" in told.stdout
    rows = [
        json.loads(line)
        for line in call("explain", next((ROOT / "seeds").glob("003*")), "--format", "json").stdout.splitlines()
    ]
    assert [edit["value"] for edit in rows[0]["edits"] if edit["stage"] == "fragments"] == ["fa-Arab"]


def test_explain_a_document_of_a_run(output: Path) -> None:
    row = pq.read_table(output / "latest" / "corpus").to_pylist()[0]
    told = call("explain", "--id", row["id"], "--output", output)
    assert told.returncode == 0
    assert row["source"] in told.stdout


def test_rules_are_listed() -> None:
    listed = call("rules", "--language", "en")
    assert listed.returncode == 0
    assert "boilerplate." in listed.stdout


def test_kinds_are_listed_with_their_languages() -> None:
    listed = call("rules")
    assert listed.returncode == 0
    kinds = [line.split() for line in listed.stdout.splitlines() if line.startswith("crawl-prefix")]
    assert kinds == [["crawl-prefix", "1", "none"]]


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "no-such-folder", "--output", "{tmp}/o"],
        ["run", "{tmp}/empty", "--output", "{tmp}/o"],
        ["run", "seeds", "seeds", "--output", "{tmp}/o"],
        ["run", "seeds"],
        ["run", "seeds", "--output", "seeds/inside"],
        ["run", "{tmp}/o/below", "--output", "{tmp}/o"],
        ["run", "seeds", "--output", "{tmp}/file"],
        ["run", "seeds", "--output", "{tmp}/foreign"],
        ["run", "seeds", "--output", "/proc/no"],
        ["run", "seeds", "--output", "{tmp}/o", "--config", "{tmp}/none.toml"],
        ["run", "seeds", "--output", "{tmp}/o", "--config", "{tmp}/file"],
        ["run", "seeds", "--output", "{tmp}/o", "--workers", "-1"],
        ["verify", "{tmp}"],
        ["restore", "{tmp}", "--to", "{tmp}/back"],
        ["explain"],
        ["explain", "--id", "0", "--output", "{tmp}"],
        ["explain", "{tmp}/none.txt"],
        ["rules", "--check", "{tmp}/none.toml"],
        ["no-such-command"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_clear_line_and_status_2(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("= no toml =")
    (tmp_path / "empty").mkdir()
    (tmp_path / "o" / "below").mkdir(parents=True)
    (tmp_path / "o" / "below" / "a.txt").write_text("a")
    (tmp_path / "foreign" / "latest").mkdir(parents=True)
    told = call(*(argument.format(tmp=tmp_path) for argument in arguments))
    assert told.returncode == 2, told.stderr
    assert "Traceback" not in told.stderr
    assert len(told.stderr.strip().splitlines()[-1]) > 10
    assert (tmp_path / "foreign" / "latest").is_dir()


def test_faulty_input_is_status_3_and_its_neighbours_are_kept(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_bytes(
        b'{"text": "One good line."}\n{"text": \n{"text": "Another good line."}\n'
    )
    done = call("run", tmp_path / "in", "--output", tmp_path / "out", "--log-format", "json")
    assert done.returncode == 3
    assert json.loads(done.stderr.splitlines()[-1])["level"] == "info"
    assert pq.read_table(tmp_path / "out" / "latest" / "corpus").num_rows == 2
    rejected = pq.read_table(tmp_path / "out" / "latest" / "rejected").to_pylist()
    assert [(row["source"], row["record"], row["reason"]) for row in rejected] == [("a.jsonl", 1, "invalid_json")]
    assert rejected[0]["raw"] == b'{"text": '


A_LIBRARY_THAT_ANSWERS_A_SIGNAL_WITH_AN_ERROR_OF_ITS_OWN = """
import signal, time
from pipeline import cli

def app():
    try:
        signal.raise_signal(signal.SIGTERM)
        time.sleep(30)
    except BaseException:
        raise RuntimeError("Query interrupted") from None

cli.app = app
cli.main()
"""


def test_a_signal_is_an_interruption_whatever_error_it_comes_out_as() -> None:
    command = [sys.executable, "-c", A_LIBRARY_THAT_ANSWERS_A_SIGNAL_WITH_AN_ERROR_OF_ITS_OWN]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (done.returncode, done.stderr.count("\n")) == (130, 1)
    assert done.stderr.startswith("error: interrupted")
