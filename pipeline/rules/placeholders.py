"""What stands for `{date}`, `{time}`, `{name}` ... in a pattern, in RE2's dialect, language by language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import re2

from pipeline.rules.calendars import times_of

DIGIT = "[0-9٠-٩۰-۹०-९০-৯๐-๙၀-၉០-៩０-９]"
NEVER = r"[^\x00-\x{10FFFF}]"
"""A pattern that matches nothing."""
GAP = r"[\s\x{a0}\x{202f}\x{200e}\x{200f}]*"
JOIN = r"[\s\x{a0}\x{202f}\x{200e}\x{200f}.,/،·\-–]*"
ORDINAL = "(?:st|nd|rd|th|er|º|ª|ος|η|-?го)?"
NAME_WORD = r"\p{Lu}[\pL\pM'’.\-]*"
PARTICLES = r"(?:de|da|do|dos|das|del|della|di|du|la|le|van|von|der|den|ter|te|zu|al|el|bin|ibn|bint|af|y|e|i)"
NAME = (
    rf"(?-i:{NAME_WORD}(?:[ \x{{a0}}](?:{PARTICLES}[ \x{{a0}}])*{NAME_WORD})*"
    r"|\p{Lo}[\p{Lo}\pM\x{200c}.]*(?:[ \x{a0}·・]\p{Lo}[\p{Lo}\pM\x{200c}.]*)*)"
)

DATED = ("date", "time", "when")
"""Placeholders that hold the names of a language in many orders: they are long, and their outline is short."""
MARKS = rf"[{DIGIT[1:-1]}\s\x{{a0}}\x{{202f}}\x{{200e}}\x{{200f}}.,/،·|•:()+−\-–—T年년月월日일]"
WORDS = rf"[ap]\.?{GAP}m|uhr|hrs?|h|klo|z|(?-i:[A-Z]{{2,5}})|st|nd|rd|th|er|º|ª|ος|η|го"
"""Characters and words of dates and times in any language."""


@lru_cache(maxsize=256)
def outlines(language: str) -> Mapping[str, str]:
    """What stands for the same placeholders, or for more, and is quickly compiled: a date is its words and its marks in
    any order."""
    times = times_of(language)
    names = (*times.months, *times.weekdays, *times.day_periods, *times.glue, *times.at)
    dated = f"(?:{_any_of(names)}|{WORDS}|{MARKS})+"
    return {**placeholders(language), **dict.fromkeys(DATED, dated)}


@lru_cache(maxsize=256)
def placeholders(language: str) -> Mapping[str, str]:
    """What stands for `{month}`, `{weekday}`, `{ago}`, `{date}`, `{time}`, `{when}`, `{number}` and `{name}`."""
    times = times_of(language)
    month = _any_of(times.months) + r"\.?"
    weekday = _any_of(times.weekdays) + r"\.?"
    date, time = _date(month, weekday, times.glue), _time(times.day_periods)
    apart = rf"[\s\x{{a0}}\x{{200f}},،|·•T()\-–—/]*(?:{_any_of(times.at)}[\s\x{{a0}}]*)?"
    return {
        "month": month,
        "weekday": weekday,
        "ago": _ago(times.ago),
        "number": f"{DIGIT}+",
        "time": time,
        "date": date,
        "when": f"(?:{time}{apart})?{date}(?:{apart}{time})?",
        "name": NAME,
    }


def _time(day_periods: Sequence[str]) -> str:
    named = _any_of(day_periods)
    period = rf"(?:[ap]\.?{GAP}m\.?|uhr|hrs?|h|klo|{named})"
    zone = r"\(?(?:(?-i:[A-Z]{2,5})|z)?(?:[+\-−][0-9]{1,2}:?(?:[0-9]{2})?)?\)?"
    clock = rf"{DIGIT}{{1,2}}(?:[:.]|{GAP}h{GAP}){DIGIT}{{2}}(?:[:.]{DIGIT}{{2}}(?:\.{DIGIT}+)?)?"
    return rf"(?:(?:{named}{GAP})?(?:{clock}|{DIGIT}{{1,2}}{GAP}[ap]\.?m\.?)(?:{GAP}{period})?(?:{GAP}{zone})?)"


def _any_of(names: Iterable[str]) -> str:
    ordered = sorted(dict.fromkeys(names), key=lambda name: (-len(name), name))
    return "(?:" + "|".join(re2.escape(name).replace(r"\ ", " ") for name in ordered) + ")" if ordered else NEVER


def _ago(phrases: Sequence[str]) -> str:
    if not phrases:
        return NEVER
    return "(?:" + "|".join(re2.escape(phrase).replace(r"\{0\}", f"{DIGIT}+") for phrase in phrases) + ")"


def _date(month: str, weekday: str, glue: Sequence[str]) -> str:
    join = f"{JOIN}(?:{_any_of(glue)}{JOIN})?" if glue else JOIN
    day, year = f"{DIGIT}{{1,2}}{ORDINAL}", f"{DIGIT}{{4}}"
    number = f"{DIGIT}{{1,2}}"
    written = f"{day}{join}{month}{join}{year}|{month}{join}{day}{join}{year}|{year}{join}{month}{join}{day}"
    numeric = (
        f"{year}{GAP}[\\-/.–年년]{GAP}{number}{GAP}[\\-/.–月월]{GAP}{number}{GAP}[日일]?"
        f"|{number}{GAP}[\\-/.–]{GAP}{number}{GAP}[\\-/.–]{GAP}(?:{year}|{DIGIT}{{2}})"
    )
    suffix = f"(?:{GAP}{_any_of(glue)}\\.?)?" if glue else ""
    return rf"(?:(?:{weekday}{JOIN})?(?:{written}|{numeric}){suffix}\.?(?:{JOIN}{weekday})?)"
