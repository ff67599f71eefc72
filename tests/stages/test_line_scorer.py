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
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.edits import Entry, restore, settle
from pipeline.document.page import Facts, page_of
from pipeline.document.policy import Policy
from pipeline.rules import load_rules
from pipeline.stages.boilerplate import STAGE
from pipeline.stages.boilerplate.characters import BLANKS, SPACE, kinds_of
from pipeline.stages.boilerplate.decision import (
    FEWEST,
    INSIDE,
    LEAN,
    OUTSIDE,
    PARTS,
    SURELY_NOT,
    UNKNOWN_WORDS,
    expected_f1,
    kept,
    smoothed,
    thresholds,
)
from pipeline.stages.boilerplate.features import Pages, best_stretch, features_of
from pipeline.stages.boilerplate.measures import BLOCK, measures_of
from pipeline.stages.boilerplate.scorer import BLANK, RULE, WEIGHTS, Looks, Run, load_looks, runs_outside
from pipeline.stages.boilerplate.second_look import looked_at
from pipeline.stages.boilerplate.trees import Trees, trees_of
from pipeline.stages.boilerplate.unmarked import by_scorer
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
        assert set(reasons.split(", ")) <= set(features(["a"]))
        assert len(scores.split()) == sum(bool(line.strip()) for line in entry.before.split("\n"))
        assert entry.score == pytest.approx(np.mean([int(score) for score in scores.split()]) / 100, abs=0.006)
    assert any(entry.rule == RULE for entry in ledger)


def test_lines_that_a_rule_named_are_left_to_it() -> None:
    page = page_of("Menu\n\nHome\nLogin\nHelp\n", None, Facts("en", "", "page"))
    run = Run(0, bytes([97, BLANK, 91, 92, 96]), "width")
    told = [(found.start, found.end, found.score, found.value) for found in by_scorer(page, [run], {3})]
    assert told == [(0, 11, 0.94, "width: 97 91"), (17, 22, 0.96, "width: 96")]
    assert not list(by_scorer(page, [run], {0, 2, 3, 4}))


def test_it_is_silent_on_what_an_extractor_left() -> None:
    assert all(entry.rule != RULE for entry in cleaned("\n".join(made_page("ja")), "extracted")[1])


def test_pages_with_little_around_the_article_are_not_touched() -> None:
    page = made_page("fa")
    start = page.index(PROSE["fa"].split("\n")[0])
    assert removed(page[start - FEWEST // 2 : start + 4 + FEWEST // 2 - 1]) == [[]]


def test_weights_are_whole_numbers_of_known_features() -> None:
    table = json.loads(WEIGHTS.read_text("utf-8"))
    own = features(["a"])
    looked = looked_at(np.array([500]), own["words"], Pages(np.zeros(1, dtype=np.int64)))
    for look, known in (("first", own), ("second", own | looked)):
        assert isinstance(table[look]["bias"], int)
        for tree in table[look]["trees"]:
            borders = [border for _, border in tree["splits"]]
            assert {name for name, _ in tree["splits"]} <= set(known)
            assert all(isinstance(number, int) for number in [*tree["leaves"], *borders])
            assert len(tree["leaves"]) == 2 ** len(tree["splits"])
        assert {values.dtype for values in known.values()} == {np.dtype(np.int16)}


TREES = trees_of(
    {
        "bias": 5,
        "trees": [
            {"splits": [["width", 3], ["words", 1]], "leaves": [1, 20, 300, 4000]},
            {"splits": [["words", 0]], "leaves": [-7, 7]},
        ],
    }
)
ROWS = {"width": np.array([0, 4, 0, 4], np.int16), "words": np.array([0, 0, 2, 2], np.int16)}


def test_trees() -> None:
    assert TREES.logits(ROWS).tolist() == [-1, 18, 312, 4012]


def test_any_number_of_trees_adds_up() -> None:
    for number in (1, 2, 3, 4):
        trees = (TREES.trees * 2)[:number]
        leaves = [tree.leaves[tree.places(ROWS)] for tree in trees]
        assert Trees(9, trees).logits(ROWS).tolist() == (9 + sum(leaves)).tolist()


def test_what_features_add_is_what_the_trees_say_but_for_their_means() -> None:
    means = 5 + np.mean([1, 20, 300, 4000])
    assert np.allclose(TREES.reasons(ROWS).sum(axis=0) + means, TREES.logits(ROWS))
    assert TREES.names == ("width", "words")


def measures(texts: Sequence[str]) -> tuple[list[int], dict[str, list[int]]]:
    filled, own = measures_of(pa.array(texts, pa.string()))
    return filled.tolist(), {name: values.tolist() for name, values in own.items()}


def features(texts: Sequence[str]) -> dict[str, npt.NDArray[np.int16]]:
    _, own = measures_of(pa.array(texts, pa.string()))
    one_page = np.zeros(len(texts), dtype=np.int64)
    alike = pc.dictionary_encode(pa.array(texts)).indices.to_numpy().astype(np.int64)
    return features_of(own, Pages(one_page), one_page, alike)


def test_blanks_are_what_unicode_calls_separators_and_tabs() -> None:
    text = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x20000)]))
    separators = {char for char in text if category(char)[0] == "Z"}
    assert {char for char, kind in zip(text, kinds_of(text), strict=True) if kind == SPACE} == set(BLANKS)
    assert set(BLANKS) == separators | {"\t", "\r"}


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_a_character_is_of_one_kind_wherever_it_is_met(first: str, second: str) -> None:
    assert kinds_of(first + second).tolist() == [*kinds_of(first).tolist(), *kinds_of(second).tolist()]


def test_measures() -> None:
    filled, own = measures(["  * Ports of call  ", "", "The ship, No. 7, came in.", "第7号船很晚才回港。", "“Go!”"])
    assert filled == [0, 2, 3, 4]
    assert own["width"] == [15, 25, 26, 5]
    assert own["words"] == [3, 5, 4, 1]
    assert own["bullet"] == [1, 0, 0, 0]
    assert own["sentence"] == [0, 1, 1, 1]
    assert own["capitalised"] == [333, 400, -1, 1000]
    assert own["short-words"] == [1, 1, 0, 0]


def test_a_line_measures_the_same_in_any_block() -> None:
    texts = ["The ship came in.", " ", "x" * BLOCK, "Ports", "第7号船", "y" * (2 * BLOCK), "Go!"]
    filled, own = measures(texts)
    alone = [measures([text]) for text in texts if text.strip()]
    assert filled == [i for i, text in enumerate(texts) if text.strip()]
    assert own == {name: [value for _, line in alone for value in line[name]] for name in own}
    assert max(own["width"]) == 32_767


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


PAGES = st.lists(st.lists(st.integers(-9, 9), min_size=1, max_size=12), min_size=1, max_size=5)


@given(PAGES, st.integers(1, 15))
def test_neighbours_are_of_the_same_page(values: list[list[int]], size: int) -> None:
    flat = np.array([value for page in values for value in page])
    pages = Pages(np.repeat(np.arange(len(values)), [len(page) for page in values]))
    above, below = pages.windows(np.append(0, np.cumsum(flat))[None], size)
    up, down = pages.nearest(flat > 0, 10)
    told = [above[0], below[0], pages.shifted(flat, -size), pages.shifted(flat, size), up, down]
    assert np.stack(told, axis=1).tolist() == [
        [
            sum(page[max(at - size, 0) : at]),
            sum(page[at + 1 : at + 1 + size]),
            page[at - size] if at >= size else -2,
            page[at + size] if at + size < len(page) else -2,
            min([10, *(at - other for other in range(at) if page[other] > 0)]),
            min([10, *(other - at for other in range(at + 1, len(page)) if page[other] > 0)]),
        ]
        for page in values
        for at in range(len(page))
    ]


@given(PAGES)
def test_the_best_stretch_is_the_best(scores: list[list[int]]) -> None:
    pages = Pages(np.repeat(np.arange(len(scores)), [len(page) for page in scores]))
    start, end = best_stretch(np.array([score for page in scores for score in page]), pages)
    for number, page in enumerate(scores):
        first = pages.first[number]
        found = page[start[first] - first : end[first] - first + 1]
        sums = [sum(page[i:j]) for i in range(len(page)) for j in range(i + 1, len(page) + 1)]
        assert sum(found) == max(sums)


@given(st.lists(st.tuples(st.integers(0, PARTS), st.integers(0, 30)), min_size=1, max_size=20))
def test_the_threshold_is_half_the_best_f1_that_can_be_expected(lines: list[tuple[int, int]]) -> None:
    probability, words = (np.array(column) for column in zip(*lines, strict=True))
    article = (probability * words).sum() / PARTS + UNKNOWN_WORDS
    best = max(
        2 * (probability * words)[probability >= border].sum() / PARTS / (words[probability >= border].sum() + article)
        for border in probability
    )
    page = Pages(np.zeros(len(lines), dtype=np.int64))
    assert expected_f1(probability, words, page)[0] >= best - 1e-9
    expected = expected_f1(probability, words, page)
    half = expected / 2 * LEAN * PARTS
    for asked, least in zip(thresholds(probability, words, expected, page), half, strict=True):
        assert asked in (pytest.approx(INSIDE * least), pytest.approx(OUTSIDE * least))


def test_less_is_asked_in_the_likeliest_stretch_of_a_page_than_out_of_it() -> None:
    probability = np.array([10, 10, 400, 900, 950, 400, 900, 10, 10, 10, 400, 10])
    words, page = np.full(12, 30), Pages(np.zeros(12, dtype=np.int64))
    asked = thresholds(probability, words, expected_f1(probability, words, page), page)
    assert (asked == asked.min()).tolist() == [False] * 2 + [True] * 5 + [False] * 5
    assert asked[10] > 400 > asked[2]


def test_a_page_is_not_touched_without_lines_that_surely_are_not_its_article() -> None:
    count, page = 80, Pages(np.zeros(80, dtype=np.int64))
    zeros = np.zeros(count, dtype=np.int16)
    features = dict.fromkeys(("bullet", "separators", "repeated", "sentence", "width"), zeros)
    features["words"] = np.full(count, 20, dtype=np.int16)
    clear = np.where(np.arange(count) < 40, 900, 10)
    assert kept(features, clear, page).tolist() == [True] * 40 + [False] * 40
    assert kept(features, np.maximum(clear, SURELY_NOT), page).all()


def test_a_short_line_of_doubt_is_not_the_last_of_an_article() -> None:
    count, page = 80, Pages(np.zeros(80, dtype=np.int64))
    features = dict.fromkeys(("bullet", "separators", "repeated", "sentence"), np.zeros(count, dtype=np.int16))
    features["words"] = features["width"] = np.full(count, 20, dtype=np.int16)
    probability = np.where(np.arange(count) < 40, 900, 10)
    probability[[38, 39]] = 400
    assert kept(features, probability, page).tolist() == [True] * 39 + [False] * 41
    features["sentence"] = np.ones(count, dtype=np.int16)
    assert kept(features, probability, page)[39]


PROBABILITIES = st.lists(st.lists(st.tuples(st.integers(0, PARTS), st.integers(0, 300)), min_size=1, max_size=12))


@given(PROBABILITIES.filter(bool))
def test_the_second_look_sums_up_what_the_first_says_around_a_line(lines: list[list[tuple[int, int]]]) -> None:
    probability, words = (np.array(column) for column in zip(*(line for page in lines for line in page), strict=True))
    pages = Pages(np.repeat(np.arange(len(lines)), [len(page) for page in lines]))
    looked = looked_at(probability, words, pages)
    article = [[part * (min(count, 200) + 1) for part, count in page] for page in lines]
    assert looked["looked.article"].tolist() == [sum(page) // PARTS for page in article for _ in page]
    below = [sum(page[i + 1 : i + 5]) // PARTS for page in article for i in range(len(page))]
    assert looked["looked.article.4-below"].tolist() == below
    sure = [[i for i, (part, _) in enumerate(page) if part >= 800] for page in lines]
    up = [
        i - max((j for j in places if j < i), default=i - 300)
        for page, places in zip(lines, sure, strict=True)
        for i in range(len(page))
    ]
    assert looked["looked.below-sure"].tolist() == up


@given(PROBABILITIES.filter(bool))
def test_the_second_look_at_a_page_heeds_no_other(lines: list[list[tuple[int, int]]]) -> None:
    def look(some: list[list[tuple[int, int]]]) -> list[list[int]]:
        probability, words = (
            np.array(column) for column in zip(*(line for page in some for line in page), strict=True)
        )
        pages = Pages(np.repeat(np.arange(len(some)), [len(page) for page in some]))
        return np.stack(list(looked_at(probability, words, pages).values()), axis=1).tolist()  # type: ignore[no-any-return]

    assert look(lines) == [row for page in lines for row in look([page])]


def test_short_unsure_runs_stay_with_what_is_around_them() -> None:
    pages, threshold = Pages(np.zeros(9, dtype=np.int64)), np.full(9, 400.0)
    keep = np.array([1, 1, 0, 1, 1, 0, 0, 0, 0], dtype=bool)
    unsure = np.array([900, 900, 300, 900, 900, 300, 300, 10, 10])
    assert smoothed(keep, unsure, threshold, pages).tolist() == [True] * 5 + [False] * 4
    sure = np.array([900, 900, 10, 900, 900, 10, 10, 10, 10])
    assert smoothed(keep, sure, threshold, pages).tolist() == keep.tolist()


def test_the_shipped_weights_load_once() -> None:
    assert load_looks() is load_looks()
    assert isinstance(load_looks(), Looks)
