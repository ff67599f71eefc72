"""Letter statistics: which language a text looks like, how many pairs it has, and what counts against it."""

from __future__ import annotations

import json
import re
from importlib import resources
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language._pairs import count_pairs, read_profile, read_text
from pipeline.language.letters import COMMON, ODD, SYMBOL, fit_of, load_letters, weigh

SENTENCES = [
    ("de", "Am Abend gingen die Kinder müde, aber fröhlich nach Hause."),
    ("pl", "Wieczorem dzieci wróciły do domu zmęczone, ale szczęśliwe."),
    ("ru", "Вечером дети вернулись домой уставшие, но довольные."),
    ("el", "Το βράδυ τα παιδιά γύρισαν στο σπίτι κουρασμένα."),
    ("he", "בערב חזרו הילדים הביתה עייפים ומרוצים."),
]
PAIRS = [("", 0), (" 12, ", 0), ("a", 2), ("ab", 3), ("a b", 4), ("a\U0001f600b", 4)]
LIKELIER = [("schön", "schÃ¶n"), ("wiem", "wi³m"), ("дом", "доМ"), ("mir", "mиr")]


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_fit(language: str, text: str) -> None:
    assert fit_of(text).language == language


@pytest.mark.parametrize(("text", "pairs"), PAIRS)
def test_pairs(text: str, pairs: int) -> None:
    assert weigh(text)[1] == pairs


@pytest.mark.parametrize(("likelier", "text"), LIKELIER)
def test_what_counts_against_a_text(likelier: str, text: str) -> None:
    assert fit_of(likelier).total > fit_of(text).total


def test_what_joins_words_does_not_count() -> None:
    assert weigh("wasn’t")[0].max() == pytest.approx(weigh("wasn t")[0].max() + weigh("’")[0].max())


def test_the_statistics_are_shares_of_what_each_language_showed() -> None:
    letters = load_letters()
    assert letters.table.shape == (len(letters.pairs), 55)
    assert letters.pairs[0] == 0 and (letters.table[0] == -6.0).all()
    shares = (10.0**letters.table * (letters.table > -6.0)).sum(axis=0)
    assert shares == pytest.approx([1.0] * 55, abs=0.01)


def pairs_in(profile: str) -> list[tuple[str, int]]:
    data = np.frombuffer(profile.encode(), np.uint8)
    pairs, counts = np.empty((len(data), 2), np.uint32), np.empty(len(data), np.int64)
    size = read_profile(data, pairs, counts)
    return [
        (chr(a) + chr(b), count) for (a, b), count in zip(pairs[:size].tolist(), counts[:size].tolist(), strict=True)
    ]


@given(
    st.dictionaries(st.text("aBéж中\U0001f600 :,1", max_size=4), st.integers(0, 10**12), max_size=9),
    st.text("a:1", max_size=3),
)
def test_pairs_of_a_profile(freq: dict[str, int], name: str) -> None:
    profile = json.dumps({"freq": freq, "n_words": [1, 2, 3], "name": name}, ensure_ascii=False, separators=(",", ":"))
    assert pairs_in(profile) == [(key, count) for key, count in freq.items() if len(key) == 2]


@pytest.mark.parametrize("profile", ["", '"', '"ab', '"ab"', '"ab":', '"ab":1', "{}", '"é'])
def test_a_profile_cut_short(profile: str) -> None:
    assert pairs_in(profile) == []


def test_shipped_profiles() -> None:
    for file in resources.files("langdetect").joinpath("profiles").iterdir():
        text = file.read_text("utf-8")
        assert pairs_in(text) == [(key, count) for key, count in json.loads(text)["freq"].items() if len(key) == 2]


KINDS = {"a": 1 | 2 | 512, "A": 1 | 2 | 1024, "b": 1 | 2 | 32, "ж": 1 | 2 | 64, "1": 2, "#": 4, "ª": 1 | 4, "?": 8}
KINDS |= {"¡": 4 | 16, "’": 128, "¶": 4 | 16 | 256, " ": 0}


def glued_at(text: str, at: int) -> int:
    """How many characters are glued between two letters from `at` on."""
    patterns = [(size, rf"(?<=[aAbжª])[#ª¡¶]{{{size}}}(?=[aAbжª])") for size in (1, 2, 3)]
    return max((size for size, pattern in patterns if re.compile(pattern).match(text, at)), default=0)


def oddity_of(text: str) -> tuple[int, int, int]:
    """What `read_text` says of a text, told plainly."""
    if text.isascii():
        return 0, 0, 0
    glued = {at: size for at in range(len(text)) if (size := glued_at(text, at))}
    inside = {i + more for i, size in glued.items() for more in range(1, size)}
    strays = {match.start() for match in re.finditer("(?<=[aAbжª])[¡¶](?![aAbж1ª])", text)}
    broken = {match.start() for match in re.finditer(r"\?", text)}
    odd = len(({*glued} | broken) - inside | strays)
    odd += len(re.findall("ж(?=b)|(?<=b)ж", text)) + len(re.findall("(?<=a)A", text))
    return odd, text.count("’"), text.count("¶")


@given(st.text("".join(KINDS), max_size=14))
def test_what_is_out_of_place_in_a_text(text: str) -> None:
    kinds, folds = np.zeros(0x10000, np.uint16), np.full(0x10000, ord(" "), np.uint16)
    for char, kind in KINDS.items():
        kinds[ord(char)] = kind
        folds[ord(char)] = ord(char.lower() if kind & 1 else " ")
    codes = np.array([*map(ord, text)], np.uint16)
    found = np.empty(len(text) + 1, np.uint32)
    size, *oddity = read_text(codes, kinds, folds, found)
    assert tuple(oddity) == oddity_of(text)
    folded = re.sub(" +", " ", f" {''.join(chr(folds[ord(char)]) for char in text)} ")
    wanted = [ord(a) << 16 | ord(b) for a, b in pairwise(folded)]
    assert found[:size].tolist() == wanted


def test_what_a_symbol_counts() -> None:
    plain = weigh("ab")[0].max()
    assert weigh("ab ’")[0].max() == pytest.approx(plain + COMMON)
    assert weigh("ab ¶")[0].max() == pytest.approx(plain + SYMBOL)
    assert weigh("ab \x80")[0].max() == pytest.approx(plain + ODD + SYMBOL)


numbers = st.integers(0, 40) | st.integers(0, 2**32 - 1)


@given(st.lists(numbers, max_size=30), st.sets(numbers, max_size=12))
def test_pairs_are_counted_where_they_are_known(pairs: list[int], others: set[int]) -> None:
    known = [0, *sorted(others - {0})]
    different = sorted(set(pairs))
    rows, counts = np.full((2, len(pairs)), -1, np.int64)
    size = count_pairs(np.sort(np.array(pairs, np.uint32)), np.array(known, np.uint32), rows, counts)
    assert rows[:size].tolist() == [known.index(pair) if pair in known else 0 for pair in different]
    assert counts[:size].tolist() == [pairs.count(pair) for pair in different]
