"""Findings of a batch are settled as `document.edits.settle` says of each document."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.edits import Entry, Finding, settle
from pipeline.findings import findings_of
from pipeline.ledgers import Ledgers, joined
from pipeline.settling import settle_batch

from .document.test_edits import action, cases


def entries_of(ledgers: Ledgers) -> dict[int, list[Entry]]:
    columns = zip(*(ledgers.columns[name].to_pylist() for name in Entry._fields), strict=True)
    found: dict[int, list[Entry]] = {}
    for row, fields in zip(ledgers.rows.tolist(), columns, strict=True):
        found.setdefault(row, []).append(Entry(*fields))
    return found


def settled_one_by_one(texts: list[str], found: dict[int, list[Finding]]) -> tuple[list[str], dict[int, list[Entry]]]:
    both = [settle("s", text, found.get(row, []), action) for row, text in enumerate(texts)]
    return [text for text, _ in both], {row: [*entries] for row, (_, entries) in enumerate(both) if entries}


def settled_at_once(texts: list[str], found: dict[int, list[Finding]]) -> tuple[list[str], dict[int, list[Entry]]]:
    # A slice: its offsets do not begin with 0.
    column = pa.array(["öß", *texts], pa.string()).slice(1)
    settled = settle_batch("s", column, findings_of(found), action)
    settled.texts.validate(full=True)
    applied = zip(settled.ledgers.rows.tolist(), settled.ledgers.columns["outcome"].to_pylist(), strict=True)
    assert settled.rows.tolist() == [*dict.fromkeys(row for row, outcome in applied if outcome == "applied")]
    for values in settled.ledgers.columns.values():
        values.validate(full=True)
    return settled.texts.to_pylist(), entries_of(settled.ledgers)


@st.composite
def weighted(draw: st.DrawFn) -> tuple[str, list[Finding]]:
    """A case whose findings may differ in score and value alone."""
    text, findings = draw(cases())
    told = st.tuples(st.sampled_from([0.5, 1.0]), st.sampled_from(["", "v"]))
    return text, [f._replace(score=score, value=value) for f in findings for score, value in [draw(told)]]


@given(st.lists(weighted(), max_size=4))
def test_as_each_document(documents: list[tuple[str, list[Finding]]]) -> None:
    texts = [text for text, _ in documents]
    found = {row: findings for row, (_, findings) in reversed([*enumerate(documents)]) if findings}
    assert settled_at_once(texts, found) == settled_one_by_one(texts, found)


CASES = [
    ("", []),
    ("a", [(0, 1, "")]),
    ("😀", [(0, 1, "")]),
    ("a😀", [(1, 2, "é")]),
    ("twelve bytesé and 😀 more than eight at once", [(3, 13, ""), (5, 9, "x"), (12, 14, ""), (17, 20, "😀")]),
    ("é" * 30, [(0, 30, ""), (0, 30, ""), (2, 3, "")]),
    ("abc\n" * 9, [(4, 8, ""), (8, 12, ""), (0, 36, "z")]),
]


@pytest.mark.parametrize(("text", "findings"), CASES)
def test_edges(text: str, findings: list[tuple[int, int, str]]) -> None:
    texts = ["", text, "x", text]
    found = {row: [Finding(s, e, "a.x", new) for s, e, new in findings] for row in (1, 3)}
    assert settled_at_once(texts, found) == settled_one_by_one(texts, found)


@pytest.mark.parametrize("span", [(1, 1), (-1, 1), (0, 4), (2, 1), (3, 4), (9, 12), (-3, -1)])
def test_a_span_outside_its_text_is_refused(span: tuple[int, int]) -> None:
    texts = pa.array(["long enough for all of them", "äbc"], pa.string())
    with pytest.raises(ValueError, match=r"a\.x: span .* a text of 3$"):
        settle_batch("s", texts, findings_of({0: [Finding(0, 2, "a.y")], 1: [Finding(*span, "a.x")]}), action)


def test_texts_that_stay_are_the_same_array() -> None:
    texts = pa.array(["abc", "d"], pa.string())
    for found in ({}, {0: []}, {0: [Finding(0, 1, "f.x", "Z")]}, {1: [Finding(0, 1, "o.x")]}):
        assert settle_batch("s", texts, findings_of(found), action).texts is texts


@given(st.lists(st.lists(weighted(), min_size=3, max_size=3), max_size=3))
def test_ledgers_of_stages_are_joined_by_row(stages: list[list[tuple[str, list[Finding]]]]) -> None:
    settled = [
        settle_batch(
            "s",
            pa.array([text for text, _ in own], pa.string()),
            findings_of({i: f for i, (_, f) in enumerate(own)}),
            action,
        )
        for own in stages
    ]
    wanted: dict[int, list[Entry]] = {}
    for ledgers in (own.ledgers for own in settled):
        for row, entries in entries_of(ledgers).items():
            wanted.setdefault(row, []).extend(entries)
    found = joined([own.ledgers for own in settled])
    assert entries_of(found) == wanted
    assert found.rows.tolist() == sorted(found.rows.tolist())
    is_applied = found.one_of("outcome", {"applied"})
    told = {row: [e for e in entries if e.outcome == "applied"] for row, entries in wanted.items()}
    assert found.entries(is_applied) == {row: entries for row, entries in told.items() if entries}
