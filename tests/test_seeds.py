"""What must come out of the five seed documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline import clean_bytes
from pipeline.columns import ledger_of
from pipeline.document.edits import restore

Seeds = dict[str, Path]


def cleaned(path: Path) -> tuple[str, dict[str, Any]]:
    data = path.read_bytes()
    return data.decode(), clean_bytes(data, source=path.name).row


def lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_each_is_english_and_comes_back(seeds: Seeds, number: str) -> None:
    source, row = cleaned(seeds[number])
    assert row["reason"] is None
    assert row["language"] == "en"
    assert restore(row["text"], ledger_of(row["edits"])) == source


def test_000(seeds: Seeds) -> None:
    source, row = cleaned(seeds["000"])
    assert row["date"] == "2020-02-11"
    assert row["text"].startswith("Kremlin asked Turkey")
    assert "With inputs" not in row["text"]
    assert lines(row["text"]) == [lines(source)[0].removeprefix(" date 2020-02-11 "), *lines(source)[1:-1]]


def test_001(seeds: Seeds) -> None:
    source, row = cleaned(seeds["001"])
    assert lines(row["text"]) == lines(source)


def test_002(seeds: Seeds) -> None:
    source, row = cleaned(seeds["002"])
    gone = [
        "|",
        "News Service",
        "14:31 - 19/02/2020 Wednesday",
        "Update: 14:38 - 19/02/2020 Wednesday",
        "AA",
        "Kremlin spokesman Dmitry Peskov",
        "Kremlin spokesman Dmitry Peskov",
        "#Idlib",
        "#Russia",
        "#Turkey",
        "4 years ago",
    ]
    kept = lines(row["text"])
    assert [line for line in lines(source) if line not in kept] == gone
    assert kept == [line for line in lines(source) if line not in gone]
    captions = [e["before"].strip() for e in row["edits"] if e["kind"] == "caption" and e["outcome"] == "applied"]
    assert captions == ["Kremlin spokesman Dmitry Peskov"] * 2
    assert row["date"] == "2020-02-19"
    assert row["agency"] == "AA"
    assert row["tags"] == ["Idlib", "Russia", "Turkey"]


def test_003(seeds: Seeds) -> None:
    source, row = cleaned(seeds["003"])
    headline = lines(source)[0].removeprefix(" date 2020-03-01 ")
    assert row["date"] == "2020-03-01"
    assert lines(row["text"]) == [headline, *(line for line in lines(source)[1:] if line != "01 March 2020")]
    [fragment] = row["fragments"]
    assert (fragment["language"], fragment["script"]) == ("fa", "Arab")
    assert row["text"][fragment["start"] : fragment["end"]] == headline


def test_004(seeds: Seeds) -> None:
    source, row = cleaned(seeds["004"])
    assert row["date"] == "2020-02-18"
    assert lines(row["text"]) == [lines(source)[0].removeprefix(" date 2020-02-18 "), *lines(source)[1:]]


@pytest.mark.parametrize("number", ["000", "001", "002", "004"])
def test_no_other_fragment(seeds: Seeds, number: str) -> None:
    assert cleaned(seeds[number])[1]["fragments"] == []
