"""The laws of findings, the ledger and its inverse, on arbitrary text and arbitrary findings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.edits import APPLIED, FLAGGED, OVERRULED, Entry, Finding, forward, origin, restore, settle

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
ACTIONS = {"a": "apply", "f": "flag", "o": "off"}


def action(rule: str) -> str:
    return ACTIONS[rule[0]]


@st.composite
def proposals(draw: st.DrawFn, text: str) -> list[Finding]:
    if not text:
        return []
    spans = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 12)).map(
        lambda s: (s[0], min(len(text), s[0] + s[1]))
    )
    finding = st.builds(
        lambda span, rule, new: Finding(*span, rule, new),
        spans,
        st.sampled_from(["a.x", "a.y", "f.x", "o.x"]),
        st.sampled_from(["", "", "é", "xy"]),
    )
    return draw(st.lists(finding, max_size=8))


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[Finding]]:
    text = draw(TEXT)
    return text, draw(proposals(text))


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[str, str, tuple[Entry, ...]]:
    """(source text, final text, ledger) of up to three stages."""
    source = text = draw(TEXT)
    ledger: tuple[Entry, ...] = ()
    for stage in ("one", "two", "three"):
        text, entries = settle(stage, text, draw(proposals(text)), action)
        ledger += entries
    return source, text, ledger


@given(ledgers())
def test_restore_is_the_inverse(case: tuple[str, str, tuple[Entry, ...]]) -> None:
    source, text, ledger = case
    assert restore(text, ledger) == source


@given(cases(), st.randoms())
def test_order_of_findings_changes_nothing(case: tuple[str, list[Finding]], random: object) -> None:
    text, findings = case
    shuffled = list(findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert settle("s", text, shuffled, action) == settle("s", text, findings, action)


@given(cases())
def test_every_finding_ends_as_one_entry(case: tuple[str, list[Finding]]) -> None:
    text, findings = case
    _, entries = settle("s", text, findings, action)
    assert len(entries) == sum(f.rule != "o.x" for f in findings)
    assert {e.outcome for e in entries if e.rule.startswith("f")} <= {FLAGGED}
    assert all(text[e.start : e.end] == e.before for e in entries)


@given(cases())
def test_all_that_deletions_cover_is_gone(case: tuple[str, list[Finding]]) -> None:
    text, findings = case
    _, entries = settle("s", text, findings, action)
    wanted = {i for f in findings if f.rule.startswith("a") and not f.replacement for i in range(f.start, f.end)}
    gone = [i for e in entries if e.outcome == APPLIED and not e.after for i in range(e.start, e.end)]
    assert sorted(gone) == sorted(wanted)


@given(ledgers(), st.data())
def test_what_comes_from_a_span_comes_back_to_it(case: tuple[str, str, tuple[Entry, ...]], data: st.DataObject) -> None:
    source, text, ledger = case
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    before = origin(ledger, start, end)
    assert 0 <= before[0] < before[1] <= len(source)
    after = forward(ledger, *before)
    assert after is not None
    assert after[0] <= start < end <= after[1]


@given(ledgers(), st.data())
def test_forward_is_trimmed_to_what_survives(case: tuple[str, str, tuple[Entry, ...]], data: st.DataObject) -> None:
    source, text, ledger = case
    if not source:
        return
    start = data.draw(st.integers(0, len(source) - 1))
    end = data.draw(st.integers(start + 1, len(source)))
    after = forward(ledger, start, end)
    if after is not None:
        assert 0 <= after[0] < after[1] <= len(text)
        if not any(e.outcome == APPLIED for e in ledger):
            assert after == (start, end)


OVERLAPS = [
    # text, findings, new text, outcomes in ledger order
    ("abcdef", [(0, 3, ""), (2, 5, "")], "f", [(0, 3, APPLIED), (3, 5, APPLIED)]),
    ("abcdef", [(0, 5, ""), (1, 3, "")], "f", [(0, 5, APPLIED), (1, 3, OVERRULED)]),
    ("abcdef", [(0, 3, "X"), (2, 5, "Y")], "Xdef", [(0, 3, APPLIED), (2, 5, OVERRULED)]),
    ("abcdef", [(0, 3, "X"), (2, 5, "")], "abf", [(0, 3, OVERRULED), (2, 5, APPLIED)]),
    ("abcdef", [(0, 3, "X"), (3, 5, "")], "Xf", [(0, 3, APPLIED), (3, 5, APPLIED)]),
    ("abcdef", [(1, 2, ""), (1, 2, "")], "acdef", [(1, 2, APPLIED), (1, 2, OVERRULED)]),
]


@pytest.mark.parametrize(("text", "findings", "new", "fates"), OVERLAPS)
def test_overlaps(text: str, findings: list[tuple[int, int, str]], new: str, fates: list[tuple[int, int, str]]) -> None:
    result, entries = settle("s", text, [Finding(s, e, "a.x", r) for s, e, r in findings], action)
    assert result == new
    assert [(e.start, e.end, e.outcome) for e in entries] == fates


@pytest.mark.parametrize("span", [(1, 1), (-1, 1), (0, 4), (2, 1)])
def test_a_span_outside_the_text_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"a\.x"):
        settle("s", "abc", [Finding(*span, "a.x")], action)


def test_restore_refuses_a_text_that_is_not_the_ledgers() -> None:
    _, ledger = settle("s", "abc", [Finding(0, 1, "a.x", "Z")], action)
    with pytest.raises(ValueError, match=r"a\.x"):
        restore("bc", ledger)
