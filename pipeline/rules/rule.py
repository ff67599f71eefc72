"""What a rule and its examples are."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.errors import RecipeError

SCOPES = ("line", "head", "tail", "inside", "doubled", "section", "outside")
BEYOND = ("doubled", "outside")
"""Scopes that look beyond the line: no pattern tells whether a line is one of theirs."""
ZONES = ("any", "first", "head", "body", "foot", "edge", "below", "under", "end")
UNTIL = ("", "prose", "repeats", "end")
LAYOUTS = ("any", "page", "extracted")
LONGEST = 120
"""Characters of a line that a rule looks at, unless it says otherwise."""


class RuleError(RecipeError):
    """A rule file that cannot be used: the message names file, rule, key and cure."""


class Example(NamedTuple):
    """A text that a rule must match or must leave alone, on a page in `language`; of a match `value` is what the
    ledger must say of it (None: anything) and `cut` what must be removed ("": all of it)."""

    text: str
    language: str
    value: str | None = None
    cut: str = ""


class Rule(NamedTuple):
    """One rule of a rule file; `pipeline.rules` says what each key means. The last four are empty where a rule is only
    to be matched."""

    id: str
    kind: str
    language: str
    name: str
    scope: str
    zone: str
    layout: str
    cues: tuple[str, ...]
    pattern: str
    until: str
    longest: int
    opt_in: bool
    flag_only: bool
    why: str = ""
    source: str = ""
    matches: tuple[Example, ...] = ()
    ignores: tuple[Example, ...] = ()


class Calendar(NamedTuple):
    """Month names of one calendar in one language: `months[0]` holds the spellings of the first month."""

    system: str
    months: tuple[tuple[str, ...], ...]


class RuleFile(NamedTuple):
    """What one rule file holds."""

    language: str
    rules: tuple[Rule, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    date_words: tuple[str, ...] = ()
    time_words: tuple[str, ...] = ()
