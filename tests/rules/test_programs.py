"""Programs match what RE2 matches, in the same places and with the same groups."""

from __future__ import annotations

from itertools import count, cycle
from typing import Any

import pytest
import re2
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.rules import load_rules
from pipeline.rules._programs import Program, find_pairs
from pipeline.rules._reading import UnknownError
from pipeline.rules.calendars import times_of
from pipeline.rules.compiled import Compiled, Searched, options, program_of
from pipeline.rules.patterns import core_of

RULES = load_rules()
Spans = dict[str, tuple[int, int]] | None


def by_program(pattern: Any, text: str) -> Spans:
    """Where a pattern and its groups match, in characters; groups without any are left out."""
    data = text.encode()
    for places in pattern.find(data):
        spans = [tuple(len(data[:at].decode()) for at in span) if span[0] >= 0 else None for span in places]
        named = {name: spans[number] for name, number in pattern.names.items()}
        return {"": spans[0], **{name: span for name, span in named.items() if span and span[0] < span[1]}}  # type: ignore[dict-item]
    return None


def by_re2(pattern: Any, text: str) -> Spans:
    match = pattern.search(text)
    if not match or match.start() == match.end():
        return None
    named = {name: match.span(number) for name, number in pattern.groupindex.items() if match[number]}
    return {"": match.span(), **named}


def variants(text: str) -> list[str]:
    """A line as it may be met in other pages: other cases, letters, digits and blanks, longer and shorter."""
    middle = len(text) // 2
    return [
        text, text.upper(), text.title(), text.replace("a", "á").replace("o", "ö"), text.replace("k", "K"),
        text.replace(" ", "\u00a0"), text[:middle] + text[middle + 1 :], text[:middle] + "İ" + text[middle:],
        text[:middle] + " x" * 45 + text[middle:], text + " »", text + ".", "x" * 90 + text, f"{text} {text}",
    ]  # fmt: skip


@pytest.mark.parametrize("language", RULES.languages)
def test_every_rule_matches_as_re2_does(language: str) -> None:
    rules = [rule for rule in RULES.for_language(language) if rule.language == language and rule.scope != "outside"]
    others = cycle([example.text for rule in rules for example in (*rule.matches, *rule.ignores)])
    for rule in rules:
        compiled = Compiled(rule, language)
        own, exact = compiled.finder, re2.compile(compiled._written, options())
        part = {"head": slice(rule.longest), "tail": slice(-rule.longest, None)}.get(rule.scope, slice(None))
        assert isinstance(own, Program), rule.id
        lines = [example.text for example in (*rule.matches, *rule.ignores)]
        for line in [*lines, *(next(others) for _ in range(5))]:
            for text in variants(line.split("\n")[0]):
                core = text[slice(*core_of(text))]
                found = by_re2(exact, core[part])
                before = part.indices(len(core))[0]
                moved = found and {name: (start + before, end + before) for name, (start, end) in found.items()}
                assert by_program(own, core) == moved, (rule.id, core)


ATOMS = st.sampled_from(
    ["a", "b", "É", "k", "ſ", r"\.", r"\x41", r"\x{e9}", "[ab]", "[^a]", "[k-m]", r"[^\pL]", r"\pL", r"\p{Lu}", r"\s",
     r"\S", ".", r"\b", r"\B", "(?-i:A)", r"(?-i:[aé]\PL)", "ab", ""]
)  # fmt: skip
TIMES = st.sampled_from(["", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "{0,2}?", "{1,3}"])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: (
        st.builds("".join, st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda ways, times: f"(?:{'|'.join(ways)}){times}", st.lists(inner, min_size=1, max_size=3), TIMES)
        | st.builds("(?P<GROUP>{})".format, inner)
    ),
    max_leaves=8,
)
TEXTS = st.text("aAbBéÉkKKsſ. ٣", max_size=12)


@given(PATTERNS, st.lists(TEXTS, min_size=1, max_size=5), st.sampled_from(["^(?:{})$", "^(?:{})", "(?:{})$"]))
@example("(?:(?P<GROUP>a)|b)*a?", ["abab", "ba", "aa"], "^(?:{})$")
@example("(?:a|ab)(?:c|bcd)?d*", ["abcd"], "^(?:{})")
@example("(?:a{0,2}b?){2}(?P<GROUP>.*?)", ["aabaab", "b"], "^(?:{})$")
def test_any_pattern_matches_as_re2_does(pattern: str, texts: list[str], frame: str) -> None:
    numbers = count()
    pieces = frame.format(pattern).split("GROUP")
    named = "".join(piece if not number else f"g{next(numbers)}{piece}" for number, piece in enumerate(pieces))
    exact, own = re2.compile(named, options()), program_of(named, 0 if frame.startswith("^") else -100)
    for text in texts:
        one, other = by_program(own, text), by_re2(exact, text)
        assert (one and one[""]) == (other and other[""]), named


@pytest.mark.parametrize("language", ["und", "en", "th", "fa", "am", "ar"])
def test_dates_with_every_name_match_as_re2_does(language: str) -> None:
    rule = next(rule for rule in RULES.all() if rule.name == "date-alone")
    compiled = Compiled(rule, language)
    exact = re2.compile(compiled._written, options())
    times = times_of(language)
    found = 0
    for month, weekday in zip(times.months, cycle(times.weekdays or ("",)), strict=False):
        for text in (
            f"{weekday}, 3. {month} 2021",
            f"{month} 21st, ２０２１ – 10:20:30 pm",
            f"2021 {month} ٣ | {weekday}",
        ):
            found += by_re2(exact, text) is not None
            assert by_program(compiled.finder, text) == by_re2(exact, text), text
    assert found or language == "und"


@pytest.mark.parametrize(
    "pattern", ["(?s:a)", "(?i-s)a", "[[:alpha:]]", r"\Qa", r"\C", "a**", "(" * 999 + ")" * 999, "(?:a{9}){999}" * 99]
)
def test_what_programs_do_not_know_is_left_to_re2(pattern: str) -> None:
    with pytest.raises(UnknownError):
        program_of(pattern)
    rule = next(rule for rule in RULES.all() if rule.scope == "line")._replace(pattern="[[:alpha:]]+ bell", name="own")
    compiled = Compiled(rule, "en")
    assert isinstance(compiled.finder, Searched)
    assert [(match.start, match.end) for match in compiled.found("the bell")] == [(0, 8)]


@pytest.mark.parametrize(
    ("part", "pattern", "text", "span"),
    [
        (0, "^a+", "aaaa", (0, 4)),
        (3, "^a+", "aaaa", (0, 3)),
        (3, "^é+$", "éééé", (0, 6)),
        (-3, "é+$", "éééé", (2, 8)),
        (-3, "a", "abbb", None),
        (-9, "b+", "abb", (1, 3)),
        (0, "^", "a", None),
        (0, "^a*", "", None),
        (-5, "x*$", "abc", None),
    ],
)
def test_a_program_looks_at_its_part_of_a_text(
    part: int, pattern: str, text: str, span: tuple[int, int] | None
) -> None:
    found = program_of(pattern, part).find(text.encode())
    assert [places[0] for places in found] == ([span] if span else [])


def test_many_lines_are_matched_in_one_go() -> None:
    finders = [program_of("^a+$"), program_of(r"é\b|b$", -2), Searched(re2.compile("b"), slice(None))]
    texts = ["aa", "", "ab", "aé", "𝟗b"]
    data = "".join(texts).encode()
    ends = [len("".join(texts[: number + 1]).encode()) for number in range(len(texts))]
    pairs = [(text, finder) for text in range(len(texts)) for finder in range(len(finders))]
    found = bytearray(len(pairs))
    starts = memoryview(bytearray(8 * len(texts))).cast("q")
    past = memoryview(bytearray(8 * len(texts))).cast("q")
    for number, end in enumerate(ends):
        starts[number], past[number] = ([0, *ends][number]), end
    numbers = [memoryview(bytearray(4 * len(pairs))).cast("i") for _ in range(2)]
    for number, pair in enumerate(pairs):
        numbers[0][number], numbers[1][number] = pair
    find_pairs(data, starts, past, *numbers, finders.__getitem__, len(finders), found)
    assert [*found] == [bool(finders[finder].find(texts[text].encode())) for text, finder in pairs]


@pytest.mark.parametrize(
    "pattern", [r"^(?:a*)*b$", r"^(?:a|aa)+b$", r"^.{0,900}.{0,900}.{0,900}b$", r"^(?:\s*x?\s*)*b$"]
)
def test_hostile_lines_take_no_long_time(pattern: str) -> None:
    own = program_of(pattern)
    for text in (b"a" * 1000, b" " * 1000):
        assert own.find(text) == []
