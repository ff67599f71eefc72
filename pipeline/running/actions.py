"""Whether the actions of a recipe name anything: a misspelt rule would be let be in silence."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from pipeline.document.policy import SHIPPED
from pipeline.errors import RecipeError
from pipeline.recipe import Recipe

LISTED = "boilerplate"
"""The stage whose rules are listed in rule files."""
CODED = (
    "boilerplate.unmarked.und.line-scorer",
    "encoding.character.und.bom",
    "encoding.character.und.ligature",
    "encoding.character.und.line-break",
    "encoding.character.und.line-separator",
    "encoding.character.und.marks",
    "encoding.character.und.nfc",
    "encoding.character.und.presentation-form",
    "encoding.character.und.soft-hyphen",
    "encoding.character.und.width",
    "encoding.character.und.zero-width",
    "encoding.control.und.c0",
    "encoding.control.und.c1",
    "encoding.control.und.form-feed",
    "encoding.control.und.terminal",
    "encoding.entity.und.guarded",
    "encoding.entity.und.named",
    "encoding.entity.und.numeric",
    "encoding.legacy.und.charset",
    "encoding.mojibake.und.document",
    "encoding.mojibake.und.ftfy",
    "encoding.mojibake.und.guarded",
    "encoding.mojibake.und.letters",
    "fragments.other-language.und.line",
    "fragments.other-language.und.stretch",
    "fragments.other-script.und.run",
    "privacy.card.und.number",
    "privacy.email.und.address",
    "privacy.iban.und.number",
    "privacy.ip.und.address",
    "privacy.phone.und.number",
    "repeated.line.und.teaser",
    "repeated.line.und.template",
    "whitespace.blank-line.und.run",
    "whitespace.blank.und.document-end",
    "whitespace.blank.und.line-end",
)
"""The rules that are code; a test compares them with the code of the stages."""


def check_actions(recipe: Recipe) -> None:
    """Raises RecipeError for a key of `[actions]` that is no rule and no beginning of rules; it names the nearest that
    is one."""
    known = {prefix for rule in (*SHIPPED, *CODED) for prefix in _prefixes(rule)}
    names = [name for name in recipe.actions if name not in known]
    if any(name.startswith(f"{LISTED}.") for name in names):
        from pipeline.rules import load_rules

        known |= {prefix for rule in load_rules(recipe.rules.paths).all() for prefix in _prefixes(rule.id)}
    for name in names:
        if name not in known:
            raise RecipeError(_unknown(name, known))


def _prefixes(rule: str) -> Iterable[str]:
    segments = rule.split(".")
    return (".".join(segments[:length]) for length in range(1, len(segments) + 1))


def _unknown(name: str, known: Iterable[str]) -> str:
    nearest = get_close_matches(name, list(known), 1, 0.5)
    hint = f"; did you mean {nearest[0]}?" if nearest else ""
    return f"[actions] {name!r} is no rule, and no beginning of rules{hint} See them with: python -m pipeline rules"
