"""Telephone numbers in one line, read by `phonenumbers` as the countries of the page's language would."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from .found import Found, surroundings
from .words import has_word, last_word, load_words

_BLANKS, _DASHES = " \u00a0\u2007\u2009\u202f\u3000", "\u2010-\u2013\u2212\uff0d\u30fc.\u00b7/\uff0f-"
_BLANK, _DASH = f"[{_BLANKS}]", f"[{_DASHES}]"
DIVIDERS = f"()\uff08\uff09{_BLANKS}{_DASHES}"
"""What may stand between the digits of a number, as the inside of a pattern's class."""
_NUMBER_RE = re.compile(
    rf"(?<![A-Za-z\d_@=&?#%$€£¥₹₽+\uff0b])(?<![\w-][-/])(?<!\d[.,:/ \u00a0])(?:[+\uff0b]{_BLANK}?)?[(\uff08]?\d"
    rf"(?:(?:{_BLANK}?{_DASH}?{_BLANK}?[()\uff08\uff09]{_BLANK}?(?:{_DASH}{_BLANK}?)?[(\uff08]?|{_BLANK}?{_DASH}{_BLANK}?|{_BLANK})?\d){{6,}}+"
)
# The stretches of a line in which numbers can lie: what a number is made of, seven characters or more.
_STRETCH_RE = re.compile(rf"[\d+\uff0b{DIVIDERS}]{{7,}}+")
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

_DOMAIN_RE = re.compile(r"(?:@|www\.|//)[\w.-]{1,100}?\.([a-z]{2})(?![\w.-])")
_DIALLED_RE = re.compile(r"(?<![\w+])\+[ ]?\d[\d ().-]{7,20}")


def countries_of(language: str, text: str) -> tuple[str, ...]:
    """Countries (ISO 3166) by which numbers of a page are read: those that its domains and its international numbers
    name, then those of its language."""
    domains = (match[1].upper() for match in _DOMAIN_RE.finditer(text))
    named = [{"UK": "GB"}.get(domain, domain) for domain in domains]
    dialled = (_parsed(match[0], None) for match in _DIALLED_RE.finditer(text))
    named += [phonenumbers.region_code_for_number(number) or "" for number in dialled if number]
    listed = load_words()["countries"]
    known = listed.get(language.split("-")[0], listed["und"])
    return tuple(dict.fromkeys(code for code in (*named, *known) if code in phonenumbers.SUPPORTED_REGIONS))


def find_phones(line: str, countries: Callable[[], Sequence[str]]) -> Iterator[Found]:
    """Numbers that a country uses: with "+" always; else where a word says so, or where they are grouped as that
    country groups them (`countries` is asked for those alone). Not dates, sums, coordinates, or what stands behind
    "order", "ISBN" and their like."""
    for match in _numbers(line):
        written = match[0]
        before, after = surroundings(line, *match.span())
        if len(written) > LONGEST or _GLUED_AFTER_RE.match(after):
            continue
        if (number := _read(written, before, after, countries)) and phonenumbers.is_valid_number(number):
            start = match.start() + (written[0] in "(（" and not {")", "）"} & set(written))
            yield Found(start, match.end(), "phone", phonenumbers.format_number(number, PhoneNumberFormat.E164), 0.9)


def _numbers(line: str) -> Iterator[re.Match[str]]:
    for stretch in _STRETCH_RE.finditer(line):
        yield from _NUMBER_RE.finditer(line, stretch.start(), stretch.end())


def _read(written: str, before: str, after: str, countries: Callable[[], Sequence[str]]) -> PhoneNumber | None:
    if written[0] in "+＋":
        return _parsed(written, None)
    if (
        _UNIT_RE.match(after)
        or _MONEY_BEFORE_RE.search(before)
        or _DATE_RE.fullmatch(written.lstrip("(（"))
        or _DECIMAL_RE.fullmatch(written)
    ):
        return None
    called = is_called(before, after)
    if called is False or (called is None and (_THOUSANDS_RE.fullmatch(written) or not _may_be_grouped(written))):
        return None
    for spelled, country in [*((written, country) for country in countries()), *_dialled_abroad(written)]:
        number = _parsed(spelled, country)
        if number and phonenumbers.is_valid_number(number) and (called or _is_grouped(written, number)):
            return number
    return None


def _dialled_abroad(written: str) -> list[tuple[str, None]]:
    """The number with "+" for the "00" that most countries dial in front of a country's code."""
    digits = str(phonenumbers.normalize_digits_only(written))
    return [("+" + digits[2:], None)] if digits.startswith("00") else []


def is_called(before: str, after: str) -> bool | None:
    """Whether the words around a number call it a telephone number, or something else; None where they are silent."""
    phone, other = last_word("phone", before), last_word("not_phone", before)
    if phone != other:
        return phone > other
    return True if has_word("phone", after) or has_word("number", before) else None


def national_number(value: str) -> str:
    """A number in the form of E.164 without the code of its country, as it is dialled there; any other as it is."""
    number = _parsed(value, None) if value.startswith("+") else None
    return str(number.national_number) if number else value


def _may_be_grouped(written: str) -> bool:
    """Whether a number has groups that a country may use; none writes digit by digit ("1 2 3 4 5 6 7")."""
    groups = _groups(written)
    return len(groups) > 1 and max(map(len, groups)) > 1


def _is_grouped(written: str, number: PhoneNumber) -> bool:
    """Whether a number of several groups is divided as its country divides numbers, or opens with its own area code."""
    groups = _groups(written)
    abroad = groups[0].startswith("00")
    form = PhoneNumberFormat.INTERNATIONAL if abroad else PhoneNumberFormat.NATIONAL
    usual = _groups(phonenumbers.format_number(number, form))
    if groups == usual or [groups[0].lstrip("0"), *groups[1:]] == [usual[0].lstrip("0"), *usual[1:]]:
        return True
    area = groups[0] == usual[0] and len(groups[0]) > 1 and (groups[0].startswith("0") or written[0] in "(（")
    return area or (groups[:2] == usual[:2] and bool({"(", "（"} & set(written)))


def _groups(written: str) -> list[str]:
    return [str(phonenumbers.normalize_digits_only(group)) for group in _DIGITS_RE.findall(written)]


@lru_cache(maxsize=4096)
def _parsed(written: str, country: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(written, country)
    except NumberParseException:
        return None
