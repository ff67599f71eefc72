"""Names of months, weekdays and relative times, and the order of dates, a language: from CLDR by way of Babel.

What Babel says of languages as such is kept in `cldr.json` (data of the Unicode CLDR, under the Unicode License v3):
Babel is slow to load and slower to read a language. It is asked only about tags with a region. To write the file anew::

    python -c "from pipeline.rules.cldr import write_table; write_table()"
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from babel import Locale

TABLE = Path(__file__).with_name("cldr.json")
UNITS = ("year", "month", "week", "day", "hour", "minute", "second")
WIDTHS = ("wide", "abbreviated")


class Names(NamedTuple):
    """What CLDR says of a language: names in lowercase without a final stop, months with their number from 1; `order`
    is `dmy`, `mdy`, `ymd` or "" (unknown); `glue` holds the words that stand between day, month and year; `ago` are
    phrases with `{0}` for the number."""

    months: Mapping[str, int] = {}
    weekdays: tuple[str, ...] = ()
    day_periods: tuple[str, ...] = ()
    ago: tuple[str, ...] = ()
    glue: tuple[str, ...] = ()
    order: str = ""


def names_of(tag: str) -> Names | None:
    """The names of a BCP 47 tag, its language in lowercase; None where CLDR does not have just this tag."""
    line = _table().get(tag.encode())
    if line:
        months, weekdays, day_periods, ago, glue, order = json.loads(b"{%b}" % line.rstrip(b","))[tag]
        return Names(months, tuple(weekdays), tuple(day_periods), tuple(ago), tuple(glue), order)
    return read_names(tag) if "-" in tag else None


@cache
def _table() -> dict[bytes, bytes]:
    """The lines of the table by tag: few of them are ever read."""
    lines = TABLE.read_bytes().split(b"\n")
    return {line[1 : line.index(b'"', 1)]: line for line in lines if line.startswith(b'"')}


def read_names(tag: str) -> Names | None:
    """The same from Babel, which forgets all else: what it merges into one language it may show of the next."""
    from babel import Locale, UnknownLocaleError, localedata

    localedata._cache.clear()
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
    return Names(
        months=_months(locale),
        weekdays=_named(locale.days),
        day_periods=tuple(_day_periods(locale)),
        ago=tuple(dict.fromkeys(_ago(locale))),
        glue=tuple(dict.fromkeys(_glue(locale))),
        order=_order(locale),
    )


def plain_name(name: str) -> str:
    """A name as it is compared: lowercase, without the dot that Turkish capital I leaves, without a final stop."""
    return name.lower().replace("i\u0307", "i").rstrip(". ")


def _months(locale: Locale) -> dict[str, int]:
    names: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in WIDTHS:
            for number, name in locale.months[context][width].items():
                if any(char.isalpha() for char in name):
                    names.setdefault(plain_name(name), number)
    return names


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


def known_tags() -> tuple[str, ...]:
    """The tags that `cldr.json` is about: all languages that Babel knows or has another name for, and what it knows of
    them in one script."""
    from babel.core import get_global
    from babel.localedata import locale_identifiers

    own = (name.replace("_", "-") for name in locale_identifiers())
    tags = {tag for tag in own if re.fullmatch(r"[a-z]+(-[A-Z][a-z]{3})?", tag)}
    others = {name for name in get_global("language_aliases") if re.fullmatch(r"[a-z]{2,3}", name)}
    return tuple(sorted(tag for tag in tags | others if tag != "und"))


def text_of_table() -> str:
    """What `cldr.json` has to hold: one line a tag."""
    known = {tag: names for tag in known_tags() if (names := read_names(tag))}
    lines = (f"{json.dumps(tag)}: {json.dumps(names, ensure_ascii=False)}" for tag, names in known.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write_table() -> None:
    """Write `cldr.json` anew, from the Babel that is installed."""
    TABLE.write_text(text_of_table(), encoding="utf-8")
