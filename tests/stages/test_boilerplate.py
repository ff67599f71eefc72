"""The boilerplate stage: golden pages, prose of many scripts, and what the ledger says."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document.edits import Entry, Finding, restore, settle
from pipeline.document.layout import layout_of, zones_of
from pipeline.document.page import Facts, page_of
from pipeline.document.policy import Policy
from pipeline.rules import load_rules
from pipeline.shape import layouts_of
from pipeline.stages.boilerplate import STAGE
from pipeline.stages.boilerplate.propose import propose_all
from pipeline.stages.boilerplate.zones import zones_in
from pipeline.stages.contract import Column, Tools
from pipeline.stages.dividing import Divider

from ..pool import DOCUMENT

RULES = load_rules()
TOOLS = Tools(RULES, None, {}, {})  # type: ignore[arg-type]
ACTION = Policy(opt_in=RULES.opt_in, flag_only=RULES.flag_only).action
CASES = sorted((Path(__file__).parent.parent / "cases" / "boilerplate").glob("*.txt"))
PROSE = (
    "The harbour opened its gates on Monday, and the fleet of forty ships came in before noon, as the wind was good."
)


def cleaned(text: str, language: str = "en", layout: str = "extracted") -> tuple[str, tuple[Entry, ...]]:
    page = page_of(text, None, Facts(language, "", layout))
    return settle("boilerplate", text, STAGE.propose(page, TOOLS), ACTION)


def read_case(path: Path) -> tuple[dict[str, str], str, str]:
    """Facts, source and clean text: `+` lines stay, `-` lines go, of `-a|b` only a goes."""
    head, _, body = path.read_text(encoding="utf-8").partition("---\n")
    facts = dict(line.split(": ") for line in head.splitlines())
    lines = body.rstrip("\n").split("\n")
    source = "\n".join(line[1:].replace(" |", " ", 1) if line.startswith("- ") else line[1:] for line in lines)
    kept = [
        line[1:] if line[0] == "+" else line.split(" |", 1)[1] for line in lines if line[0] == "+" or line[1:2] == " "
    ]
    return facts, source, "\n".join(kept)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden_pages(path: Path) -> None:
    facts, source, wanted = read_case(path)
    text, ledger = cleaned(source, facts["language"], facts["layout"])
    assert text.rstrip("\n") == wanted.rstrip("\n")
    assert restore(text, ledger) == source


def values(text: str, **facts: str) -> list[str]:
    return [entry.value for entry in cleaned(text, **facts)[1] if entry.outcome == "applied"]


def test_values_of_a_head() -> None:
    head = f"Harbour opens\nBy Ada Holm\nMay 7, 2019\nUpdated: May 9, 2019 10:20\n{PROSE}"
    assert values(head) == ["Ada Holm", "2019-05-07", "updated=2019-05-09"]


def test_the_order_of_a_date_is_the_languages_own() -> None:
    assert values(f"05/07/2019\n{PROSE}", language="en") == ["2019-05-07"]
    assert values(f"05/07/2019\n{PROSE}", language="fr") == ["2019-07-05"]
    assert values(f"05/07/2019\n{PROSE}", language="und") == [""]


def test_dates_below_the_head_of_a_whole_page_are_of_other_pages() -> None:
    page = "\n".join(["7 May 2019", *[PROSE] * 6, "1 January 2001"])
    assert values(page, layout="page") == ["2019-05-07", ""]


def test_a_line_that_is_left_empty_goes_with_its_end() -> None:
    assert cleaned("date 2019-05-07\nHarbour opens")[0] == "Harbour opens"
    assert cleaned("Harbour opens\r\nAFP\r\n")[0] == "Harbour opens\r\n"


def test_a_crawl_prefix_stands_only_in_the_first_line() -> None:
    assert cleaned(f"{PROSE}\ndate 2019-05-07 Harbour opens")[1] == ()


def test_the_languages_own_rules_apply_only_to_it() -> None:
    assert cleaned("Read more", "und")[1] == ()
    assert cleaned("Read more", "en")[0] == ""


PROSES = {
    "Latn": "The ship number {} came home late, and the town was glad to see it.",
    "Cyrl": "Корабль номер {} вернулся домой поздно, и город был рад его видеть.",
    "Arab": "عادت السفينة رقم {} إلى الميناء متأخرة، وفرحت المدينة برؤيتها.",
    "Deva": "जहाज़ संख्या {} देर से घर लौटा और नगर उसे देखकर प्रसन्न हुआ।",
    "Hans": "第{}号船很晚才回港，全城的人都很高兴。",
    "Jpan": "第{}号の船は遅くに港へ戻り、町の人々は喜んだ。",
    "Hang": "{}호 배는 늦게 항구로 돌아왔고 마을 사람들은 기뻐했다.",
    "Thai": "เรือหมายเลข {} กลับเข้าท่าช้าและชาวเมืองดีใจที่ได้เห็น",
    "Hebr": "אונייה מספר {} חזרה הביתה מאוחר, והעיר שמחה לראותה.",
    "Grek": "Το πλοίο αριθμός {} γύρισε αργά και η πόλη χάρηκε που το είδε.",
    "Ethi": "መርከብ ቁጥር {} ዘግይቶ ወደ ወደቡ ተመለሰ፤ ከተማውም ደስ አለው።",
    "Beng": "{} নম্বর জাহাজ দেরিতে ফিরল, আর শহর তাকে দেখে খুশি হল।",
}


@pytest.mark.parametrize("script", PROSES)
@pytest.mark.parametrize("layout", ["page", "extracted"])
def test_prose_of_every_script_stays(script: str, layout: str) -> None:
    text = "\n".join(PROSES[script].format(number) for number in range(1, 501))
    assert cleaned(text, "und", layout)[1] == ()


@given(st.text(max_size=300), st.sampled_from(["en", "und", "fa"]), st.sampled_from(["page", "extracted"]))
def test_any_text_comes_back(text: str, language: str, layout: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    clean, ledger = cleaned(text, language, layout)
    assert restore(clean, ledger) == text


def column_of(texts: list[str], language: str = "en", layout: str = "extracted") -> Column:
    array = pa.array(texts, pa.string())
    facts = (pa.array([fact] * len(texts), pa.string()) for fact in (language, layout))
    return Column(array, Divider().divide(array), *facts)


def test_layout() -> None:
    menu = "\n".join(["Home", "Ports", "Login", "Newsletter", "Crews", "Ships"])
    assert layout_of("\n".join([PROSE] * 5)) == "extracted"
    assert layout_of("") == layout_of("Home\nPorts") == "extracted"
    assert layout_of(f"{menu}\n{PROSE}\n{PROSE}\n{menu}\n© 2019") == "page"
    assert layout_of(f"{menu}\n{PROSE}\n{PROSE}\n{menu}\n© 2019".replace("\n", "\r\n \r\n")) == "page"


def test_a_list_above_or_below_the_prose_is_no_menu() -> None:
    ingredients = [f"{number} spoons of flour {'and more ' * (number % 3)}" for number in range(20)]
    assert layout_of("\n".join([*ingredients, *[PROSE] * 4, "Enjoy!"])) == "extracted"
    assert layout_of("\n".join(["A short headline", *[PROSE] * 4, *ingredients])) == "extracted"
    assert layout_of("\n".join(["Login", *ingredients, *[PROSE] * 4, "Enjoy!"])) == "page"


def test_zones() -> None:
    zones = zones_of([1, *range(2, 9)], range(2, 8), [0, 7, *[len(PROSE)] * 6, 3])
    assert (zones.first, zones.head, zones.foot, zones.under) == (1, 4, 6, 8)
    assert zones_of([0, 1], [], [1, 1])[:3] == (0, 2, 0)


SHAPE = st.tuples(st.sampled_from([0, 3, 90, 700]) | st.integers(0, 9_000), st.booleans(), st.booleans())


@given(st.lists(st.lists(SHAPE, min_size=1, max_size=30), min_size=1, max_size=4))
def test_a_batch_has_the_zones_of_its_pages(pages: list[list[tuple[int, bool, bool]]]) -> None:
    starts = np.cumsum([0, *map(len, pages)])
    lengths, filled, prose = (np.array(list(values)) for values in zip(*chain(*pages), strict=True))
    wanted = [
        zones_of(*([at for at, line in enumerate(page) if line[kind]] for kind in (1, 2)), [line[0] for line in page])
        for page in pages
    ]
    assert [*zip(*zones_in(starts, lengths.astype(np.int32), filled, prose).tolist(), strict=True)] == wanted


FURNISHED = st.sampled_from(
    ["", " ", "Home", "Login", "Newsletter ", "© 2019", PROSE, PROSE * 2, "Ports, ships: crews"]
)
LISTED = st.tuples(FURNISHED, st.integers(1, 20)).map(lambda pair: [pair[0]] * pair[1])


@given(st.lists(st.lists(LISTED, max_size=8).map(lambda parts: "\n".join(line for part in parts for line in part))))
def test_a_batch_has_the_layouts_of_its_texts(texts: list[str]) -> None:
    column = column_of(texts)
    layouts = layouts_of(column.lines, column.distinct, column.shapes)
    assert layouts.to_pylist() == [layout_of(text) for text in texts]


def findings_in(column: Column) -> list[tuple[int, Finding]]:
    found = propose_all(column, TOOLS)
    return [(row, found.one(at)) for at, row in enumerate(found.rows.tolist())]


@settings(deadline=None)
@given(
    st.lists(DOCUMENT, min_size=1, max_size=5), st.sampled_from(["en", "und"]), st.sampled_from(["page", "extracted"])
)
def test_what_a_screen_noted_changes_nothing(texts: list[str], language: str, layout: str) -> None:
    column = column_of(texts, language, layout)
    unseen = findings_in(column_of(texts, language, layout))
    STAGE.screen(column, TOOLS)
    assert findings_in(column) == unseen
    facts = Facts(language, "", layout)
    alone = [
        (row, found) for row, text in enumerate(texts) for found in STAGE.propose(page_of(text, None, facts), TOOLS)
    ]
    assert sorted(unseen) == sorted(alone)


def test_comments_above_the_article_do_not_end_it() -> None:
    post = [
        "The harbour was closed for a week, and the boats lay side by side along the eastern quay until Friday."
    ] * 6
    posts = [f"{line[:-1]}, says note {number} of the harbour master." for number, line in enumerate(post)]
    above = "\n".join(["2 Comments", *posts])
    below = "\n".join([*posts, "2 Comments", "Nice pictures", "Thanks"])
    assert cleaned(above)[0].endswith("\n".join(posts))
    assert cleaned(below)[0].rstrip("\n") == "\n".join(posts)
