"""Shapes of lines as columns: the loops say what `document.layout` says of one line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.layout import (
    FURNITURE,
    SIGN,
    SIGNED_LINES,
    ends_as_sentence,
    is_prose,
    layout_of,
    score_of,
    width_of,
)
from pipeline.document.page import TERMINATOR_RE
from pipeline.shape import BLANKS, Shapes, bytes_of, layouts_of

SENTENCE = (
    "The harbour opened its gates on Monday, and the fleet of forty ships came in before noon, as the wind was good."
)

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


@given(st.lists(TEXTS, max_size=8))
def test_columns_and_lines_are_measured_alike(lines: list[str]) -> None:
    measured_alike(lines)


@pytest.mark.parametrize("line", EDGES)
def test_a_line_is_measured_alike_alone_and_between_others(line: str) -> None:
    measured_alike([line])
    measured_alike(["before ", line, "© after"])


def page_of(line: str) -> str:
    """A text that is a whole page if the line holds a word that menus share."""
    return "\n".join(["Home"] * 8 + [SENTENCE, line] + ["Tides"] * 7)


def signed_by(line: str) -> str:
    """A text that is a whole page if the line holds a sign of ownership."""
    return "\n".join([SENTENCE] + ["Tides"] * 10 + [line] + ["Ports"] * 24)


def layouts_in(texts: Sequence[str]) -> list[str]:
    lines = [TERMINATOR_RE.split(text) for text in texts]
    column = pa.array(lines, pa.list_(pa.string()))
    distinct = pc.dictionary_encode(column.flatten())
    layouts: list[str] = layouts_of(column, distinct, Shapes(distinct.dictionary)).to_pylist()
    return layouts


@pytest.mark.parametrize("char", ["a", "é", "漢", "\U0010ffff"])
def test_code_points_are_counted_however_many_there_are(char: str) -> None:
    lines = [char * count + "a" * more for count in range(0, 520, 3) for more in (0, 1, 7)]
    assert Shapes(pa.array(lines)).points.tolist() == [len(line) for line in lines]
    assert [Shapes(pa.array([line])).points[0] for line in lines] == [len(line) for line in lines]


@pytest.mark.parametrize("word", FURNITURE.split("|"))
def test_each_word_is_found_at_the_ends_of_a_line_and_cut_short_it_is_not(word: str) -> None:
    lines = [word, word.upper(), f"x{word}", f"{word}x", word[:-1], word[1:], "x", f"{word[:-1]}_", f"_{word[1:]}"]
    assert layouts_in([*map(page_of, lines)]) == ["page"] * 4 + ["extracted"] * 5
    holds = ["page" if word in SIGN.split("|") else "extracted"] * 4
    assert layouts_in([*map(signed_by, lines)]) == holds + ["extracted"] * 5


@pytest.mark.parametrize(("below", "layout"), [(SIGNED_LINES - 1, "page"), (SIGNED_LINES, "extracted")])
def test_a_sign_of_ownership_counts_in_the_last_lines(below: int, layout: str) -> None:
    text = "\n".join([SENTENCE] + ["Tides"] * 10 + ["©"] + ["Ports"] * below)
    assert layouts_in([text]) == [layout_of(text)] == [layout]


@given(st.lists(TEXTS.filter(lambda text: len(TERMINATOR_RE.split(text)) == 1), max_size=6))
def test_words_are_found_in_lines_wherever_they_are(lines: list[str]) -> None:
    texts = [make(line) for line in lines for make in (page_of, signed_by)]
    assert layouts_in(texts) == [layout_of(text) for text in texts]


PARTS = st.sampled_from(
    [
        "", " ", "Home", "Login", "© 2019", "Copyright", "Ships, crews, and all of the gates of the old harbour",
        "By: Ada,", "Home | Ports | Ships", "It rained.", SENTENCE, SENTENCE * 3, SENTENCE * 9, "漢" * 30,
        "漢" * 30 + "。", "a" * 60, "a" * 61,
    ]
)  # fmt: skip


@given(
    st.lists(
        st.lists(st.tuples(PARTS, st.integers(1, 12)), max_size=8).map(
            lambda parts: "\n".join(line for line, times in parts for _ in range(times))
        ),
        max_size=4,
    )
)
def test_documents_of_a_batch_have_the_layouts_of_their_texts(texts: list[str]) -> None:
    assert layouts_in(texts) == [layout_of(text) for text in texts]


def test_pages_are_told_by_the_numbers_of_their_lines() -> None:
    counts = product((0, 1, 7, 8, 11, 12, 30, 44), (0, 1, 3, 4), (0, 1, 6, 7, 15), ("x", "rss", "©"), ("Home", "By:"))
    texts = [
        "\n".join([word] * (above > 0) + [line] * (above - 1) + [SENTENCE] * prose + ["It rained."] * below)
        for above, prose, below, word, line in counts
    ]
    wanted = [layout_of(text) for text in texts]
    assert layouts_in(texts) == wanted
    assert len(set(wanted)) == 2


def test_articles_that_the_lines_of_a_site_surround_are_told() -> None:
    menu, foot = ["We use cookies.", SENTENCE, "Login", "Home", "Menu", "Ports"], ["Ships", "Tides", "Blog", SENTENCE]
    texts = [
        "\n".join([*menu * above, *[SENTENCE * 4] * 12, *foot * below]) for above, below in ((1, 0), (2, 2), (0, 2))
    ]
    assert layouts_in(texts) == [layout_of(text) for text in texts] == ["extracted", "page", "extracted"]


@pytest.mark.parametrize("opening", [SENTENCE, SENTENCE * 2])
def test_an_article_may_stand_below_a_few_lines_of_a_site(opening: str) -> None:
    texts = [
        "\n".join([opening, *["Login"] * above, *[SENTENCE * 4] * 12, *["Login"] * 12, SENTENCE]) for above in range(12)
    ]
    wanted = [layout_of(text) for text in texts]
    assert layouts_in(texts) == wanted
    assert wanted == sorted(wanted)
    assert len(set(wanted)) == 2


def test_lines_are_looked_at_that_are_asked_for_wherever_they_lie() -> None:
    shapes = Shapes(pa.array(["not read", "© one.", "漢字", ""], pa.string()).slice(1))
    assert shapes.scores_of(np.array([2, 0, 1])).tolist() == [0, -225, -75]
    assert (shapes.widths.tolist(), shapes.ended.tolist()) == ([6, 6, 0], [True, False, False])


def test_slices_of_a_batch_have_layouts() -> None:
    texts = [page_of("x"), page_of("rss"), "", signed_by("©")]
    column = pa.array([text.split("\n") for text in texts], pa.list_(pa.string())).slice(1)
    distinct = pc.dictionary_encode(column.flatten())
    assert layouts_of(column, distinct, Shapes(distinct.dictionary)).to_pylist() == ["page", "extracted", "page"]


def test_blanks_are_what_python_strips() -> None:
    assert set(BLANKS) == {chr(code) for code in range(0x110000) if chr(code).isspace()}


def test_bytes_of_a_slice() -> None:
    offsets, data = bytes_of(pa.array(["ab", "c", "de"], pa.string()).slice(1))
    assert (offsets.tolist(), data.tobytes()) == ([0, 1, 3], b"cde")
