"""Shapes of lines as columns: the loops say what `document.layout` says of one line."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.layout import (
    FURNITURE,
    FURNITURE_RE,
    SIGN,
    SIGN_RE,
    ends_as_sentence,
    is_prose,
    score_of,
    width_of,
)
from pipeline.shape import BLANKS, Shapes, bytes_of

WORDS = [
    "copyright",
    "Copyright",
    "copyrigh",
    "rss",
    "RSS",
    "rs",
    "e-mail",
    "E-MAIL",
    "e_mail",
    "©",
    "Â",
    "ınfo",
    "info",
]
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.lists(st.sampled_from([*WORDS, " ", "x", "©x"]), max_size=6).map("".join),
    st.text(" \u3000\x1caB.,:;|!?”）。、漢한é’©\uff61\u10ff\u1100\U0001f600", max_size=24).map(lambda text: text * 21),
)
EDGES = [
    "", " ", "a", "é", "漢", "\U0001f600", "\u3000", "。", "”", ".”", "”.", "a" * 7, "a" * 8, "a" * 9, "é" * 120,
    "é" * 121, "漢" * 79, "漢" * 80, "漢" * 81, "\uff60", "\uff61", "\u10ff", "\u1100", "\ud7af", "\uf8ff", "\uf900",
    " a\u2009",     "a" * 79 + ".", "a" * 199, "a" * 200, "x" * 100_000, "© ", "c©", "rs", "rss", "\U0010ffff" * 61,
]  # fmt: skip


def measured_alike(lines: list[str]) -> None:
    shapes, at = Shapes(pa.array(lines, pa.string())), np.arange(len(lines))
    cores = [line.strip() for line in lines]
    assert shapes.points.tolist() == [len(line) for line in lines]
    assert shapes.lengths.tolist() == [len(core) for core in cores]
    assert shapes.widths.tolist() == [width_of(core) for core in cores]
    assert shapes.ended.tolist() == [ends_as_sentence(core) for core in cores]
    assert shapes.prose.tolist() == [is_prose(line) for line in lines]
    assert shapes.scores_of(at).tolist() == [score_of(line) for line in lines]
    assert shapes.holding(at, FURNITURE).tolist() == [bool(FURNITURE_RE.search(line)) for line in lines]
    signed = np.logical_or.reduce([shapes.holding(at, sign) for sign in SIGN.split("|")])
    assert signed.tolist() == [bool(SIGN_RE.search(line)) for line in lines]


@given(st.lists(TEXTS, max_size=8))
def test_columns_and_lines_are_measured_alike(lines: list[str]) -> None:
    measured_alike(lines)


@pytest.mark.parametrize("line", EDGES)
def test_a_line_is_measured_alike_alone_and_between_others(line: str) -> None:
    measured_alike([line])
    measured_alike(["before ", line, "© after"])


@pytest.mark.parametrize("word", FURNITURE.split("|"))
def test_each_word_is_found_at_the_ends_of_a_line_and_cut_short_it_is_not(word: str) -> None:
    shapes = Shapes(pa.array([word, word.upper(), f"x{word}", f"{word}x", word[:-1], word[1:], "x"], pa.string()))
    assert shapes.holding(np.arange(7), word).tolist() == [True] * 4 + [False] * 3


@pytest.mark.parametrize("before", range(20))
@pytest.mark.parametrize("behind", [0, 1, 8])
def test_a_long_word_is_found_wherever_it_stands(before: int, behind: int) -> None:
    lines = ["c" * before + word + "t" * behind for word in ("Copyright", "COPYRIGHT", "copyrigh_", "_opyright")]
    assert Shapes(pa.array(lines)).holding(np.arange(4), "copyright").tolist() == [True, True, False, False]


def test_lines_are_looked_at_that_are_asked_for_wherever_they_lie() -> None:
    shapes = Shapes(pa.array(["not read", "© one.", "漢字", ""], pa.string()).slice(1))
    assert shapes.holding(np.array([2, 0]), SIGN).tolist() == [False, True]
    assert shapes.scores_of(np.array([2, 0, 1])).tolist() == [0.0, -2.25, -0.75]
    assert (shapes.widths.tolist(), shapes.ended.tolist()) == ([6, 6, 0], [True, False, False])


def test_blanks_are_what_python_strips() -> None:
    assert set(BLANKS) == {chr(code) for code in range(0x110000) if chr(code).isspace()}


def test_bytes_of_a_slice() -> None:
    offsets, data = bytes_of(pa.array(["ab", "c", "de"], pa.string()).slice(1))
    assert (offsets.tolist(), data.tobytes()) == ([0, 1, 3], b"cde")
