from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline.stages
from pipeline.document.policy import SHIPPED
from pipeline.errors import RecipeError
from pipeline.recipe import Recipe
from pipeline.running.actions import CODED, check_actions

ID_RE = re.compile(rf"(?:{'|'.join(SHIPPED)})(?:\.[a-z0-9-]+){{3}}")


def strings(value: object) -> Iterator[str]:
    """Every string in a value of a module, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings([*value, *value.values()])
    elif isinstance(value, tuple | list | set | frozenset):
        for inner in value:
            yield from strings(inner)


def ids_in_code() -> set[str]:
    found: set[str] = set()
    for module in pkgutil.walk_packages(pipeline.stages.__path__, "pipeline.stages."):
        loaded = importlib.import_module(module.name)
        source = Path(str(loaded.__file__))
        # Compiled loops name no rules.
        tree = ast.parse(source.read_text("utf-8") if source.suffix == ".py" else "")
        literals = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        found.update(filter(ID_RE.fullmatch, strings([*literals, *vars(loaded).values()])))
    return found


def test_every_rule_that_is_code_is_listed() -> None:
    assert sorted(ids_in_code()) == sorted(CODED)


@pytest.mark.parametrize(
    "name",
    [
        "fragments",
        "boilerplate",
        "boilerplate.byline",
        "boilerplate.tag-line.und.hashtags",
        "encoding.character.und.nfc",
        "privacy.phone",
    ],
)
def test_what_names_a_rule_is_taken(name: str) -> None:
    check_actions(Recipe(actions={name: "flag"}))


@pytest.mark.parametrize(
    "name, nearest",
    [
        ("fragmets", "fragments"),
        ("boilerplate.bylin", "boilerplate.byline"),
        ("boilerplate.byline.e", "byline.e"),
        ("encoding.character.und.nfcc", "encoding.character.und.nfc"),
        ("privacy.emial", "privacy.email"),
        ("repeated.lines", "repeated.line"),
    ],
)
def test_a_misspelt_rule_is_refused_with_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(RecipeError, match=nearest):
        check_actions(Recipe(actions={name: "flag"}))
