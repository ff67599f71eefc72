from __future__ import annotations

import pytest

from pipeline.errors import RecipeError
from pipeline.recipe import Recipe
from pipeline.running.actions import check_actions


@pytest.mark.parametrize(
    "name", ["fragments", "boilerplate", "boilerplate.byline", "boilerplate.tag-line.und.hashtags"]
)
def test_what_names_a_rule_is_taken(name: str) -> None:
    check_actions(Recipe(actions={name: "flag"}))


@pytest.mark.parametrize(
    "name, nearest",
    [("fragmets", "fragments"), ("boilerplate.bylin", "boilerplate.byline"), ("boilerplate.byline.e", "byline.e")],
)
def test_a_misspelt_rule_is_refused_with_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(RecipeError, match=nearest):
        check_actions(Recipe(actions={name: "flag"}))
