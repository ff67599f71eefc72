"""All entries at once lie where `document.edits` says of each one."""

from __future__ import annotations

from itertools import groupby
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.edits import Entry, Finding, Span, forward, origin, settle
from pipeline.ledgers import places_of, read_ledgers
from tests.document.test_edits import action, ledgers


def places_one_by_one(ledger: tuple[Entry, ...]) -> list[tuple[Span, Span]]:
    groups = [tuple(entries) for _, entries in groupby(ledger, key=lambda entry: entry.stage)]
    found = []
    for turn, entries in enumerate(groups):
        before, after = sum(groups[:turn], ()), sum(groups[turn:], ())
        for entry in entries:
            text = forward(after, entry.start, entry.end) or (-1, -1)
            found.append((origin(before, entry.start, entry.end), text))
    return found


@given(st.dictionaries(st.integers(0, 9), ledgers().map(lambda case: case[2]), max_size=4))
def test_places_are_what_origin_and_forward_say(given_ledgers: dict[int, tuple[Entry, ...]]) -> None:
    read = read_ledgers(given_ledgers)
    found = list(zip(*(side.tolist() for side in places_of(read)), strict=True))
    rows = sorted(given_ledgers)
    wanted = [place for row in rows for place in places_one_by_one(given_ledgers[row])]
    assert [((a, b), (c, d)) for a, b, c, d in found] == wanted
    assert read.rows.tolist() == [row for row in rows for _ in given_ledgers[row]]


@pytest.mark.parametrize("seed", range(6))
def test_places_in_long_ledgers(seed: int) -> None:
    random = Random(seed)
    text = "abcdefghij" * 60
    ledger: tuple[Entry, ...] = ()
    for stage in ("one", "two", "three"):
        starts = [random.randrange(len(text)) for _ in range(120)]
        findings = [
            Finding(start, min(len(text), start + random.choice((1, 2, 3, 40))), random.choice("aff"), new)
            for start, new in zip(starts, random.choices(("", "", "xyz"), k=len(starts)), strict=True)
        ]
        text, entries = settle(stage, text, findings, action)
        ledger += entries
    found = zip(*(side.tolist() for side in places_of(read_ledgers({0: ledger, 2: ledger}))), strict=True)
    assert [((a, b), (c, d)) for a, b, c, d in found] == places_one_by_one(ledger) * 2


def test_no_ledger_has_no_places() -> None:
    assert [len(side) for side in places_of(read_ledgers({}))] == [0, 0, 0, 0]


def test_fields_of_entries_are_columns() -> None:
    entries = {3: (Entry("a", "a.x", 0, 2, "é!", "", "applied", 1.0, "v"),), 1: ()}
    read = read_ledgers(entries)
    assert {name: column.to_pylist() for name, column in read.columns.items()} == {
        name: [value] for name, value in entries[3][0]._asdict().items()
    }
    assert (read.taken.tolist(), read.written.tolist(), read.numbers("end").tolist()) == ([2], [0], [2])
    assert read.applied.tolist() == [True]
    assert (read.one_of("outcome", {"applied"}).tolist(), read.one_of("stage", {"b"}).tolist()) == ([True], [False])
