"""What stands outside the article of a whole page, for those who want no learned scorer: in every script."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from pipeline.document.edits import Entry, restore, settle
from pipeline.document.layout import score_of
from pipeline.document.page import Facts, page_of
from pipeline.document.policy import Policy
from pipeline.errors import RecipeError
from pipeline.kernel import clean, load_kit
from pipeline.recipe import Recipe
from pipeline.rules import load_rules
from pipeline.running.actions import check_actions
from pipeline.stages.boilerplate import STAGE
from pipeline.stages.boilerplate.propose import propose_all
from pipeline.stages.boilerplate.scorer import RULE as SCORER
from pipeline.stages.contract import Column, Tools
from pipeline.stages.dividing import Divider

from .test_line_scorer import MENUS, PROSE, article_of, made_page

RULE = "boilerplate.unmarked.und.outside-article"
RULES = load_rules()
ALONE = {"boilerplate": "apply", SCORER: "off", RULE: "apply"}
BOTH = {"boilerplate": "apply", RULE: "apply"}
UNTOLD = {("th", 4)}
"""Articles that cannot be told: without sentence ends a few short paragraphs might be headlines."""


def tools(actions: dict[str, str]) -> Tools:
    opted, off = ({rule for rule in actions if actions[rule] in some} for some in (("apply", "flag"), ("off",)))
    return Tools(RULES, None, {"opt_in": opted, "off": off}, {})  # type: ignore[arg-type]


def cleaned(
    text: str, language: str = "und", layout: str = "page", actions: dict[str, str] = ALONE
) -> tuple[str, tuple[Entry, ...]]:
    page = page_of(text, None, Facts(language, "", layout))
    action = Policy(tuple(actions.items()), RULES.opt_in, RULES.flag_only).action
    return settle("boilerplate", text, STAGE.propose(page, tools(actions)), action)


def rules_of(ledger: tuple[Entry, ...]) -> set[str]:
    return {entry.rule for entry in ledger}


@pytest.mark.parametrize("lines", [1, 4, 15])
@pytest.mark.parametrize("language", PROSE)
def test_an_article_alone_is_not_touched(language: str, lines: int) -> None:
    article = article_of(language, lines)
    headline = article[0][:20].strip()
    for text in ("\n".join(article), "\n\n".join(article), "\n".join([headline, *article])):
        assert RULE not in rules_of(cleaned(text, language)[1])


@pytest.mark.parametrize("language", MENUS)
def test_what_an_extractor_left_is_not_touched(language: str) -> None:
    assert RULE not in rules_of(cleaned("\n".join(made_page(language, 10)), language, "extracted")[1])


@pytest.mark.parametrize("language", MENUS)
def test_pages_without_an_article_are_not_touched(language: str) -> None:
    site = MENUS[language]
    page = [*site["menu"], *site["headlines"], *site["menu"], *site["foot"]]
    assert RULE not in rules_of(cleaned("\n".join(page), language)[1])


@pytest.mark.parametrize("layout", ["page", "extracted"])
def test_it_is_off_until_a_recipe_names_it(layout: str) -> None:
    text = "\n".join(made_page("hi", 10))
    for actions in ({"boilerplate": "apply"}, {"boilerplate": "apply", "boilerplate.unmarked": "apply"}):
        assert RULE not in rules_of(cleaned(text, "hi", layout, actions)[1])


@pytest.mark.parametrize("lines", [4, 10, 15])
@pytest.mark.parametrize("language", MENUS)
def test_menus_go_and_articles_stay_in_scripts_without_capitals_or_blanks(language: str, lines: int) -> None:
    page, article = made_page(language, lines), article_of(language, lines)
    for text in ("\n".join(page), "\n\n".join(page), "\r\n".join(page)):
        clean_text, ledger = cleaned(text, language)
        assert restore(clean_text, ledger) == text
        left = [line for line in clean_text.splitlines() if line]
        assert [line for line in left if line in article] == article
        if (language, lines) not in UNTOLD:
            assert RULE in rules_of(ledger)
            assert len(left) <= lines + 3


def test_lines_that_other_rules_name_are_left_to_them() -> None:
    page = made_page("ja", 10)
    page[3] = "2019-05-07"
    text = "\n".join(page)
    _, ledger = cleaned(text, "ja")
    dates = [entry for entry in ledger if entry.before.strip() == "2019-05-07"]
    assert [(entry.rule, entry.value, entry.outcome) for entry in dates] == [
        ("boilerplate.timestamp.und.date-alone", "2019-05-07", "applied")
    ]
    assert all("2019-05-07" not in entry.before for entry in ledger if entry.rule == RULE)


def test_where_the_scorer_speaks_too_both_are_in_the_ledger_and_what_either_finds_goes() -> None:
    text = "\n".join(made_page("ko", 10))
    both, ledger = cleaned(text, "ko", actions=BOTH)
    assert restore(both, ledger) == text
    assert {RULE, SCORER} <= rules_of(ledger)
    alone = [cleaned(text, "ko", actions=actions)[0] for actions in (ALONE, {"boilerplate": "apply"})]
    assert set(both.split("\n")) == set.intersection(*(set(one.split("\n")) for one in alone))


def test_a_scorer_that_is_off_is_not_asked() -> None:
    text = "\n".join(made_page("th"))
    off = cleaned(text, "th", actions={"boilerplate": "apply", SCORER: "off"})
    assert SCORER not in rules_of(off[1])
    page = page_of(text, None, Facts("th", "", "page"))
    found = STAGE.propose(page, tools({SCORER: "off"}))
    assert SCORER not in {finding.rule for finding in found}


def test_a_page_is_judged_alone_whatever_stands_beside_it() -> None:
    texts = pa.array(["\n".join(made_page(language)) for language in MENUS])
    layouts = ["page", "extracted", "page", "page"] * len(MENUS)
    column = Column(texts, Divider().divide(texts), pa.array([*MENUS]), pa.array(layouts[: len(MENUS)]))
    together = propose_all(column, tools(ALONE))
    found: set[str] = set()
    for row, (language, layout) in enumerate(zip(MENUS, layouts, strict=False)):
        beside = [*map(together.one, np.flatnonzero(together.rows == row).tolist())]
        page = page_of(texts[row].as_py(), None, Facts(language, "", layout))
        assert beside == [*STAGE.propose(page, tools(ALONE))]
        found |= {layout for finding in beside if finding.rule == RULE}
    assert found == {"page"}


def test_a_recipe_turns_the_scorer_off_and_the_rule_on() -> None:
    recipe = Recipe(actions={SCORER: "off", RULE: "apply"})
    check_actions(recipe)
    assert load_kit(recipe).tools.settings["off"] == {SCORER}
    assert RULE in load_kit(recipe).tools.settings["opt_in"]
    text = "\n".join(made_page("zh", 10))
    ledger = clean(text, recipe).ledger
    assert RULE in rules_of(ledger)
    assert SCORER not in rules_of(ledger)
    assert RULE not in rules_of(clean(text).ledger)
    with pytest.raises(RecipeError, match=RULE):
        check_actions(Recipe(actions={RULE.replace("outside-article", "outside-articles"): "apply"}))


def test_no_line_is_one_of_its_own() -> None:
    """A pattern tells nothing of what stands outside: neither of one line, nor to the line scorer, which counts the
    lines that rules match."""
    for text in ("Home", "Ports", "Tides", "首页", "होम"):
        assert score_of(text) < 0
        assert all(match.rule.id != RULE for match in RULES.patterns("und").matches(text))
