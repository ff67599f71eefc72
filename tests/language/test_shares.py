"""The languages of a document and their shares."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import languages_of


def shares_of(text: str, spans: list[tuple[int, int, str]]) -> list[tuple[str, float]]:
    return languages_of(np.frombuffer(text.encode(), np.uint8), "en", spans)


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
        ("abcd", [(0, 3, "fr"), (1, 2, "de"), (2, 4, "de")], [("fr", 0.75), ("de", 0.25)]),
        ("abcd", [(2, 9, "de")], [("de", 0.5), ("en", 0.5)]),
    ],
)
def test_shares(text: str, spans: list[tuple[int, int, str]], shares: list[tuple[str, float]]) -> None:
    assert shares_of(text, spans) == shares


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["fr", "de"])), max_size=4),
)
def test_shares_sum_to_one(text: str, spans: list[tuple[int, int, str]]) -> None:
    shares = shares_of(text, [(a, b, tag) for a, b, tag in spans if a < b])
    assert sum(share for _, share in shares) == pytest.approx(1)
    assert [share for _, share in shares] == sorted((share for _, share in shares), reverse=True)


@given(st.text(max_size=60), st.sets(st.integers(0, 60), max_size=6))
def test_letters_are_what_python_calls_letters(text: str, cuts: set[int]) -> None:
    text = f"𐐀{text}a𝒜ß🙂"
    places = sorted(cuts)
    spans = [*zip(places[::2], places[1::2], ("fr", "de", "fr"), strict=False)]
    owners = ["en"] * len(text)
    for start, end, language in spans:
        owners[start:end] = [language] * len(owners[start:end])
    letters = Counter(owner for owner, char in zip(owners, text, strict=True) if char.isalpha())
    wanted = {owner: count / letters.total() for owner, count in letters.items()}
    assert dict(shares_of(text, spans)) == pytest.approx(wanted)
