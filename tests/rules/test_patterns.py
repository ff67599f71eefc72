"""Patterns: what makes them quick changes nothing of what they match."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, cycle

import pytest
import re2

from pipeline.rules import load_rules
from pipeline.rules.calendars import times_of
from pipeline.rules.compiled import Compiled
from pipeline.rules.counts import loosened
from pipeline.rules.patterns import Matcher, core_of
from pipeline.rules.placeholders import DATED, outlines, placeholders

RULES = load_rules()
WHOLE_RULES = {rule.id: rule for rule in RULES.all()}


def examples_of(matcher: Matcher) -> list[str]:
    """The cores of the lines that a rule must match."""
    examples = WHOLE_RULES[matcher.rule.id].matches
    return [example.text[slice(*core_of(example.text))] for example in examples]


@pytest.mark.parametrize("language", RULES.languages)
def test_relative_times_of_every_language_hold_their_cue(language: str) -> None:
    patterns = RULES.patterns(language)
    alone = next(matcher for matcher in patterns.matchers if matcher.rule.name == "ago-alone")
    for phrase in times_of(language).ago:
        line = "* " + phrase.replace("{0}", "12")
        if any(char.isdigit() for char in line) and any(alone.matches_in(line)):
            assert "ago-alone" in [match.rule.name for match in patterns.matches(line)], line


@pytest.mark.parametrize("language", RULES.languages)
def test_bytes_and_characters_are_matched_alike(language: str) -> None:
    rules = [rule for rule in RULES.for_language(language) if rule.language == language]
    for rule in rules:
        for example in (*rule.matches, *rule.ignores):
            core = example.text[slice(*core_of(example.text))]
            if core.isascii():
                both = [Compiled(rule, example.language, is_ascii).found(core) for is_ascii in (True, False)]
                assert both[0] == both[1], rule.id


@pytest.mark.parametrize("language", RULES.languages)
def test_long_counts_are_counted(language: str) -> None:
    """Lines made longer by what a pattern counts: the pattern as it was written agrees."""
    for matcher in RULES.patterns(language).matchers:
        for core in examples_of(matcher) if matcher.rule.scope != "doubled" else ():
            for text in (core, core + "x" * 90, "x" * 90 + core, core.replace(" ", " x" * 40 + " ", 1)):
                compiled = matcher.compiled(text.isascii())
                part = matcher.part_of(text)
                found = compiled.found(part)
                exact = compiled._bounded(compiled._loosened.most).pattern
                exact = exact.search(part.encode() if text.isascii() else part)
                wanted = [exact.span()] if exact and exact.span()[0] < exact.span()[1] else []
                assert [(match.start, match.end) for match in found] == wanted, matcher.rule.id


@pytest.mark.parametrize("language", RULES.languages)
def test_what_is_found_is_admitted(language: str) -> None:
    """Lines that a rule matches, among others in one go, and with letters beyond ASCII in place of plain ones."""
    others = [core for rule in RULES.for_language("und") for core in (rule.matches[0].text, rule.ignores[0].text)]
    for matcher in RULES.patterns(language).matchers:
        cores = examples_of(matcher)
        lines = [*cores, *(core.replace("a", "á").replace("A", "Å") for core in cores), *others]
        parts = [matcher.part_of(line) for line in lines if line and "\n" not in line]
        lengths = [len(part.encode()) + 1 for part in parts[:-1]]
        admitted = matcher.admitted("\n".join(parts).encode(), [*accumulate(lengths, initial=0)])
        found = [at for at, part in enumerate(parts) if matcher.compiled(part.isascii()).found(part)]
        assert {*found} <= {*admitted}, matcher.rule.id
        for at in admitted:
            if matcher.is_sure(parts[at], valued=False):
                assert at in found, matcher.rule.id


@pytest.mark.parametrize(
    ("pattern", "loose", "most"),
    [
        (r"a.{0,80}b", r"a(?P<count0>.{0,})b", [80]),
        (r"(?:a.{2,40}|b)?[^x\])]{1,30}?", r"(?:a(?P<count0>.{2,})|b)?(?P<count1>[^x\])]{1,}?)", [40, 30]),
        (r"(?P<date>\pL{3,20})\p{Lu}{2,15}", r"(?P<date>(?P<count0>\pL{3,}))(?P<count1>\p{Lu}{2,})", [20, 15]),
        (r"(?:a.{2,40}|b)*", r"(?:a.{2,40}|b)*", []),
        (r"((.{0,90})x){2}", r"((.{0,90})x){2}", []),
        (r".{0,9}a{0,50}\.{3}[(]{4}", r".{0,9}a{0,50}\.{3}[(]{4}", []),
        (r"(?i)\(.{0,50}\)", r"(?i)\((?P<count0>.{0,})\)", [50]),
    ],
)
def test_counts_become_groups(pattern: str, loose: str, most: list[int]) -> None:
    assert loosened(pattern).pattern == loose
    assert [*loosened(pattern).most.values()] == most
    re2.compile(loose)


def test_counts_that_are_kept_stay() -> None:
    pattern = r"a.{0,80}b.{2,40}c[^x]{1,30}"
    assert loosened(pattern, {"count1"}) == (
        r"a(?P<count0>.{0,})b.{2,40}c(?P<count2>[^x]{1,})",
        {"count0": 80, "count2": 30},
    )
    assert loosened(pattern, {"count0", "count1", "count2"}) == (pattern, {})


def dates_of(language: str) -> Iterator[str]:
    """Dates with each of a language's names, in several orders and spellings."""
    times = times_of(language)
    glues, ats, periods = times.glue or ("",), times.at or ("",), times.day_periods or ("am",)
    days = list(
        zip(cycle(times.weekdays or ("",)), times.months, cycle(glues), cycle(ats), cycle(periods), strict=False)
    )
    for weekday, month, glue, at, period in days:
        yield f"{weekday}, 3. {glue} {month}. {glue} 2021"
        yield f"{month} 21st, ２０２１ – {at} 10:20:30 {period} (UTC+02:00)"
        yield f"2021 {month} ٣ T 9h05 | {weekday}"
        yield f"{period} 9.05 Z, 2021/3/21 {glue}. {weekday}"
    yield from ("2021年3月21日", "21.03.21 · 7 a. m.", "10:20 uhr — 1/2/2021")


@pytest.mark.parametrize("language", RULES.languages)
def test_the_outline_of_a_date_matches_whatever_a_date_is(language: str) -> None:
    found = 0
    for name in DATED:
        exact = re2.compile(f"(?i)^{placeholders(language)[name]}$")
        outline = re2.compile(f"(?i)^{outlines(language)[name]}$")
        for text in dates_of(language):
            match = exact.search(text)
            assert not match or outline.search(text), text
            found += match is not None
    assert found > 20 or language == "und"
