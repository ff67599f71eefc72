"""Numbering plans, as `phonenumbers` knows them: which country reads a written number, and how it groups the digits.

Imported at the first number that has to be read, for the library is slow to load.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from traceback import clear_frames

import phonenumbers
from phonenumbers import NumberFormat, NumberParseException, PhoneMetadata, PhoneNumber, PhoneNumberFormat

from ._telling import lines_holding
from .words import load_words

_OPENERS = ("(", "\uff08")
_DIGITS_RE = re.compile(r"\d+")
_DOMAIN_RE = re.compile(r"(?:@|www\.|//)[\w.-]{1,100}?\.([a-z]{2})(?![\w.-])")
# What a domain or an international number begins with.
_TELLING = (b"@", b"www.", b"//", b"+")
# Begins with what is found quickly, and looks back from behind it.
_DIALLED_RE = re.compile(r"\+(?<![\w+]\+)[ ]?\d[\d ().-]{7,20}")

_SIZE_RE = re.compile(r"\\d(?:\{(\d+)(?:,(\d+))?\})?")
_RUN_RE = re.compile(r"(?:\\\d|\d)+")
_PART_RE = re.compile(r"\\\d|\d")

Grouping = tuple[tuple[int, int], ...]
"""The least and the most digits of each group of a number."""


def countries_of(language: str, data: memoryview) -> tuple[str, ...]:
    """Countries (ISO 3166) by which numbers of a page in UTF-8 are read: those that its domains and its international
    numbers name, then those of its language."""
    spans = sorted({span for mark in _TELLING for span in lines_holding(data, mark)})
    telling = [str(data[start:end], "utf-8") for start, end in spans]
    domains = (match[1].upper() for line in telling for match in _DOMAIN_RE.finditer(line))
    named = [{"UK": "GB"}.get(domain, domain) for domain in domains]
    dialled = (_parsed(match[0], None) for line in telling for match in _DIALLED_RE.finditer(line))
    named += [phonenumbers.region_code_for_number(number) or "" for number in dialled if number]
    listed = load_words()["countries"]
    known = listed.get(language.split("-")[0], listed["und"])
    return tuple(dict.fromkeys(code for code in (*named, *known) if code in phonenumbers.SUPPORTED_REGIONS))


def read_international(written: str) -> str | None:
    """A number written with "+" in the form of E.164; None where no country uses it."""
    number = _used(written, None)
    return _formatted(number, PhoneNumberFormat.E164) if number else None


def read_national(written: str, countries: Sequence[str], called: bool) -> str | None:
    """A number in the form of E.164, as the first country reads it that uses it; unless it is `called` a telephone
    number, it must be grouped as numbers are there. None where no country does."""
    groups = groups_of(written)
    digits = "".join(groups)
    able = countries if called else _may_group(written, groups, countries)
    spelled: list[tuple[str, str | None]] = [(written, country) for country in able if _may_use(digits, country)]
    if groups[0].startswith("00"):
        spelled.append(("+" + digits[2:], None))
    numbers = (_used(number, country) for number, country in spelled)
    used = (number for number in numbers if number and (called or _is_grouped(written, groups, number)))
    return next((_formatted(number, PhoneNumberFormat.E164) for number in used), None)


def groups_of(written: str) -> list[str]:
    """The groups of digits in a written number, in ASCII."""
    groups: list[str] = _DIGITS_RE.findall(written)
    return groups if written.isascii() else ["".join(str(int(digit)) for digit in group) for group in groups]


def national_number(value: str) -> str:
    """A number in the form of E.164 without the code of its country, as it is dialled there; any other as it is."""
    number = _parsed(value, None) if value.startswith("+") else None
    return str(number.national_number) if number else value


def _is_grouped(written: str, groups: Sequence[str], number: PhoneNumber) -> bool:
    """Whether a number of several groups is divided as its country divides numbers, or opens with its own area code."""
    abroad = groups[0].startswith("00")
    usual = groups_of(_formatted(number, PhoneNumberFormat.INTERNATIONAL if abroad else PhoneNumberFormat.NATIONAL))
    if groups == usual or [groups[0].lstrip("0"), *groups[1:]] == [usual[0].lstrip("0"), *usual[1:]]:
        return True
    area = groups[0] == usual[0] and len(groups[0]) > 1 and (groups[0][0] == "0" or written[0] in _OPENERS)
    return area or (groups[:2] == usual[:2] and any(opener in written for opener in _OPENERS))


def _may_group(written: str, groups: Sequence[str], countries: Sequence[str]) -> Sequence[str]:
    """The countries for which a number could pass `_is_grouped`, by the sizes of its groups alone: no pattern is needed
    to say so. A number that begins with an area's or a foreign code's zero always could."""
    if groups[0][0] == "0" and len(groups[0]) > 1:
        return countries
    bracketed = any(opener in written for opener in _OPENERS)
    return _grouping(tuple(countries), tuple(map(len, groups)), written[0] in _OPENERS, bracketed)


@lru_cache(maxsize=4096)
def _grouping(countries: tuple[str, ...], sizes: tuple[int, ...], opened: bool, bracketed: bool) -> tuple[str, ...]:
    """The countries with a format of groups of such sizes (the first may lack zeros), or that begins with one group if
    the number begins with a bracket, with two if it has any."""
    return tuple(
        country
        for country in countries
        if any(
            (len(sizes) == len(usual) and sizes[0] <= usual[0][1] and _fit(sizes[1:], usual[1:]))
            or (opened and _fit(sizes[:1], usual))
            or (bracketed and len(usual) > 1 and _fit(sizes[:2], usual))
            for usual in _groupings_of(country)
        )
    )


def _fit(sizes: Sequence[int], usual: Grouping) -> bool:
    return all(least <= size <= most for size, (least, most) in zip(sizes, usual, strict=False))


@cache
def _groupings_of(country: str) -> frozenset[Grouping]:
    """Every way in which a country groups the digits of its national numbers."""
    main = phonenumbers.region_code_for_country_code(phonenumbers.country_code_for_region(country))
    metadata = PhoneMetadata.metadata_for_region(main, None)
    return frozenset(tuple(_sizes_in(form)) for form in metadata.number_format) if metadata else frozenset()


def _sizes_in(form: NumberFormat) -> Iterator[tuple[int, int]]:
    r"""The sizes of the groups that a format of the library makes: `(\d{2})(\d{3,4})`, `\1 \2` and the rule `0\1` for
    the first part give the groups `0\1` of three digits and `\2` of three or four."""
    parts = [(int(least or 1), int(most or least or 1)) for least, most in _SIZE_RE.findall(form.pattern or "")]
    rule, template = form.national_prefix_formatting_rule, form.format or ""
    template = re.sub(r"(\\\d)", rule, template, count=1) if rule else template
    for run in _RUN_RE.findall(template):
        sizes = [parts[int(part[1]) - 1] if part[0] == "\\" else (1, 1) for part in _PART_RE.findall(run)]
        yield sum(least for least, _ in sizes), sum(most for _, most in sizes)


def _may_use(digits: str, country: str) -> bool:
    """Whether a country may use a number of such digits: they have the form of its numbers, or begin with what the
    library may take away before it looks at that. To ask so much spares most numbers a costly reading."""
    return bool(_prefix_re(country).match(digits) or _form_re(country).fullmatch(digits))


@cache
def _prefix_re(country: str) -> re.Pattern[str]:
    """What a number may begin with that is dialled in a country: its own code, an international or national prefix."""
    data = PhoneMetadata.metadata_for_region(country)
    prefixes = (data.country_code, data.international_prefix, data.national_prefix_for_parsing) if data else ()
    return _any_of(str(prefix) for prefix in prefixes if prefix)


@cache
def _form_re(country: str) -> re.Pattern[str]:
    """The form of the numbers of a country and of those that share its code: the library takes theirs for its own."""
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[phonenumbers.country_code_for_region(country)]
    described = (data.general_desc for data in map(PhoneMetadata.metadata_for_region, regions) if data)
    return _any_of(form.national_number_pattern or "" for form in described if form)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in dict.fromkeys(patterns)))


def _formatted(number: PhoneNumber, form: int) -> str:
    return str(phonenumbers.format_number(number, form))


@lru_cache(maxsize=4096)
def _used(written: str, country: str | None) -> PhoneNumber | None:
    """The number that a country reads, if it uses it."""
    number = _parsed(written, country)
    return number if number and phonenumbers.is_valid_number(number) else None


def _parsed(written: str, country: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(written, country)
    except NumberParseException as error:
        # The library leaves the error in a frame that it passed: a circle, which would keep the whole batch alive.
        clear_frames(error.__traceback__)
        return None
