"""Whether the actions of a recipe name anything: a misspelt rule would be let be in silence."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from pipeline.document.policy import SHIPPED
from pipeline.errors import RecipeError
from pipeline.recipe import Recipe

LISTED = "boilerplate"
"""The stage whose rules are all listed in rule files."""


def check_actions(recipe: Recipe) -> None:
    """Raises RecipeError for a key of `[actions]` that is no stage, or no rule or prefix of rules of the rule files;
    it names the nearest that is one."""
    stages = {name.partition(".")[0] for name in SHIPPED}
    names = list(recipe.actions)
    for name in names:
        if name.partition(".")[0] not in stages:
            raise RecipeError(_unknown(name, stages))
    if any(name.startswith(f"{LISTED}.") for name in names):
        from pipeline.rules import load_rules

        known = {prefix for rule in load_rules(recipe.rules.paths).all() for prefix in _prefixes(rule.id)}
        for name in names:
            if name.startswith(f"{LISTED}.") and name not in known:
                raise RecipeError(_unknown(name, known))


def _prefixes(rule: str) -> Iterable[str]:
    segments = rule.split(".")
    return (".".join(segments[:length]) for length in range(1, len(segments) + 1))


def _unknown(name: str, known: Iterable[str]) -> str:
    nearest = get_close_matches(name, list(known), 1, 0.5)
    hint = f"; did you mean {nearest[0]}?" if nearest else ""
    return f"[actions] {name!r} is no rule, and no beginning of rules{hint} See them with: python -m pipeline rules"
