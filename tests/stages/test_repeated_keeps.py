"""Articles of one site share lines of their own text. Repetition must not touch these."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from pipeline.document.edits import settle
from pipeline.document.page import Facts, page_of
from pipeline.normal import hash_lines
from pipeline.stages.repeated import propose

SITE = "notes.example"
PROSE = [
    "The council of the harbour town decided that the old bridge will be closed to lorries from next spring on.",
    "Residents had asked for it since two vehicles broke through the wooden deck within one week last autumn.",
    "My grandmother baked this cake whenever the apples in her small orchard behind the mill were ripe enough.",
    "A colder winter than usual has left the reservoirs of the valley at their lowest since measurements began.",
    "She paints at night, when the street is quiet, and sleeps until noon with the windows open to the garden.",
    "Whoever walks up to the castle on a clear morning sees three countries and, far away, the snow of the Alps.",
    "The library moved into the former brewery, where the copper kettles now stand among shelves of travel books.",
    "Three of the five looms still run, and on Thursdays visitors may try to weave a narrow ribbon on the smallest.",
    "Nobody had counted the swallows under the eaves before the old station master began his yearly notebooks.",
]
SHARED = "The firm said that it regrets the delay and that it works day and night to bring the ferry back into service."
BYLINE = ["Letters from the old harbour quay", "By Jane Doe"]
LABELS = ["Share this page", "Send to a friend", "Print this page", "Subscribe to our letter"]
MENU = [
    *("Home page of the herald", "Contact the newsroom", "Blogs and columns", "Forum for readers", "Newsletter"),
    *(f"Maps, {place}" for place in ("harbour", "hills", "river", "old town", "islands", "coast", "woods")),
    *(f"Letters about {topic}" for topic in ("schools", "roads", "birds", "books", "music", "sport", "work", "food")),
]


def kept(texts: list[list[str]], layout: str) -> list[list[str]]:
    """What is left of each page's lines when these are all pages of a site."""
    hashes = [set(hash_lines(pa.array(lines, pa.string())).tolist()) - {0} for lines in texts]
    times = Counter(line for lines in hashes for line in lines)
    counts = {line: (documents, 100 * documents // len(texts)) for line, documents in times.items() if documents > 1}
    tools: Any = SimpleNamespace(
        tables={"repeated": {SITE: counts}, "repeated_lines": sorted(counts)},
        settings={"repeated": {"documents": 2, "share": 30}},
    )
    facts = Facts("en", SITE, layout)
    pages = [page_of("".join(f"{line}\n" for line in lines), None, facts) for lines in texts]
    return [settle("repeated", page.text, propose(page, tools), lambda rule: "apply")[0].splitlines() for page in pages]


def recipe(number: int, *ingredients: str) -> list[str]:
    times = ["Prep time: 10 minutes", f"Cook time: {number + 2} minutes", "Serves 4"]
    cake, steps, end = PROSE[number], PROSE[number + 3], PROSE[number + 6]
    return [f"Cake number {'abc'[number]}", cake, *times, "Ingredients", *ingredients, "Instructions", steps, end]


def interview(number: int, book: str, food: str) -> list[str]:
    asked = ["What are you working on at the moment?", "Which book changed your view of the world?"]
    first, second, third = PROSE[number], PROSE[number + 3], PROSE[number + 6]
    return [first, asked[0], second, asked[1], book, "Your favourite food?", food, "Describe your day.", third]


def report(number: int, *lines: str) -> list[str]:
    return [PROSE[number], "What the inspectors found on site", PROSE[number + 3], *lines, PROSE[number + 6]]


TRIP = ["What you need for the trip", "A warm coat", "Good boots", "A map of the area", "Something to drink"]

SITES = {
    "recipes": [
        recipe(0, "2 eggs", "1 teaspoon salt", "3 cups flour", "Butter for the tin", "1 cup sugar"),
        recipe(1, "1 eggs", "2 teaspoon salt", "4 cups flour", "4 apples", "Butter for the tin", "2 cup sugar"),
        recipe(2, "5 plums", "4 eggs", "1 teaspoon salt", "2 cups flour", "Butter for the tin"),
    ],
    "interviews": [
        interview(0, "None.", "Bread"),
        interview(1, "Moby Dick, of course.", "Soup"),
        interview(2, "A book of maps.", "Bread"),
    ],
    "short steps": [
        [PROSE[0], "Ingredients", "Butter for the tin", "3 plums", "Salt", "Beat the eggs until they are white."],
        [PROSE[1], "Ingredients", "Butter for the tin", "4 eggs", "Salt", "Melt the sugar in a small pan."],
    ],
    "sub-headings": [report(number, "How the owners answered to the report") for number in range(3)],
    "a list of questions": [report(0, *(f"Who pays for the {x}?" for x in ("deck", "pier", "ramp")))] * 2,
    "byline and heading, two": [[*BYLINE, *PROSE[n : n + 2]] for n in (0, 3)],
    "byline and heading": [[*BYLINE, *PROSE[n : n + 2]] for n in (0, 2, 4, 6)],
    "two versions of a story": [[PROSE[0], PROSE[number], *TRIP, *PROSE[5:7]] for number in (1, 2)],
    "two versions of a list": [[PROSE[number], PROSE[5], *TRIP[1:], PROSE[6]] for number in (1, 2)],
    "contracts": [[PROSE[n], "Time is of the essence.", "No party may assign it.", PROSE[n + 1]] for n in range(7)],
    "a statement in many stories": [[PROSE[n], SHARED, PROSE[n + 1]] for n in range(7)],
    "한국어": [["항구 마을 의회는 내년 봄부터 낡은 다리에 화물차가 다니지 못하게 하기로 결정했다. " * 2 + name,
               "요즘 무슨 책을 읽고 계신지 우리 독자에게 알려 주세요?",
               "주민들은 지난가을 한 주에 두 번이나 차가 나무 바닥을 뚫고 떨어진 뒤로 그렇게 요구해 왔다. " * 2 + name]
              for name in ("김", "이", "박")],
}  # fmt: skip


@pytest.mark.parametrize("layout", ["page", "extracted"])
@pytest.mark.parametrize("name", SITES)
def test_what_articles_share_stays(name: str, layout: str) -> None:
    assert kept(SITES[name], layout) == SITES[name]


def test_a_heading_and_a_byline_that_many_share_stay_in_extracted_text() -> None:
    texts = [[*BYLINE, *PROSE[n : n + 2]] for n in range(8)]
    assert kept(texts, "extracted") == texts


def test_blocks_of_labels_go_inside_the_text_too() -> None:
    texts = [[PROSE[n], *LABELS, PROSE[n + 1], *LABELS] for n in (0, 2, 4)]
    assert kept(texts, "page") == [[PROSE[n], PROSE[n + 1]] for n in (0, 2, 4)]
    assert kept([[PROSE[n], *LABELS[:2], PROSE[n + 1]] for n in (0, 2, 4)], "page")[0][1:3] == LABELS[:2]


def test_short_labels_of_a_few_pages_are_no_block() -> None:
    texts = [[PROSE[n], *(TRIP[1:] if n < 3 else []), f"{SHARED} Page {'abcdefg'[n]}."] for n in range(7)]
    assert kept(texts, "page") == texts
    assert kept(texts[:5], "page")[0] == [texts[0][0], texts[0][-1]]


def test_few_pages_of_extracted_text_may_share_their_last_line() -> None:
    texts = [[PROSE[n], "Jane Doe writes for us from the old harbour"] for n in range(8)]
    assert kept(texts[:3], "extracted") == texts[:3]
    assert kept(texts, "extracted")[0] == [PROSE[0]]


def test_a_line_with_a_number_is_no_headline_of_another_story() -> None:
    lines = ["Wind breaks the mast", "2 eggs", "No milk to be had today"]
    texts = [[PROSE[0], *lines], [PROSE[1], *lines], [PROSE[2], *lines], *([PROSE[3], str(n)] for n in range(9))]
    assert kept(texts, "page")[:3] == [[PROSE[n], "2 eggs"] for n in range(3)]


def test_the_furniture_of_a_site_tells_a_page_in_any_layout() -> None:
    texts = [[*MENU, PROSE[n], PROSE[n + 1]] for n in (0, 2)]
    assert kept(texts, "extracted") == [PROSE[n : n + 2] for n in (0, 2)]
    tables = [[f"Team {letter} of the valley league" for letter in "abcdefghijklmnopqrstuvwxyz"], *PROSE[:2]]
    assert kept([[*tables[0], prose] for prose in PROSE[:2]], "extracted")[0] == [*tables[0], PROSE[0]]
    assert kept([[*MENU[:6], prose] for prose in PROSE[:2]], "extracted")[0] == [*MENU[:6], PROSE[0]]
