"""The languages of a document and their shares."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import Spans, languages_of

Documents = list[tuple[str, list[tuple[int, int, str]]]]


def shares_of_all(documents: Documents, hosts: list[str]) -> list[list[tuple[str, float]]]:
    texts = [text.encode() for text, _ in documents]
    borders = np.cumsum([0, *map(len, texts)], dtype=np.int32)
    told = [(row, *span) for row, (_, spans) in enumerate(documents) for span in spans]
    rows, starts, ends, tags = ([one[field] for one in told] for field in range(4))
    numbers = (np.array(values, np.int64) for values in (rows, starts, ends))
    spans = Spans(*numbers, tags=pa.array(tags, pa.string()))
    found = languages_of(np.frombuffer(b"".join(texts), np.uint8), borders, pa.array(hosts, pa.string()), spans)
    both = [*zip(found.languages.to_pylist(), found.shares.tolist(), strict=True)]
    return [both[first:last] for first, last in zip(found.borders[:-1], found.borders[1:], strict=True)]


def shares_of(text: str, spans: list[tuple[int, int, str]]) -> list[tuple[str, float]]:
    return shares_of_all([(text, spans)], ["en"])[0]


def plain_shares(text: str, host: str, spans: list[tuple[int, int, str]]) -> list[tuple[str, float]]:
    owners = [host] * len(text)
    for start, end, language in sorted(spans, reverse=True):
        owners[start:end] = [language] * len(owners[start:end])
    letters = Counter(owner for owner, char in zip(owners, text, strict=True) if char.isalpha())
    shares = [(name, count / letters.total()) for name, count in letters.items()]
    return sorted(shares, key=lambda share: (-share[1], share[0])) or [(host, 1.0)]


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


WORDS = st.lists(st.sampled_from(["plain words ", "1,000", "é", "ß ", "𝒜"]), max_size=20).map("".join)


@given(st.text(max_size=60) | WORDS, st.sets(st.integers(0, 60), max_size=6))
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


SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["fr", "de", "en", "sr-Latn"])).filter(
        lambda span: span[0] < span[1]
    ),
    max_size=4,
)


@given(st.lists(st.tuples(st.text(st.sampled_from("aéж漢𝒜 1🙂"), max_size=30), SPANS), max_size=6))
def test_a_batch_says_of_each_what_is_said_of_it_alone(documents: Documents) -> None:
    hosts = [("en", "und", "fr")[row % 3] for row in range(len(documents))]
    pairs = zip(documents, hosts, strict=True)
    assert shares_of_all(documents, hosts) == [plain_shares(text, host, spans) for (text, spans), host in pairs]
