"""Patterns without long counts: `.{0,200}` costs RE2 two hundred states, `.*` one.

How the cheap pattern matches a text the dear one does too, unless a count is passed: RE2 tries both in the same order.
So the counts are looked at after the match, and only those that were passed are written out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

LONG_COUNT = 10
"""Counts from which a repeated character is counted after the match."""
LONG_COUNT_RE = re.compile(r"\{\d+,\d{2,}\}")
"""Without any there is nothing to loosen: most patterns, and the quick way to know."""
PREFIX = "count"
"""What the names of the groups begin with whose characters are counted."""
TOKEN_RE = re.compile(
    r"""
    (?P<flags> \( \? [a-zA-Z-]+ \) )
  | (?P<open> \( )
  | (?P<close> \) ) (?P<repeated> [*+{] )?
  | (?P<item> \. | \[ \^? \]? (?: \[:\^?\w+:\] | \\. | [^\]\\] )*+ \] | \\[pP](?: \{\^?\w+\} | \w ) | \\x\{\w+\} | \\. )
    (?P<count> \{ (?P<least> \d+ ) , (?P<most> \d+ ) \} (?P<lazy> \?? ) )?
    """,
    re.VERBOSE | re.DOTALL,
)


class Loose(NamedTuple):
    """A pattern without long counts; `most` says how many characters each of some of its named groups may have."""

    pattern: str
    most: dict[str, int]


def loosened(pattern: str, kept: Collection[str] = ()) -> Loose:
    """A pattern of RE2 with its long counts of single characters written as named groups without an upper bound, but
    for those whose names are `kept`: they stay as they are."""
    if not LONG_COUNT_RE.search(pattern):
        return Loose(pattern, {})
    pieces, most, at = [], {}, 0
    for number, token in enumerate(_long_counts(pattern)):
        name = f"{PREFIX}{number}"
        if name not in kept:
            most[name] = int(token["most"])
            pieces += [pattern[at : token.start()], f"(?P<{name}>{token['item']}{{{token['least']},}}{token['lazy']})"]
            at = token.end()
    return Loose("".join([*pieces, pattern[at:]]), most)


def _long_counts(pattern: str) -> Iterable[re.Match[str]]:
    """Where a pattern counts characters; not in groups that are repeated themselves, for of those a match tells only
    the last."""
    found: list[re.Match[str]] = []
    opened: list[int] = []
    for token in TOKEN_RE.finditer(pattern):
        kind = token.lastgroup
        if kind == "open":
            opened.append(len(found))
        elif kind == "count" and int(token["most"]) >= LONG_COUNT:
            found.append(token)
        elif kind in ("close", "repeated") and opened:
            inside = opened.pop()
            if kind == "repeated":
                del found[inside:]
    return found
