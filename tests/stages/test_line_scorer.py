"""The line scorer: safe in every script, the same alone and in a batch, exact against naive counts."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from itertools import combinations, islice
from pathlib import Path
from unicodedata import category

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.edits import Entry, restore, settle
from pipeline.document.page import Facts, page_of
from pipeline.document.policy import Policy
from pipeline.rules import load_rules
from pipeline.stages.boilerplate import STAGE
from pipeline.stages.boilerplate.characters import BLANKS, SPACE, kind_of
from pipeline.stages.boilerplate.decision import PARTS, expected_f1, kept
from pipeline.stages.boilerplate.features import FEATURES, write_features
from pipeline.stages.boilerplate.measures import MEASURES
from pipeline.stages.boilerplate.scorer import (
    BLANK,
    RULE,
    WEIGHTS,
    Looks,
    Run,
    load_looks,
    measured_lines,
    runs_outside,
)
from pipeline.stages.boilerplate.second_look import FEATURES as LOOKED
from pipeline.stages.boilerplate.second_look import write_looked
from pipeline.stages.boilerplate.trees import Trees, trees_of
from pipeline.stages.contract import Tools

BENCHMARKS = Path(__file__).parent.parent.parent / "benchmarks"
MENUS = tomllib.loads((BENCHMARKS / "data" / "menus.toml").read_text("utf-8"))
PROSE = tomllib.loads((BENCHMARKS / "prose.toml").read_text("utf-8"))
TOOLS = Tools(load_rules(), None, {}, {})  # type: ignore[arg-type]
ACTION = Policy(opt_in=TOOLS.rules.opt_in, flag_only=TOOLS.rules.flag_only).action


def article_of(language: str, lines: int) -> list[str]:
    """Four lines of prose, and then lines of two, three and four of them."""
    prose = PROSE[language].split("\n")
    joined = (" ".join(some) for count in (1, 2, 3, 4) for some in combinations(prose, count))
    return list(islice(joined, lines))


def made_page(language: str, lines: int = 4) -> list[str]:
    """A whole page in one language: menu, other headlines, article, headlines, menu and notices."""
    site, article = MENUS[language], article_of(language, lines)
    menu, headlines = site["menu"], site["headlines"]
    return [*menu, *menu[3:9], *headlines, *article, *headlines[::-1], *menu, *site["foot"]]


def removed(*pages: Sequence[str]) -> list[list[Run]]:
    lines = pa.array([line for page in pages for line in page], pa.string()).dictionary_encode()
    owner = np.repeat(np.arange(len(pages)), [len(page) for page in pages])
    return runs_outside(lines, owner, np.zeros(len(lines), dtype=bool))


def of_runs(runs: Sequence[Run]) -> set[int]:
    return {index for run in runs for index in range(run.start, run.start + len(run.percent))}


@pytest.mark.parametrize("lines", [4, 10, 15])
@pytest.mark.parametrize("language", MENUS)
def test_articles_stay_and_menus_go_in_scripts_without_capitals_or_blanks(language: str, lines: int) -> None:
    page, article = made_page(language, lines), set(article_of(language, lines))
    [runs] = removed(page)
    gone = of_runs(runs)
    assert not {page[index] for index in gone} & article
    assert len(gone) >= 0.8 * (len(page) - lines)


@pytest.mark.parametrize("language", PROSE)
@pytest.mark.parametrize("lines", [1, 4, 15])
def test_an_article_alone_is_not_touched(language: str, lines: int) -> None:
    assert removed(article_of(language, lines)) == [[]]


def test_a_page_is_judged_alone_whatever_stands_beside_it() -> None:
    pages = [made_page(language) for language in MENUS]
    together = removed(*pages)
    assert together == [removed(page)[0] for page in pages]
    assert any(together)


def cleaned(text: str, layout: str) -> tuple[str, tuple[Entry, ...]]:
    page = page_of(text, None, Facts("und", "", layout))
    return settle("boilerplate", text, STAGE.propose(page, TOOLS), ACTION)


def test_the_ledger_says_how_sure_each_line_is_and_why() -> None:
    text = "\n\n".join(made_page("ja"))
    clean, ledger = cleaned(text, "page")
    assert restore(clean, ledger) == text
    for entry in (entry for entry in ledger if entry.rule == RULE):
        reasons, _, scores = entry.value.partition(": ")
        assert set(reasons.split(", ")) <= set(FEATURES)
        assert len(scores.split()) == sum(bool(line.strip()) for line in entry.before.split("\n"))
        assert entry.score == pytest.approx(np.mean([int(score) for score in scores.split()]) / 100, abs=0.006)
    assert any(entry.rule == RULE for entry in ledger)


def test_it_is_silent_on_what_an_extractor_left() -> None:
    assert all(entry.rule != RULE for entry in cleaned("\n".join(made_page("ja")), "extracted")[1])


def test_pages_with_little_around_the_article_are_not_touched() -> None:
    page = made_page("fa")
    start = page.index(PROSE["fa"].split("\n")[0])
    assert removed(page[start - 8 : start + 4 + 7]) == [[]]


def test_weights_are_whole_numbers_of_known_features() -> None:
    table = json.loads(WEIGHTS.read_text("utf-8"))
    for look, known in (("first", FEATURES), ("second", FEATURES + LOOKED)):
        assert isinstance(table[look]["bias"], int)
        for tree in table[look]["trees"]:
            borders = [border for _, border in tree["splits"]]
            assert {name for name, _ in tree["splits"]} <= set(known)
            assert all(isinstance(number, int) for number in [*tree["leaves"], *borders])
            assert len(tree["leaves"]) == 2 ** len(tree["splits"])
            assert all(abs(border) < 2**15 for border in borders)


TREES = trees_of(
    {
        "bias": 5,
        "trees": [
            {"splits": [["width", 3], ["words", 1]], "leaves": [1, 20, 300, 4000]},
            {"splits": [["words", 0]], "leaves": [-7, 7]},
        ],
    },
    ("words", "width", "commas"),
)
TABLE = np.array([[0, 0, 2, 2], [0, 4, 0, 4], [9, 9, 9, 9]], np.int16)


def test_trees() -> None:
    assert TREES.logits(TABLE).tolist() == [-1, 18, 312, 4012]
    assert TREES.names == ("width", "words")


@pytest.mark.parametrize("number", range(10))
def test_any_number_of_trees_adds_up(number: int) -> None:
    trees = Trees(9, (TREES.trees * 5)[:number], TREES.rows)
    pairs, odd = divmod(number, 2)
    alone = Trees(0, TREES.trees[:1], TREES.rows).logits(TABLE)
    assert trees.logits(TABLE).tolist() == (9 + pairs * (TREES.logits(TABLE) - 5) + odd * alone).tolist()


def measures(texts: Sequence[str]) -> tuple[list[int], dict[str, list[int]]]:
    """Which lines are not blank, and their measures."""
    own, line = measured_lines(pa.array(texts, pa.string()).dictionary_encode())
    filled = np.flatnonzero(own[line, 0])
    return filled.tolist(), dict(zip(MEASURES, own[line[filled]].T.tolist(), strict=True))


def features(texts: Sequence[str]) -> dict[str, npt.NDArray[np.int16]]:
    own, line = measured_lines(pa.array(texts, pa.string()).dictionary_encode())
    found = np.empty((len(FEATURES), len(texts)), dtype=np.int16)
    borders, times = np.array([0, len(texts)]), np.zeros(len(own), dtype=np.int32)
    write_features(own, line, borders, np.zeros(len(texts), dtype=bool), times, found)
    return dict(zip(FEATURES, found, strict=True))


def test_blanks_are_what_unicode_calls_separators_and_tabs() -> None:
    text = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x20000)]))
    separators = {char for char in text if category(char)[0] == "Z"}
    assert {char for char in text if kind_of(ord(char)) == SPACE} == set(BLANKS)
    assert set(BLANKS) == separators | {"\t", "\r"}


def test_measures() -> None:
    filled, own = measures(["  * Ports of call  ", "", "The ship, No. 7, came in.", "第7号船很晚才回港。", "“Go!”"])
    assert filled == [0, 2, 3, 4]
    assert own["width"] == [15, 25, 26, 5]
    assert own["words"] == [3, 5, 4, 1]
    assert own["bullet"] == [1, 0, 0, 0]
    assert own["sentence"] == [0, 1, 1, 1]
    assert own["capitalised"] == [333, 400, -1, 1000]
    assert own["short-words"] == [1, 1, 0, 0]


def test_the_longest_line_is_as_wide_as_numbers_are_great() -> None:
    _, own = measures(["The ship came in.", "x" * 100_000, "第" * 20_000])
    assert own["width"] == [17, 32_767, 32_767]
    assert own["letters"] == [13, 32_767, 20_000]


def test_lines_are_repeated_that_are_equal_not_those_of_the_same_letters() -> None:
    assert features(["12", "21", "stop", "12", "post"])["repeated"].tolist() == [2, 1, 1, 2, 1]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=30))
def test_no_line_is_too_odd(texts: list[str]) -> None:
    texts = [text.replace("\n", "") for text in texts]
    filled, _ = measures(texts)
    assert filled == [i for i, text in enumerate(texts) if text.strip("\t\r \u00a0") and _solid(text)]
    for run in removed(texts)[0]:
        told = [run.start + place for place, percent in enumerate(run.percent) if percent != BLANK]
        assert set(told) <= set(filled)
        assert {run.start, run.start + len(run.percent) - 1} <= set(told)


def _solid(text: str) -> bool:
    return any(category(char)[0] != "Z" and char not in "\t\r\n" for char in text)


def keep(probability: npt.NDArray[np.int64], **measured: object) -> list[bool]:
    """Which of the lines of one page stay, all of twenty words and as wide, but for what is given."""
    features = np.zeros((len(FEATURES), len(probability)), dtype=np.int16)
    for name, values in ({"words": 20, "width": 20} | measured).items():
        features[FEATURES.index(name)] = values
    stays = kept(features, probability.astype(np.int32), np.array([0, len(probability)]))
    return stays.astype(bool).tolist()  # type: ignore[no-any-return]


def test_a_page_is_not_touched_without_lines_that_surely_are_not_its_article() -> None:
    clear = np.where(np.arange(80) < 40, 900, 10)
    assert keep(clear, width=50) == [True] * 40 + [False] * 40
    assert all(keep(np.maximum(clear, 50), width=50))


def test_a_short_line_of_doubt_is_not_the_last_of_an_article() -> None:
    probability = np.where(np.arange(80) < 40, 900, 10)
    probability[[38, 39]] = 400
    assert keep(probability) == [True] * 39 + [False] * 41
    assert keep(probability, sentence=1)[39]


def test_short_unsure_runs_stay_with_what_is_around_them() -> None:
    probability = np.where(np.arange(80) < 40, 900, 10)
    probability[10:14] = 100
    assert keep(probability, width=50) == [True] * 40 + [False] * 40
    probability[12] = 10
    assert keep(probability, width=50) == [True] * 10 + [False] * 4 + [True] * 26 + [False] * 40
    probability[10:15] = 100
    assert not any(keep(probability, width=50)[10:15])


def test_sentences_next_to_the_article_stay_with_it_three_on_either_side() -> None:
    probability = np.where(np.arange(80) < 40, 900, 80)
    probability[60:] = 10
    assert keep(probability, width=50) == [True] * 40 + [False] * 40
    assert keep(probability, width=50, sentence=1) == [True] * 43 + [False] * 37
    assert not any(keep(probability, width=50, sentence=1, separators=1)[40:])


def test_less_is_asked_in_the_likeliest_stretch_of_a_page_than_out_of_it() -> None:
    probability = np.array([10] * 10 + [400, 900, 950, 400, 900] + [10] * 9 + [400, 10])
    assert keep(probability, width=50, words=30) == [False] * 10 + [True] * 5 + [False] * 11


@given(st.lists(st.tuples(st.integers(0, PARTS), st.integers(0, 30)), min_size=1, max_size=20))
def test_the_f1_that_is_expected_is_the_best_of_all_thresholds(lines: list[tuple[int, int]]) -> None:
    probability, words = (np.array(column) for column in zip(*lines, strict=True))
    article = (probability * words).sum() / PARTS + 50
    best = max(
        2 * (probability * words)[probability >= border].sum() / PARTS / (words[probability >= border].sum() + article)
        for border in probability
    )
    found = expected_f1(probability.astype(np.int32), words.astype(np.int16), np.array([0, len(lines)]))
    assert found[0] == pytest.approx(best)


PROBABILITIES = st.lists(st.lists(st.tuples(st.integers(0, PARTS), st.integers(0, 300)), min_size=1, max_size=12))


@given(PROBABILITIES.filter(bool))
def test_the_second_look_at_a_page_heeds_no_other(lines: list[list[tuple[int, int]]]) -> None:
    def look(some: list[list[tuple[int, int]]]) -> list[list[int]]:
        probability, words = (
            np.array(column) for column in zip(*(line for page in some for line in page), strict=True)
        )
        looked, borders = np.empty((len(LOOKED), len(words)), dtype=np.int16), np.cumsum([0, *map(len, some)])
        write_looked(probability.astype(np.int32), words.astype(np.int16), borders, looked)
        return looked.T.tolist()  # type: ignore[no-any-return]

    assert look(lines) == [row for page in lines for row in look([page])]


def test_pages_in_groups_are_judged_as_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [made_page(language) for language in [*MENUS, *MENUS]]
    together = removed(*pages)
    for lines in (1, 100, 300):
        monkeypatch.setattr("pipeline.stages.boilerplate.scorer.GROUP", lines)
        assert removed(*pages) == together


def test_blank_pages_and_none_have_no_runs() -> None:
    assert removed() == []
    page = made_page("ja")
    [alone] = removed(page)
    assert removed([""], page, [" ", "\u3000"]) == [[], alone, []]


def test_the_shipped_weights_load_once() -> None:
    assert load_looks() is load_looks()
    assert isinstance(load_looks(), Looks)
