"""Where documents are read for their language."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.places import _ADDRESS_RE, PLACE, PLACES, WIDE_PLACE, places, places_of

CHARACTERS = "a \néя漢字ไ\u0301\u200d🙂𠀀"
LONGEST = PLACES * PLACE


def plainly(text: str, size: int) -> str:
    left = len(text) - size
    if left > (PLACES - 1) * size:
        text = " ".join(text[at : at + size] for at in (left * i // (PLACES - 1) for i in range(PLACES)))
    return text.replace("\n", " ")


TEXTS = st.builds(
    lambda unit, times, rest: unit * times + rest,
    st.text(st.sampled_from(CHARACTERS), max_size=40),
    st.integers(0, 60),
    st.text(st.sampled_from(CHARACTERS), max_size=20),
)


@given(st.lists(TEXTS, max_size=4), st.sampled_from([PLACE, WIDE_PLACE]))
def test_a_text_is_read_at_places_taken_evenly_from_it(texts: list[str], size: int) -> None:
    encoded = [text.encode() for text in texts]
    bounds = np.cumsum([0, *map(len, encoded)])
    data = np.frombuffer(b"".join(encoded), np.uint8)
    assert [part.decode() for part in places_of(data, bounds[:-1], bounds[1:], size)] == [
        plainly(text, size) for text in texts
    ]
    assert [places(text, size) for text in texts] == [plainly(text, size) for text in texts]


@pytest.mark.parametrize("char", ["a", "é", "漢", "🙂", "\n"])
@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, LONGEST - 1, LONGEST, LONGEST + 1, LONGEST + 9, 9 * LONGEST])
def test_lengths(char: str, length: int) -> None:
    assert places(char * length) == plainly(char * length, PLACE)
    assert places("x" + char * length + "y") == plainly("x" + char * length + "y", PLACE)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("see https://example.org/der-die-das now", "see   now"),
        ("see www.example.org", "see  "),
        ("xwww.example.org und", "x  und"),
        ("@name #tag a@b.example c@ d", "      c@ d"),
        ("a#b a:b a/b a://", "a#b a:b a/b a://"),
        ("x\u3000@name\xa0y", "x\u3000 \xa0y"),
        ("a #b", "a  "),
        ("a://b", " "),
        ("www.a", " "),
        ("a @", "a @"),
    ],
)
def test_addresses_are_not_read(text: str, read: str) -> None:
    assert places(text) == read


@given(st.lists(st.text(st.sampled_from("@#:/w.a é漢")), max_size=4))
def test_addresses_are_found_wherever_they_stand(texts: list[str]) -> None:
    encoded = [text.encode() for text in texts]
    bounds = np.cumsum([0, *map(len, encoded)])
    parts = places_of(np.frombuffer(b"".join(encoded), np.uint8), bounds[:-1], bounds[1:])
    assert [part.decode() for part in parts] == [_ADDRESS_RE.sub(" ", text) for text in texts]
