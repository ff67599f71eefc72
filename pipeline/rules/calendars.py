"""Names of months, weekdays and relative times, and the order of dates, a language: from CLDR by way of Babel.

Calendars that CLDR's library lacks (Solar Hijri, Ethiopic, Buddhist) and spellings that CLDR lacks come from the
language's own rule file. Babel is imported at the first call, for it is slow to load.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.rules.loading import read_rule_file
from pipeline.rules.rule import Calendar, RuleFile

if TYPE_CHECKING:
    from babel import Locale

FOLDER = Path(__file__).parent
UNITS = ("year", "month", "week", "day", "hour", "minute", "second")
WIDTHS = ("wide", "abbreviated")
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
    files = [read_shipped(tag) for tag in tags_of(language)]
    own = tuple(calendar for file in files for calendar in file.calendars)
    locale = _locale(language)
    return Times(
        months={**(_months(locale) if locale else {}), **_own_months(own)},
        weekdays=_named(locale.days) if locale else (),
        day_periods=tuple(_day_periods(locale)) if locale else (),
        ago=tuple(dict.fromkeys(_ago(locale))) if locale else (),
        glue=tuple(
            dict.fromkeys((*(_glue(locale) if locale else ()), *(word for file in files for word in file.date_words)))
        ),
        at=tuple(dict.fromkeys(word for file in files for word in file.time_words)),
        order=_order(locale) if locale else "",
        systems=frozenset(calendar.system for calendar in own) - {"gregorian"},
    )


def _locale(language: str) -> Locale | None:
    from babel import Locale, UnknownLocaleError

    for tag in reversed(tags_of(language)):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None


@cache
def read_shipped(tag: str) -> RuleFile:
    """The shipped rule file of a language tag; an empty one where there is none."""
    return read_rule_file(FOLDER / f"{tag}.toml") if tag in shipped_tags() else RuleFile(tag)


@cache
def shipped_tags() -> frozenset[str]:
    """The language tags with a shipped rule file."""
    return frozenset(path.stem for path in FOLDER.glob("*.toml"))


def plain_name(name: str) -> str:
    """A name as it is compared: lowercase, without the dot that Turkish capital I leaves, without a final stop."""
    return name.lower().replace("i\u0307", "i").rstrip(". ")


def _months(locale: Locale) -> dict[str, Month]:
    names: dict[str, Month] = {}
    for context in ("format", "stand-alone"):
        for width in WIDTHS:
            for number, name in locale.months[context][width].items():
                if any(char.isalpha() for char in name):
                    names.setdefault(plain_name(name), Month("gregorian", number))
    return names


def _own_months(calendars: Iterable[Calendar]) -> dict[str, Month]:
    return {
        plain_name(name): Month("gregorian" if calendar.system == "buddhist" else calendar.system, number)
        for calendar in calendars
        for number, names in enumerate(calendar.months, 1)
        for name in names
    }


def _named(table: Mapping[str, Mapping[str, Mapping[int, str]]]) -> tuple[str, ...]:
    names = (
        name for context in ("format", "stand-alone") for width in WIDTHS for name in table[context][width].values()
    )
    return tuple(dict.fromkeys(plain_name(name) for name in names if any(char.isalpha() for char in name)))


def _day_periods(locale: Locale) -> Iterator[str]:
    for width in WIDTHS:
        names = locale.day_periods.get("format", {}).get(width, {})
        yield from (names[period].lower() for period in ("am", "pm") if period in names)


def _ago(locale: Locale) -> Iterator[str]:
    fields: Any = locale._data["date_fields"]
    for unit in UNITS:
        for width in ("", "-short", "-narrow"):
            past = fields.get(unit + width, {}).get("past", {})
            yield from (past[form].lower() for form in past)


def _glue(locale: Locale) -> Iterator[str]:
    for width in ("full", "long", "medium", "short"):
        pattern = locale.date_formats[width].pattern
        for literal in re.split(r"[A-Za-z]+", re.sub(r"'([^']+)'", lambda m: "\x00" + _hide(m[1]) + "\x00", pattern)):
            yield from (word for word in _show(literal).split() if any(char.isalpha() for char in word))


def _hide(literal: str) -> str:
    """Latin letters of a quoted literal, moved out of the way of the pattern letters."""
    return "".join(chr(ord(char) + 0xE000) if char.isascii() and char.isalpha() else char for char in literal)


def _show(literal: str) -> str:
    shown = (
        chr(ord(char) - 0xE000) if 0xE041 <= ord(char) <= 0xE07A else char for char in literal.replace("\x00", " ")
    )
    return "".join(shown).lower()


def _order(locale: Locale) -> str:
    pattern = re.sub(r"'[^']*'", "", locale.date_formats["short"].pattern)
    letters = {"d": "d", "M": "m", "L": "m", "y": "y"}
    return "".join(dict.fromkeys(letters[char] for char in pattern if char in letters))
