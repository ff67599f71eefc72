"""The languages of a document and their shares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import languages_of
from pipeline.language.shares import _are_letters


@pytest.mark.parametrize(
    ("text", "spans", "shares"),
    [
        ("abcd", [], [("en", 1.0)]),
        ("", [], [("en", 1.0)]),
        ("1 2 3", [(0, 3, "fr")], [("en", 1.0)]),
        ("abcd efgh", [(5, 9, "fr")], [("en", 0.5), ("fr", 0.5)]),
        ("ab cdefgh", [(3, 9, "fr")], [("fr", 0.75), ("en", 0.25)]),
        ("abcd", [(0, 4, "fr")], [("fr", 1.0)]),
        ("ab cd ef gh", [(0, 2, "fr"), (3, 5, "de")], [("en", 0.5), ("de", 0.25), ("fr", 0.25)]),
        ("abcd efgh", [(0, 9, "fr"), (5, 9, "fr")], [("fr", 1.0)]),
    ],
)
def test_shares(text: str, spans: list[tuple[int, int, str]], shares: list[tuple[str, float]]) -> None:
    assert languages_of(text, "en", spans) == shares


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["fr", "de"])), max_size=4),
)
def test_shares_sum_to_one(text: str, spans: list[tuple[int, int, str]]) -> None:
    shares = languages_of(text, "en", [(a, b, tag) for a, b, tag in spans if a < b])
    assert sum(share for _, share in shares) == pytest.approx(1)
    assert [share for _, share in shares] == sorted((share for _, share in shares), reverse=True)


@given(st.text(st.characters(), max_size=60))
def test_letters_are_what_python_calls_letters(text: str) -> None:
    text += "𐐀a𝒜ß🙂"
    assert _are_letters(text).tolist() == [*map(str.isalpha, text)]
