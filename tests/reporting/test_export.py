from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.reporting.export import (
    Selection,
    read_edits,
    read_fragments,
    read_selected,
    safe_cell,
    without_spans,
    write_rows,
)

from .conftest import MORE, PROSE, TEXTS

ALL = Selection()


def names(output: Path, selection: Selection) -> list[str]:
    return [row["source_id"] for row in read_selected(output, selection)]


def test_documents_come_in_the_order_of_their_source(output: Path) -> None:
    assert names(output, ALL) == [name for name in TEXTS if name != "empty"]


@pytest.mark.parametrize(
    ("selection", "wanted"),
    [
        (Selection(languages=("fa",)), ["persian"]),
        (Selection(since="2021", until="2021-05"), ["english"]),
        (Selection(since="2021-05-05"), []),
        (Selection(flags=("foreign_fragments",)), ["foreign", "persian"]),
        (Selection(languages=("en",), without_flags=("foreign_fragments",), until="2021-05-04"), ["english"]),
    ],
)
def test_filters(output: Path, selection: Selection, wanted: list[str]) -> None:
    assert names(output, selection) == wanted


@pytest.mark.parametrize("selection", [Selection(since="last week"), Selection(flags=("nice",))])
def test_wrong_filters_are_told(output: Path, selection: Selection) -> None:
    with pytest.raises(UsageError, match=r"write a date|there are: charset_guessed"):
        list(read_selected(output, selection))


def test_fragments_are_documents_that_know_where_they_stood(output: Path, other_output: Path) -> None:
    texts = {row["id"]: row["text"] for row in read_selected(output, ALL)}
    flagged = list(read_fragments(output, ALL))
    assert {row["language"] for row in flagged} == {"fa", "en"}
    for row in flagged:
        assert texts[row["parent"]][row["start"] : row["end"]] == row["text"]
    removed = list(read_fragments(other_output, ALL))
    assert [row["text"] for row in removed] == [row["text"] for row in flagged]
    assert {row["start"] for row in removed} == {None}


def test_flagged_fragments_can_be_cut_out(output: Path) -> None:
    cut = {row["source_id"]: row["text"] for row in read_selected(output, ALL, cut_fragments=True)}
    assert cut["foreign"] == f"Ministers agree to meet again\n\n{PROSE}\n{MORE}"
    assert "bridge" not in cut["persian"]
    assert "\n.\n" not in cut["persian"]


@pytest.mark.parametrize(
    ("text", "spans", "left"),
    [
        ("one\ntwo\nthree", [(4, 7)], "one\nthree"),
        ("one two three", [(4, 8)], "one three"),
        ("one\n(two).\nthree", [(5, 8)], "one\nthree"),
        ("one\ntwo\nthree\nfour", [(4, 13)], "one\nfour"),
        ("one\r\n\r\ntwo", [], "one\r\n\r\ntwo"),
        ("a b c d", [(0, 1), (4, 5)], " b  d"),
    ],
)
def test_spans_are_cut_with_the_lines_they_fill(text: str, spans: list[tuple[int, int]], left: str) -> None:
    assert without_spans(text, spans) == left


def test_edits_come_with_what_stands_around_them(output: Path) -> None:
    found = list(read_edits(output, ALL, "boilerplate.byline"))
    assert [(row["before"], row["value"]) for row in found] == [("By Jane Miller\n", "Jane Miller")]
    assert found[0]["left"].endswith("meet again\n")
    assert found[0]["right"].startswith("4 May 2021")
    assert not list(read_edits(output, ALL, "boilerplate.by"))


def test_a_sample_is_some_of_all_and_always_the_same(output: Path) -> None:
    everything = [json.dumps(row) for row in read_edits(output, ALL)]
    drawn = [json.dumps(row) for row in read_edits(output, ALL, sample=5)]
    assert len(drawn) == 5
    assert set(drawn) < set(everything)
    assert [json.dumps(row) for row in read_edits(output, ALL, sample=3)] == drawn[:3]
    assert len(list(read_edits(output, ALL, sample=10_000))) == len(everything)


def test_csv_runs_no_formula(output: Path) -> None:
    stream = io.StringIO(newline="")
    assert write_rows(read_selected(output, ALL), "csv", stream) == 7
    read = list(csv.DictReader(io.StringIO(stream.getvalue(), newline="")))
    text = next(row["text"] for row in read if row["source_id"] == "formula")
    assert text.startswith("'=HYPERLINK")
    assert json.loads(next(row["tags"] for row in read if row["source_id"] == "english")) == ["Harvest"]


@pytest.mark.parametrize(
    ("value", "cell"),
    [("+1", "'+1"), ("@a", "'@a"), ("a=b", "a=b"), (-1, -1), ("＝1", "'＝1"), (None, None), ([1], "[1]")],
)
def test_cells(value: object, cell: object) -> None:
    assert safe_cell(value) == cell


def test_json_lines_and_plain_text(output: Path) -> None:
    lines, text = io.StringIO(newline=""), io.StringIO(newline="")
    write_rows(read_selected(output, Selection(languages=("fa",))), "jsonl", lines)
    row = json.loads(lines.getvalue())
    write_rows(read_selected(output, Selection(languages=("fa",))), "txt", text)
    assert text.getvalue() == row["text"].rstrip("\n") + "\n"
