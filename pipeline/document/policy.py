"""Which findings are applied, which only flagged, which never made: the longest prefix of whole segments wins."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

ACTIONS = ("apply", "flag", "off")

SHIPPED: Mapping[str, str] = {
    "encoding": "apply",
    "boilerplate": "apply",
    "repeated": "apply",
    "fragments": "flag",
    "privacy": "flag",
    "whitespace": "apply",
}


class Policy(NamedTuple):
    """`actions` maps rule ids, or prefixes of whole segments, to an action. Until their full id is named, the
    rules of `opt_in` stay off and those of `flag_only` are at most flagged."""

    actions: tuple[tuple[str, str], ...] = tuple(SHIPPED.items())
    opt_in: frozenset[str] = frozenset()
    flag_only: frozenset[str] = frozenset()

    def action(self, rule: str) -> str:
        """`apply`, `flag` or `off` for a rule id; what nobody named is only flagged."""
        return _action(self, rule)

    def silences(self, stage: str) -> bool:
        """Whether every rule of a stage is off, so that the stage need not run."""
        named = [action for rule, action in self.actions if rule == stage or rule.startswith(f"{stage}.")]
        return (stage, "off") in self.actions and set(named) == {"off"}


@lru_cache(maxsize=65536)
def _action(policy: Policy, rule: str) -> str:
    actions = dict(policy.actions)
    if rule in actions:
        return actions[rule]
    if rule in policy.opt_in:
        return "off"
    segments = rule.split(".")
    prefixes = (".".join(segments[:n]) for n in range(len(segments) - 1, 0, -1))
    action = next((actions[prefix] for prefix in prefixes if prefix in actions), "flag")
    return "flag" if action == "apply" and rule in policy.flag_only else action
