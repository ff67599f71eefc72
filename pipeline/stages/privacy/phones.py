"""Telephone numbers in one line, read as the countries of the page's language would."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from .found import BLANKS, DASHES, DIVIDERS, Found, surroundings
from .words import has_word, last_word

_BLANK, _DASH = f"[{BLANKS}]", f"[{DASHES}]"
_NUMBER_RE = re.compile(
    rf"(?<![A-Za-z\d_@=&?#%$€£¥₹₽+\uff0b])(?<![\w-][-/])(?<!\d[.,:/ \u00a0])(?:[+\uff0b]{_BLANK}?)?[(\uff08]?\d"
    rf"(?:(?:{_BLANK}?{_DASH}?{_BLANK}?[()\uff08\uff09]{_BLANK}?(?:{_DASH}{_BLANK}?)?[(\uff08]?|{_BLANK}?{_DASH}{_BLANK}?|{_BLANK})?\d){{6,}}+"
)
# The stretches of a line in which numbers can lie: what a number begins with and is made of, seven characters or more.
_STRETCH_RE = re.compile(rf"[\d+\uff0b(\uff08][\d+\uff0b{DIVIDERS}]{{6,}}+")
_DIGITS_RE = re.compile(r"\d+")
_THOUSANDS_RE = re.compile(rf"\d{{1,3}}(?:(?:{_BLANK}\d{{3}})+|(?:\.\d{{3}})+)(?:[.]\d+)?")
_DATE_RE = re.compile(
    rf"(?:\d{{4}}(?P<a>[-./])\d{{1,2}}(?P=a)\d{{1,2}}|\d{{1,2}}(?P<b>[-./])\d{{1,2}}(?P=b)(?:\d{{4}}|\d{{2}}))(?:{_BLANK}.*)?"
    rf"|(?:1[5-9]|20)\d\d{_BLANK}?[-\u2013/]{_BLANK}?(?:1[5-9]|20)\d\d(?:\D.*)?|(?:1[5-9]|20)\d\d[01]\d[0-3]\d(?:\d{{6}})?"
)
_DECIMAL_RE = re.compile(r"\d+\.\d+|\d{1,3}(?:\.\d{1,3}){3}")
_UNIT_RE = re.compile(
    r"\s?(?:[%‰°€$£¥₹₽₺₴]|(?:USD|EUR|GBP|JPY|CNY|RUB|INR|TRY|PLN|km|kg|m²|euros?|dollars?|рублей|рубля|руб|złotych|zł|元|円|원)(?!\w))",
    re.IGNORECASE,
)
_MONEY_BEFORE_RE = re.compile(r"(?:[€$£¥₹₽₺₴]|USD|EUR|GBP|JPY|CNY|RUB|INR|TRY|Rs\.?)\s?$")
_GLUED_AFTER_RE = re.compile(r"[A-Za-z_\d]|[-.,:/]\d|@")

LONGEST = 40
"""Code points of a written number at most."""


def find_phones(line: str, countries: Callable[[], Sequence[str]]) -> Iterator[Found]:
    """Numbers that a country uses: with "+" always; else where a word says so, or where they are grouped as that
    country groups them (`countries` is asked for those alone). Not dates, sums, coordinates, or what stands behind
    "order", "ISBN" and their like."""
    for match in _numbers(line):
        written = match[0]
        before, after = surroundings(line, *match.span())
        if len(written) > LONGEST or _GLUED_AFTER_RE.match(after):
            continue
        if value := _read(written, before, after, countries):
            start = match.start() + (written[0] in "(（" and not {")", "）"} & set(written))
            yield Found(start, match.end(), "phone", value, 0.9)


def _numbers(line: str) -> Iterator[re.Match[str]]:
    for stretch in _STRETCH_RE.finditer(line):
        yield from _NUMBER_RE.finditer(line, stretch.start(), stretch.end())


def _read(written: str, before: str, after: str, countries: Callable[[], Sequence[str]]) -> str | None:
    """A number in the form of E.164; None where it is none."""
    if written[0] in "+＋":
        from .numbering import read_international

        return read_international(written)
    if (
        _UNIT_RE.match(after)
        or _MONEY_BEFORE_RE.search(before)
        or _DATE_RE.fullmatch(written.lstrip("(（"))
        or _DECIMAL_RE.fullmatch(written)
    ):
        return None
    called = is_called(before, after)
    if called is False or (called is None and (_THOUSANDS_RE.fullmatch(written) or not _has_groups(written))):
        return None
    from .numbering import read_national

    return read_national(written, countries(), bool(called))


def is_called(before: str, after: str) -> bool | None:
    """Whether the words around a number call it a telephone number, or something else; None where they are silent."""
    phone, other = last_word("phone", before), last_word("not_phone", before)
    if phone != other:
        return phone > other
    return True if has_word("phone", after) or has_word("number", before) else None


def _has_groups(written: str) -> bool:
    """Whether a number has groups that a country may use; none writes digit by digit ("1 2 3 4 5 6 7")."""
    groups = _DIGITS_RE.findall(written)
    return len(groups) > 1 and max(map(len, groups)) > 1
