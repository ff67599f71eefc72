"""Names of months, weekdays and relative times, and the order of dates, a language: from CLDR and the rule files.

Calendars that CLDR's library lacks (Solar Hijri, Ethiopic, Buddhist) and spellings that CLDR lacks come from the
language's own rule file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from pipeline.rules.bare import read_bare
from pipeline.rules.cldr import Names, names_of, plain_name
from pipeline.rules.loading import read_rule_file
from pipeline.rules.rule import Calendar, RuleFile

FOLDER = Path(__file__).parent
ALIASES: Mapping[str, str] = {"no": "nb", "iw": "he", "in": "id", "fil": "tl"}
"""Tags that detectors give, and the tag that the rule files and CLDR use."""


class Month(NamedTuple):
    """The `number`-th month, from 1, of the calendar `system`."""

    system: str
    number: int


class Times(NamedTuple):
    """What a language says of dates: names in lowercase without a final stop; `order` is `dmy`, `mdy`, `ymd` or ""
    (unknown); `glue` holds the words that CLDR puts between day, month and year; `ago` are phrases with `{0}` for the
    number; `at` are the words between a date and a time; `systems` are the calendars in use beside the Gregorian."""

    months: Mapping[str, Month]
    weekdays: tuple[str, ...]
    day_periods: tuple[str, ...]
    ago: tuple[str, ...]
    glue: tuple[str, ...]
    at: tuple[str, ...]
    order: str
    systems: frozenset[str]


def tags_of(tag: str) -> tuple[str, ...]:
    """A language tag and its shorter forms, the shortest first: `zh`, `zh-Hant`; none for `und` and `mul`."""
    parts = tag.split("-")
    parts[0] = ALIASES.get(parts[0].lower(), parts[0].lower())
    if parts[0] in ("und", "mul", ""):
        return ()
    return tuple("-".join(parts[:n]) for n in range(1, len(parts) + 1))


@lru_cache(maxsize=256)
def times_of(language: str) -> Times:
    """The names and orders of a language tag; empty ones for `und` and for a tag that nobody knows."""
    files = [bare_shipped(tag) for tag in tags_of(language)]
    own = tuple(calendar for file in files for calendar in file.calendars)
    names = _names_of(language)
    months = {name: Month("gregorian", number) for name, number in names.months.items()}
    return Times(
        months={**months, **_own_months(own)},
        weekdays=names.weekdays,
        day_periods=names.day_periods,
        ago=names.ago,
        glue=tuple(dict.fromkeys((*names.glue, *(word for file in files for word in file.date_words)))),
        at=tuple(dict.fromkeys(word for file in files for word in file.time_words)),
        order=names.order,
        systems=frozenset(calendar.system for calendar in own) - {"gregorian"},
    )


def _names_of(language: str) -> Names:
    """What CLDR says of a language tag, or of the longest of its shorter forms that it knows."""
    return next(filter(None, map(names_of, reversed(tags_of(language)))), Names())


@cache
def read_shipped(tag: str) -> RuleFile:
    """The shipped rule file of a language tag; an empty one where there is none."""
    return read_rule_file(FOLDER / f"{tag}.toml") if tag in shipped_tags() else RuleFile(tag)


@cache
def bare_shipped(tag: str) -> RuleFile:
    """The same without what the rules say to people: enough to match with them."""
    return read_bare(FOLDER / f"{tag}.toml") if tag in shipped_tags() else RuleFile(tag)


@cache
def shipped_tags() -> frozenset[str]:
    """The language tags with a shipped rule file."""
    return frozenset(path.stem for path in FOLDER.glob("*.toml"))


def _own_months(calendars: Iterable[Calendar]) -> dict[str, Month]:
    return {
        plain_name(name): Month("gregorian" if calendar.system == "buddhist" else calendar.system, number)
        for calendar in calendars
        for number, names in enumerate(calendar.months, 1)
        for name in names
    }
