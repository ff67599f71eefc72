"""Every bad input gets a clean document, a reject that names file and record, or a documented exit status."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.recipe import load_recipe
from pipeline.running.local import Result, run_local
from pipeline.running.publish import resolve_run
from pipeline.running.request import Request
from pipeline.running.restore import restore_run
from pipeline.running.verify import verify_run

GOOD = "The committee met on Tuesday and agreed to publish its findings.\n"

# file name -> (bytes, reasons of its records in order, None for one that is kept)
TEXTS: dict[str, tuple[bytes, str | None]] = {
    "good.txt": (GOOD.encode(), None),
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\t\n\r\n\n", "empty"),
    "bom_only.txt": (b"\xef\xbb\xbf", "empty"),
    "bom.txt": (b"\xef\xbb\xbf" + GOOD.encode(), None),
    "crlf.txt": (GOOD.replace("\n", "\r\n").encode() * 3, None),
    "cr.txt": (GOOD.replace("\n", "\r").encode() * 3, None),
    "invalid_utf8.txt": (GOOD.encode() + b"cut \xe2\x82 here \xff\n" + GOOD.encode(), None),
    "latin1.txt": ("Le café était fermé, à côté de la forêt.\n".encode("latin-1") * 5, None),
    "nul.txt": (GOOD.encode() + b"a\x00b\n", None),
    "binary.txt": (bytes(range(256)) * 40, "not_text"),
    "no_newline.txt": (GOOD.strip().encode(), None),
    "controls.txt": ("\x1b[31mred\x1b[0m and \u202eback\u202c again\n".encode() + GOOD.encode(), None),
    "long_line.txt": (b"word " * 4_000_000, "too_large"),
    "image.png": (b"\x89PNG\r\n\x1a\n", "unknown_type"),
    "no_suffix": (GOOD.encode(), "unknown_type"),
}
LINES: dict[str, tuple[bytes, str | None]] = {
    "good": (json.dumps({"text": GOOD}).encode(), None),
    "broken": (b'{"text": "cut', "invalid_json"),
    "array": (b'["text"]', "invalid_json"),
    "number": (b"17", "invalid_json"),
    "no_text": (b'{"body": "here"}', "no_text"),
    "null_text": (b'{"text": null}', "no_text"),
    "number_text": (b'{"text": 17}', "no_text"),
    "list_text": (b'{"text": ["a"]}', "no_text"),
    "empty_text": (b'{"text": ""}', "empty"),
    "blank_text": (b'{"text": " \\n "}', "empty"),
    "lone_surrogate": (b'{"text": "A lone \\ud800 surrogate stands here."}', None),
    "nan": (b'{"text": "Rated by nobody at all.", "score": NaN}', None),
    "nan_text": (b'{"text": NaN}', "no_text"),
    "huge_number": (b'{"text": "A number of many digits.", "n": ' + b"9" * 5000 + b"}", "invalid_json"),
    "infinite": (b'{"text": "A number beyond all bounds.", "n": 1e999}', None),
    "deep": (b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "invalid_json"),
    "separators": ('{"text": "One line\u2028still one\u0085and still one."}'.encode(), None),
    "twice": (b'{"text": "first", "text": "second"}', "invalid_json"),
    "nul": (b'{"text": "A NUL \\u0000 inside the text."}', None),
    "latin1": ('{"text": "Le café était fermé, à côté de la forêt."}'.encode("latin-1"), None),
    "latin1_surrogate": (b'{"text": "caf\xe9 \\udce9"}', "invalid_json"),
    "many_keys": (json.dumps({"text": GOOD, **{f"k{i}": i for i in range(20_000)}}).encode(), None),
    "after": (json.dumps({"text": GOOD, "id": "last"}).encode(), None),
    "cut_off": (b'{"text": "the file ends here', "invalid_json"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bad") / "in"
    root.mkdir()
    for name, (data, _) in TEXTS.items():
        (root / name).write_bytes(data)
    (root / "lines.jsonl").write_bytes(b"\n".join(line for line, _ in LINES.values()))
    (root / "bom.jsonl").write_bytes(b"\xef\xbb\xbf" + LINES["good"][0] + b"\r\n\r\n" + LINES["good"][0] + b"\r\n")
    (root / "array.jsonl").write_bytes(b"[\n" + LINES["good"][0] + b"\n]\n")
    (root / "empty.jsonl").write_bytes(b"")
    (root / "ids.jsonl").write_bytes(
        b"\n".join(json.dumps({"id": "one", "text": GOOD + str(n)}).encode() for n in range(3))
    )
    os.symlink("/etc/hostname", root / "link.txt")
    os.symlink("nowhere", root / "dangling.txt")
    os.symlink("..", root / "loop")
    os.mkfifo(root / "fifo.txt")
    with socket.socket(socket.AF_UNIX) as server:
        here = os.open(root, os.O_RDONLY)
        server.bind(f"/proc/self/fd/{here}/socket.txt")
        os.close(here)
    (root / os.fsdecode(b"bytes\xff.txt")).write_bytes(GOOD.encode())
    (root / "new\nline <b>.txt").write_bytes(GOOD.encode())
    return root


@pytest.fixture(scope="module")
def done(folder: Path) -> tuple[Result, Path]:
    output = folder.parent / "out"
    return run_local(Request([str(folder)], output, load_recipe(), workers=1)), resolve_run(output)


@pytest.fixture(scope="module")
def rows(done: tuple[Result, Path]) -> dict[tuple[str, int], dict[str, Any]]:
    kept = [pq.read_table(done[1] / "corpus").to_pylist(), pq.read_table(done[1] / "rejected").to_pylist()]
    return {(row["source"], row["record"]): {"reason": None} | row for part in kept for row in part}


@pytest.mark.parametrize("name", TEXTS)
def test_texts(name: str, rows: dict[tuple[str, int], dict[str, Any]]) -> None:
    row = rows[name, 0]
    assert row["reason"] == TEXTS[name][1], row.get("detail")
    assert row["reason"] is None or row["detail"]


@pytest.mark.parametrize("number, name", list(enumerate(LINES)))
def test_lines(number: int, name: str, rows: dict[tuple[str, int], dict[str, Any]]) -> None:
    row = rows["lines.jsonl", number]
    assert row["reason"] == LINES[name][1], row.get("detail")


@pytest.mark.parametrize("name", ["link.txt", "dangling.txt", "loop", "fifo.txt", "socket.txt"])
def test_what_is_no_file_is_never_opened(name: str, rows: dict[tuple[str, int], dict[str, Any]]) -> None:
    assert rows[name, 0]["reason"] == "not_a_file"


def test_no_line_is_lost_or_doubled(rows: dict[tuple[str, int], dict[str, Any]], done: tuple[Result, Path]) -> None:
    assert sorted(record for source, record in rows if source == "lines.jsonl") == list(range(len(LINES)))
    assert [record for source, record in rows if source == "bom.jsonl"] == [0, 2]
    assert [rows["array.jsonl", n]["reason"] for n in range(3)] == ["invalid_json", None, "invalid_json"]
    assert rows["empty.jsonl", 0]["reason"] == "empty"
    assert done[0].manifest["counts"]["read"] == len(rows)


def test_equal_ids_of_the_input_stay_apart(rows: dict[tuple[str, int], dict[str, Any]]) -> None:
    same = [rows["ids.jsonl", n] for n in range(3)]
    assert [row["source_id"] for row in same] == ["one"] * 3
    assert len({row["id"] for row in same}) == 3


def test_a_line_separator_inside_json_cuts_nothing(rows: dict[tuple[str, int], dict[str, Any]]) -> None:
    number = list(LINES).index("separators")
    assert "\u2028" in rows["lines.jsonl", number]["text"] or "One line" in rows["lines.jsonl", number]["text"]
    assert "and still one." in rows["lines.jsonl", number]["text"]


def test_meta_is_valid_json(rows: dict[tuple[str, int], dict[str, Any]]) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    for row in rows.values():
        if row.get("meta"):
            json.loads(row["meta"], parse_constant=refuse)
    assert json.loads(rows["lines.jsonl", list(LINES).index("nan")]["meta"]) == {"score": "nan"}


def test_names_that_are_no_text_come_back(done: tuple[Result, Path], folder: Path, tmp_path: Path) -> None:
    restore_run(done[1], tmp_path / "back")
    for name in os.listdir(os.fsencode(folder)):
        if name.endswith(b".txt"):
            original, back = os.path.join(os.fsencode(folder), name), os.path.join(os.fsencode(tmp_path / "back"), name)
            if os.path.isfile(original) and not os.path.islink(original) and name != b"long_line.txt":
                assert Path(os.fsdecode(back)).read_bytes() == Path(os.fsdecode(original)).read_bytes(), name


def test_json_texts_come_back(done: tuple[Result, Path], tmp_path: Path) -> None:
    restore_run(done[1], tmp_path / "back")
    back = [json.loads(line) for line in (tmp_path / "back" / "lines.jsonl").read_bytes().split(b"\n") if line]
    found = {line["record"]: line.get("text") for line in back}
    for number, (name, (line, reason)) in enumerate(LINES.items()):
        if reason is None and not name.startswith("latin1"):
            assert found[number] == json.loads(line)["text"], name
    latin1 = found[list(LINES).index("latin1")]
    assert latin1.encode("utf-8", "surrogateescape") == "Le café était fermé, à côté de la forêt.".encode("latin-1")


def test_the_output_verifies(done: tuple[Result, Path]) -> None:
    verified = verify_run(done[1])
    assert verified.problems == ()
    assert verified.rows == done[0].manifest["counts"]["read"]
