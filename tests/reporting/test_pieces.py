"""A document as pieces: nothing is lost, nothing invented, every edit is marked."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import clean
from pipeline.document.edits import APPLIED, Entry, Finding, settle
from pipeline.reporting.pieces import Piece, lines_of, pieces_of
from pipeline.reporting.spans import spans_of

from ..pool import DOCUMENT

ALPHABET = st.sampled_from("ab \n\ré")


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str, tuple[Entry, ...]]:
    """A text, what three stages of random findings made of it, and the ledger."""
    source = text = draw(st.text(ALPHABET, max_size=30))
    ledger: tuple[Entry, ...] = ()
    for stage in ("encoding", "boilerplate", "whitespace"):
        spans = st.tuples(
            st.integers(0, len(text)),
            st.integers(0, len(text)),
            st.text(ALPHABET, max_size=3),
            st.sampled_from(["x", "y"]),
        )
        drawn = draw(st.lists(spans, max_size=6))
        findings = [Finding(a, b, f"{stage}.{rule}.und.n", new) for a, b, new, rule in drawn if a < b]
        text, entries = settle(stage, text, findings, lambda rule: "flag" if ".y." in rule else "apply")
        ledger += entries
    return source, text, ledger


@given(edited())
def test_befores_make_the_source_and_afters_the_text(case: tuple[str, str, tuple[Entry, ...]]) -> None:
    source, text, ledger = case
    pieces = pieces_of(source, ledger)
    assert "".join(piece.before for piece in pieces) == source
    assert "".join(piece.after for piece in pieces) == text


@given(edited())
def test_every_applied_edit_is_marked_and_unmarked_pieces_are_unchanged(
    case: tuple[str, str, tuple[Entry, ...]],
) -> None:
    source, _, ledger = case
    pieces = pieces_of(source, ledger)
    marked = {mark for piece in pieces for mark in piece.marks}
    assert marked >= {i for i, entry in enumerate(ledger) if entry.outcome == APPLIED and entry.before != entry.after}
    assert all(piece.marks or piece.before == piece.after for piece in pieces)


@given(edited())
def test_lines_hold_the_pieces_and_break_only_at_their_end(case: tuple[str, str, tuple[Entry, ...]]) -> None:
    source, text, ledger = case
    lines = list(lines_of(pieces_of(source, ledger)))
    assert "".join(piece.before for line in lines for piece in line) == source
    assert "".join(piece.after for line in lines for piece in line) == text
    for line in lines:
        for piece in line[:-1]:
            assert not {"\n", "\r"} & set(piece.before + piece.after)


@settings(max_examples=30)
@given(DOCUMENT)
def test_real_documents_too(source: str) -> None:
    cleaned = clean(source)
    pieces = pieces_of(source, cleaned.ledger)
    if cleaned.row["reason"] is None:
        assert "".join(piece.before for piece in pieces) == source
        assert "".join(piece.after for piece in pieces) == cleaned.text


def test_a_deletion_leaves_the_repair_inside_it_visible() -> None:
    ledger = (
        Entry("encoding", "encoding.mojibake.und.cp1252", 3, 5, "Ã©", "é", APPLIED, 1.0, "cp1252"),
        Entry("boilerplate", "boilerplate.byline.en.by", 0, 5, "Andé\n", "", APPLIED, 1.0, ""),
    )
    assert pieces_of("AndÃ©\nrest", ledger) == [
        Piece("And", "", (1,)),
        Piece("Ã©", "", (0, 1)),
        Piece("\n", "", (1,)),
        Piece("rest", "rest"),
    ]


def test_a_changed_line_end_shows() -> None:
    ledger = (Entry("whitespace", "whitespace.blank-line.und.run", 2, 3, "\n", "", APPLIED, 1.0, ""),)
    lines = [list(spans_of(line, ledger)) for line in lines_of(pieces_of("a\n\nb", ledger))]
    assert [[span.before for span in line] for line in lines] == [["a"], ["↵"], ["b"]]
    assert lines[1][0].kinds == ("blank-line",)
