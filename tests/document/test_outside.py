"""What stands outside the article of a whole page, by shape alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.outside import article_score, outside_of

PROSE = (
    "The harbour opened its gates on Monday, and the fleet of forty ships came in before noon, as the wind was good.",
    "Captains said that the gates had been closed for too long, and that the fleet would stay until the winter ends.",
    "The office of the port expects more ships before the end of the week, and asked the crews to leave the old pier.",
)
LONG = f"{PROSE[0]} {PROSE[1]}"
MENU, FOOT = ["Home", "Ports", "* Ships of the northern line"], ["Tides", "About us", "Home | Ports | All of our ships"]


def gone(lines: Sequence[str], named: Collection[int] = ()) -> list[str]:
    stretches = outside_of(lines.__getitem__, [*map(article_score, lines)], named)
    return [line for first, past in stretches for line in lines[first:past]]


@pytest.mark.parametrize(
    "article",
    [
        PROSE,
        ("Three ships stayed out of the harbour", *PROSE),
        ("Ships stay out", "", *PROSE),
        ("港口开放", *PROSE),
        ("News of the northern ports", "The gates of the harbour are open", "Forty ships came in before noon", *PROSE),
        (*PROSE, "“We will stay.”", "", "Nobody left."),
        ("It rained.", "", "The wind was good.", *PROSE),
        (*PROSE, "她说：“好。”"),
        (LONG, "Three ships", PROSE[1], "* Ada", "* Holm", PROSE[2]),
    ],
)
def test_an_article_keeps_its_headlines_lists_and_short_sentences(article: Sequence[str]) -> None:
    assert gone(article) == []
    assert gone([*MENU, *article, *FOOT]) == [*MENU, *FOOT]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["", ""],
        [*MENU, *FOOT],
        [*MENU, PROSE[0], *FOOT],
        [*MENU, *PROSE, *FOOT, *FOOT, *FOOT, *PROSE, *FOOT],
    ],
)
def test_where_no_article_can_be_told_nothing_is_outside(lines: Sequence[str]) -> None:
    assert gone(lines) == []


def test_what_stands_above_more_than_a_kicker_a_headline_and_a_deck_goes() -> None:
    others = ["Crews wait for the old pier to be mended", "A new ferry for the northern islands"]
    heads = ["News of the northern ports", "The gates of the harbour are open", "Forty ships came in before noon"]
    assert gone([*MENU, *others, *heads, *PROSE, *others]) == [*MENU, *others, *others]


def test_an_introduction_stays_that_a_list_of_contents_parts_from_its_article() -> None:
    contents = ["The gates", "The fleet", "The pier", "The crews", "The winter", "The office", "The ports"]
    assert gone([*MENU, LONG, *contents, LONG, LONG, *FOOT]) == [*MENU, *contents, *FOOT]


def test_lines_that_rules_name_are_left_to_them_and_part_the_article_from_what_follows() -> None:
    lines = ["Home", "By Ada Holm", "Ports", *PROSE, "Share this", "Read more", PROSE[0]]
    assert gone(lines) == ["Home", "By Ada Holm", "Ports"]
    assert gone(lines, {1, 6, 7}) == ["Home", "Ports", PROSE[0]]


def test_blank_lines_alone_are_no_stretch() -> None:
    lines = ["Home", "", "By Ada Holm", "", "Ports", "", *PROSE, "", "Tides", ""]
    assert outside_of(lines.__getitem__, [*map(article_score, lines)], {2}) == [(0, 2), (3, 6), (9, 12)]
    assert outside_of(lines.__getitem__, [*map(article_score, lines)], {0, 2, 4}) == [(9, 12)]


@pytest.mark.parametrize(
    ("line", "score"),
    [
        (PROSE[0], 2 * len(PROSE[0])),
        ("ร้านขนมปัง", -75),
        ("ร้านขนมปังที่หัวมุมถนน" * 4, 2 * (22 * 4 - 80)),
        ("ร้านขนมปังที่หัวมุมถนน" * 8, 2 * (22 * 8 - 80)),
        ("ร้านขนมปังที่หัวมุมถนน" * 10, 2 * 22 * 10),
        ("ร้านขนมปังที่หัวมุมถนน" * 4 + " | ", -225),
        ("The bakery at the corner of the street, which is called " + "ร้านขนมปังที่หัวมุมถนน" * 2, 10),
    ],
)
def test_wide_lines_of_scripts_without_sentence_ends_speak_for_an_article(line: str, score: int) -> None:
    assert article_score(line) == score


LINES = st.lists(st.sampled_from([*PROSE, LONG, *MENU, *FOOT, "", "No.", "By Ada Holm"]), max_size=30)


@given(LINES, st.sets(st.integers(0, 29)))
def test_stretches_are_apart_and_hold_lines_that_nobody_named(lines: list[str], named: set[int]) -> None:
    named = {index for index in named if index < len(lines)}
    stretches = outside_of(lines.__getitem__, [*map(article_score, lines)], named)
    assert [*stretches] == sorted(stretches)
    held = [index for first, past in stretches for index in range(first, past)]
    assert len(held) == len(set(held))
    assert named.isdisjoint(held)
    assert all(any(line.strip() for line in lines[first:past]) for first, past in stretches)
    assert sum(map(len, (lines[index] for index in held))) < sum(map(len, lines)) or not held
