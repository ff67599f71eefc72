from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.edits import Finding, settle
from pipeline.document.page import Facts, page_of
from pipeline.normal import hash_lines
from pipeline.stages.contract import Column
from pipeline.stages.repeated import STAGE, TEASER, TEMPLATE, propose, screen

SITE = "news.example"
PROSE = "The council of the harbour town decided that the old bridge will be closed to lorries from next spring on."
MORE = "Residents had asked for it since two vehicles broke through the wooden deck within one week last autumn."
HEADLINE = "Old bridge of harbour town will be closed"


def tools_of(counts: dict[str, tuple[int, int]], site: str = SITE) -> Any:
    hashes = [int(value) for value in hash_lines(pa.array(list(counts), pa.string()))]
    tables = {"repeated": {site: dict(zip(hashes, counts.values(), strict=True))}, "repeated_lines": hashes}
    return SimpleNamespace(tables=tables, settings={"repeated": {"documents": 2, "share": 30}})


def found(text: str, counts: dict[str, tuple[int, int]], layout: str = "page") -> list[Finding]:
    return list(propose(page_of(text, None, Facts("en", SITE, layout)), tools_of(counts)))


def kept(text: str, counts: dict[str, tuple[int, int]], layout: str = "page") -> list[str]:
    return settle("repeated", text, found(text, counts, layout), lambda rule: "apply")[0].splitlines()


def test_template_lines_go_with_their_count() -> None:
    text = f"Home\n{PROSE}\nAll rights reserved by the harbour herald\n"
    counts = {"Home": (7, 70), "All rights reserved by the harbour herald": (200, 90)}
    assert [(f.rule, f.value, text[f.start : f.end]) for f in found(text, counts)] == [
        (TEMPLATE, "7", "Home\n"),
        (TEMPLATE, "200", "All rights reserved by the harbour herald\n"),
    ]


def test_headlines_of_other_stories_go() -> None:
    text = f"{PROSE}\nMayor opens the new market hall\n"
    [finding] = found(text, {"Mayor opens the new market hall": (4, 10)})
    assert (finding.rule, finding.value) == (TEASER, "4")


def test_numbers_and_case_do_not_matter() -> None:
    assert kept(f"{PROSE}\n17 COMMENTS", {"3 comments": (5, 60)}) == [PROSE]


def test_the_pages_own_headline_stays() -> None:
    counts = {HEADLINE: (3, 40)}
    assert kept(f"Sport\n{HEADLINE}\n{PROSE}", counts)[1] == HEADLINE
    assert kept(f"Sport\n{HEADLINE}\n{PROSE.replace('bridge', 'road').replace('closed', 'cut')}", counts) != [HEADLINE]
    assert HEADLINE not in kept(f"{PROSE}\n{HEADLINE}", counts)  # in a list of stories below the text


def test_what_nearly_all_pages_share_is_no_headline() -> None:
    line = "The old harbour town of the bridge"
    assert kept(f"{line}\n{PROSE}", {line: (40, 90)}) == [PROSE]


def test_a_heading_inside_the_text_stays_and_a_block_goes() -> None:
    counts = {"Pros": (9, 90), "Cons": (9, 90), "Price": (9, 90)}
    assert kept(f"{PROSE}\nPros\n{MORE}", counts) == [PROSE, "Pros", MORE]
    assert kept(f"{PROSE}\nPros\n\nCons\nPrice\n{MORE}", counts) == [PROSE, "", MORE]


def test_prose_needs_more_documents() -> None:
    assert kept(f"{MORE}\n{PROSE}\n", {MORE: (4, 100)}) == [MORE, PROSE]
    assert kept(f"{MORE}\n{PROSE}\n", {MORE: (5, 100)}) == [PROSE]


EXTRACTED = [
    ("Conclusion", (50, 90), False),  # a heading
    ("Sign up for the letter of the harbour herald", (50, 90), True),
    ("Sign up for the letter of the harbour herald", (50, 40), False),
    ("Sign up for the letter of the harbour herald", (2, 100), False),
]


@pytest.mark.parametrize(("line", "count", "goes"), EXTRACTED)
def test_extracted_text_is_handled_with_care(line: str, count: tuple[int, int], goes: bool) -> None:
    assert (line not in kept(f"{PROSE}\n{line}", {line: count}, "extracted")) == goes


def test_other_sites_and_no_table() -> None:
    page = page_of("Home\n", None, Facts("en", "other.example", "page"))
    assert list(propose(page, tools_of({"Home": (9, 90)}))) == []
    assert list(propose(page, SimpleNamespace(tables={}, settings={}))) == []  # type: ignore[arg-type]


def column_of(texts: list[str]) -> Column:
    lines = pa.array([[line.text for line in page_of(text).lines] for text in texts], pa.list_(pa.string()))
    return Column(**{name: lines if name == "lines" else None for name in Column.__dataclass_fields__})  # type: ignore[arg-type]


LINES = ["Home", "Pros", HEADLINE, PROSE, MORE, "", "Own words here", "9 comments"]
TEXTS = st.lists(st.sampled_from(LINES), max_size=9).map("\n".join)


@given(TEXTS)
def test_laws(text: str) -> None:
    """Sound: the screen's lines are all that is found when every line is chosen."""
    tools = tools_of({"Home": (9, 90), "Pros": (3, 30), HEADLINE: (4, 20), MORE: (6, 30), "1 comments": (2, 30)})
    chosen = [n for n, yes in enumerate(screen(column_of([text]), tools).to_pylist()) if yes]
    facts = Facts("en", SITE, "page")
    assert list(propose(page_of(text, chosen, facts), tools)) == list(propose(page_of(text, None, facts), tools))


def test_the_screen_is_local() -> None:
    chance = random.Random(2)
    texts = ["\n".join(chance.choices(LINES, k=5)) for _ in range(20)]
    tools = tools_of({"Home": (9, 90), MORE: (6, 30)})
    alone = [yes for text in texts for yes in screen(column_of([text]), tools).to_pylist()]
    assert screen(column_of(texts), tools).to_pylist() == alone
    assert not any(screen(column_of(texts), SimpleNamespace(tables={})).to_pylist())  # type: ignore[arg-type]


def test_the_stage() -> None:
    assert tuple(STAGE) == ("repeated", screen, propose, None)
