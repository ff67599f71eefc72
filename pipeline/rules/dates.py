"""Dates as pages write them, to ISO.

Conversions: Solar Hijri by the 2,820-year rule's common 33-year arithmetic (Kazimierz M. Borkowski, "The Persian
calendar for 3000 years", 1996, as in jalaali-js), Ethiopic by its day number (Dershowitz and Reingold, "Calendrical
Calculations", 4th ed., 2018, chapter 4), Buddhist by its fixed distance of 543 years.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

from pipeline.rules.calendars import Month, Times, times_of
from pipeline.rules.cldr import plain_name

EARLIEST, LATEST = 1600, 2199
"""Years that a page's date may have, in the Gregorian calendar."""
HIJRI_YEARS = range(1200, 1600)
BUDDHIST_YEARS = range(2400, 2700)
ETHIOPIC_EPOCH = 2796  # day number (`date.toordinal`) of 1 Meskerem 1
HIJRI_BREAKS = (
    -61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060, 2097, 2192, 2262, 2324, 2394, 2456, 3178,
)  # fmt: skip

TIME_RE = re.compile(r"\b\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?(?=\s*(?:[ap]\.?m\b|uhr|h\b|$|[^\d./-]))")
YEAR_FIRST_RE = re.compile(
    r"(?<!\d)(\d{4})\s*[-/.\u2010-\u2013年년]\s*(\d{1,2})\s*[-/.\u2010-\u2013月월]\s*(\d{1,2})(?!\d)"
)
YEAR_LAST_RE = re.compile(r"(?<!\d)(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4})(?!\d)")
NUMBER_RE = re.compile(r"\d+")


@lru_cache(maxsize=4096)
def parse_date(text: str, language: str) -> str:
    """The first date in `text` as `YYYY-MM-DD`; "" where there is none, or where its order cannot be known.

    `language` is the page's BCP 47 tag: month names and the order of 01/02/2020 are CLDR's for it; where the order
    of the tag is unknown, only a numeric date that has one reading is read. Digits of every script count.
    """
    times = times_of(language)
    plain = _plain(text)
    return _year_first(plain, times) or _named(plain, language) or _year_last(plain, times)


def _plain(text: str) -> str:
    """Lowercase, ASCII digits, no marks of direction."""
    if text.isascii():
        return text.lower()
    digits = (str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    return "".join(char for char in digits if unicodedata.category(char) != "Cf").lower().replace("i\u0307", "i")


def _year_first(plain: str, times: Times) -> str:
    match = YEAR_FIRST_RE.search(plain)
    return _iso(int(match[1]), int(match[2]), int(match[3]), times) if match else ""


def _year_last(plain: str, times: Times) -> str:
    match = YEAR_LAST_RE.search(plain)
    if not match:
        return ""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if first > 12 or (times.order == "dmy" and second <= 12):
        return _iso(year, second, first, times)
    if second > 12 or first == second or times.order == "mdy":
        return _iso(year, first, second, times)
    return ""


def _named(plain: str, language: str) -> str:
    """A date whose month is written out: the day stands next to the month, the year is the number of four digits."""
    times = times_of(language)
    for match in _month_re(language).finditer(plain) if times.months else ():
        if _joined(plain, match.end()):
            continue
        before = [(m.start(), m[0]) for m in NUMBER_RE.finditer(TIME_RE.sub(_blank, plain[: match.start()]))]
        after = [(m.start(), m[0]) for m in NUMBER_RE.finditer(TIME_RE.sub(_blank, plain[match.end() :]))]
        year = next((n for _, n in (*after[:2], *before[-2:][::-1]) if len(n) == 4), "")
        near = [n for at, n in before[-1:] if match.start() - at < 14] + [n for at, n in after[:1] if at < 8]
        day = next((n for n in near if len(n) <= 2), "")
        if year and day and (found := _from_calendar(times.months[plain_name(match[1])], int(year), int(day), times)):
            return found
    return ""


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _joined(plain: str, at: int) -> bool:
    """Whether a letter or a mark follows, so that what ends at `at` is only a part of a word."""
    return at < len(plain) and unicodedata.category(plain[at])[0] in "LM"


@lru_cache(maxsize=256)
def _month_re(language: str) -> re.Pattern[str]:
    """A month's name, the longest that there is; Hebrew writes its preposition without a blank before it."""
    times = times_of(language)
    names = sorted(times.months, key=lambda name: (-len(name), name))
    prefix = "|".join(map(re.escape, times.glue))
    return re.compile(rf"(?<![^\W\d_])(?:{prefix})??(" + "|".join(map(re.escape, names)) + ")")


def _iso(year: int, month: int, day: int, times: Times) -> str:
    """A numeric date, in the calendar that its year tells."""
    if "solar-hijri" in times.systems and year in HIJRI_YEARS:
        return _from_calendar(Month("solar-hijri", month), year, day, times)
    return _from_calendar(Month("gregorian", month), year, day, times)


def _from_calendar(month: Month, year: int, day: int, times: Times) -> str:
    if month.system == "solar-hijri":
        return _from_solar_hijri(year, month.number, day)
    if month.system == "ethiopic":
        return _from_ethiopic(year, month.number, day)
    if "buddhist" in times.systems and year in BUDDHIST_YEARS:
        year -= 543
    return _written(year, month.number, day)


def _written(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat() if EARLIEST <= year <= LATEST else ""
    except ValueError:
        return ""


def _from_ethiopic(year: int, month: int, day: int) -> str:
    longest = 30 if month < 13 else 6 if year % 4 == 3 else 5
    if not (1 <= month <= 13 and 1 <= day <= longest and EARLIEST - 8 <= year <= LATEST - 8):
        return ""
    return date.fromordinal(ETHIOPIC_EPOCH + 365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1).isoformat()


def _from_solar_hijri(year: int, month: int, day: int) -> str:
    longest = 31 if month < 7 else 30 if month < 12 or _leap(year) else 29
    if not (year in HIJRI_YEARS and 1 <= month <= 12 and 1 <= day <= longest):
        return ""
    march = _new_year(year)
    days = 31 * (month - 1) - max(0, month - 7) + day - 1
    return date.fromordinal(date(year + 621, 3, march).toordinal() + days).isoformat()


def _leap(year: int) -> bool:
    """Whether a Solar Hijri year has 366 days."""
    first, following = date(year + 621, 3, _new_year(year)), date(year + 622, 3, _new_year(year + 1))
    return (following - first).days == 366


def _new_year(year: int) -> int:
    """The day of March, Gregorian, on which a Solar Hijri year begins (Borkowski's algorithm)."""
    leaps, start = -14, HIJRI_BREAKS[0]
    for end in HIJRI_BREAKS[1:]:
        span = end - start
        if year < end:
            break
        leaps += span // 33 * 8 + span % 33 // 4
        start = end
    passed = year - start
    leaps += passed // 33 * 8 + (passed % 33 + 3) // 4
    if span % 33 == 4 and span - passed == 4:
        leaps += 1
    gregorian = year + 621
    return 20 + leaps - (gregorian // 4 - (gregorian // 100 + 1) * 3 // 4 - 150)
