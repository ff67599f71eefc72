"""Cues: whatever a rule's own cues and pattern find in a line alone, the screen finds in a batch."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import re2
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.rules import load_rules
from pipeline.rules.patterns import BLANKS, BULLETS, CLASS_CUES, Patterns, core_of, cue_pattern
from pipeline.stages.boilerplate.cues import (
    ANY_LENGTH,
    CLASSES,
    POINTS,
    VARIANTS,
    Texts,
    candidates_of,
    folds,
    texts_of,
)
from pipeline.stages.boilerplate.screen import Readings, matched_lines
from pipeline.stages.contract import Column, Tools

from ..pool import LINES

RULES = load_rules()
CASED = [chr(code) for code in range(1, 0x110000) if not 0xD800 <= code < 0xE000 and chr(code).swapcase() != chr(code)]


INNER, ANY_PLACE = 1, 0xFF
"""Where lines stand: outside head and foot, or everywhere."""


def texts(lines: list[str], stands: int = ANY_PLACE) -> Texts:
    array = pa.array(lines, pa.string())
    return texts_of(array, pc.utf8_length(array).to_numpy(), np.full(len(lines), stands, np.uint8))


def found(language: str, lines: list[str]) -> list[tuple[str, int, int, str]]:
    """What the screen's way finds in each line."""
    candidates = matched_lines(texts(lines), np.arange(len(lines), dtype=np.int32), RULES.patterns(language))
    return [
        (line, match.rule.id, match.start, match.end, match.value)  # type: ignore[misc]
        for number, line in enumerate(lines)
        for candidate in candidates.get(number, ())
        for match in candidate.matches
    ]


def found_alone(language: str, lines: list[str]) -> list[tuple[str, int, int, str]]:
    """What the rules find line by line."""
    return [
        (line, match.rule.id, match.start, match.end, match.value)  # type: ignore[misc]
        for line in lines
        for match in RULES.patterns(language).matches(line)
    ]


def examples(language: str) -> list[str]:
    return [example.text for rule in RULES.for_language(language) for example in (*rule.matches, *rule.ignores)]


@pytest.mark.parametrize("language", RULES.languages)
def test_a_batch_is_matched_as_its_lines_are(language: str) -> None:
    plain = examples(language)
    lines = [*plain, *(f"  * {line.upper()} " for line in plain), *(f"{line} {line}" for line in plain)]
    lines = [line for line in dict.fromkeys(lines) if "\n" not in line]
    assert found(language, lines) == found_alone(language, lines)


PIECES = st.sampled_from([*LINES, "AP", "ap", "by ", "İ", "K", "ſ", "ς", "©", "/", "2019", "5/6/2020", "#A", "|", "…"])


@given(st.lists(st.lists(PIECES, max_size=5).map("".join), max_size=6), st.sampled_from(["en", "tr", "el", "und"]))
def test_any_batch_is_matched_as_its_lines_are(lines: list[str], language: str) -> None:
    lines = [line for line in dict.fromkeys(lines) if "\n" not in line]
    assert found(language, lines) == found_alone(language, lines)


def test_folding_leaves_no_case_that_re2_does_not_know() -> None:
    options = re2.Options()
    options.case_sensitive = False
    text = "".join(CASED)
    for variant, character in [*VARIANTS.items(), ("K", "k"), ("ẞ", "ß"), ("Å", "å"), ("Ω", "ω")]:
        same = re2.compile(re2.escape(character), options).findall(text)
        assert len({int(folds()[ord(one)]) for one in [*same, variant]}) == 1, same
    assert all(chr(code).lower() == chr(code) for code in range(POINTS, 0x110000))


def bare_rules(**cues: tuple[str, ...]) -> Patterns:
    """Rules that look at any line, of these cues."""
    rule = next(rule for rule in RULES.all() if rule.zone == rule.layout == "any" and rule.scope == "head")
    return Patterns("und", [rule._replace(name=name, cues=own) for name, own in cues.items()])


def held(patterns: Patterns, lines: list[str], stands: int = ANY_PLACE) -> set[tuple[str, str]]:
    pairs = candidates_of(texts(lines, stands), np.arange(len(lines), dtype=np.int32), patterns)
    return {(lines[line], patterns.rules[rule].name) for line, rule in zip(*(p.tolist() for p in pairs), strict=True)}


SIGNS = st.sampled_from(
    [*"0123 ./–-'(!a\tZéяΩ", "٣", "๗", "५", "९", "½", "Ⅷ", "字", "©", "𝟗", "😀", "\u0301", "İ", "ſ"]
)


LINES_OF_SIGNS = st.text(SIGNS, min_size=1, max_size=12) | st.text("1 ./–-a", min_size=5, max_size=9)


@given(st.lists(LINES_OF_SIGNS, unique=True, max_size=20))
@example(["1/1/1", "1 . 12 – 1", "1-123-1", "123-12-1", "1 /1.1", "1  /1/1", "1//1/1", "1/ 1-1", "1234", "123 4"])
def test_classes_are_those_of_their_patterns(lines: list[str]) -> None:
    names = {cue[1:]: (cue,) for cue in CLASSES}
    found = held(bare_rules(**names), lines)
    for line in lines:
        for cue in CLASSES:
            assert ((line, cue[1:]) in found) == bool(re2.search(CLASS_CUES[cue], line)), (line, cue)


@given(
    st.lists(st.text("abyAB @–(ñÑжЖ字", min_size=1, max_size=9), unique=True, max_size=8),
    st.lists(st.text("aby @–(ñж字", min_size=1, max_size=6), unique=True, min_size=1, max_size=9),
    st.sampled_from(["{}", "{}" + " 7" * 61, "7 " * 61 + "{}", "É7字" * 41 + "{}"]),
    st.sampled_from([INNER, ANY_PLACE]),
)
@example(["é" * 8 + "ab" + "é@" * 60 + "Ж"], ["ab", "@é", "ж"], "{}", INNER)
def test_cues_are_found_as_re2_finds_them(lines: list[str], cues: list[str], frame: str, stands: int) -> None:
    """Words alone, others anywhere, whatever their case and length, and whatever the length of the line."""
    lines = [frame.format(line) for line in lines]
    found = held(bare_rules(**{f"r{number}": (cue,) for number, cue in enumerate(cues)}), lines, stands)
    for line in lines:
        for number, cue in enumerate(cues):
            assert ((line, f"r{number}") in found) == bool(re2.search("(?i)" + cue_pattern(cue), line)), (line, cue)


def test_many_rules_and_long_lines() -> None:
    cues = {f"r{number}": (f"cue{number}.",) for number in range(300)}
    lines = ["x" * 100_000 + "Cue7.", "", "Ⱥ" * 50_000 + "CUE299.", " ".join(cue for (cue,) in cues.values())]
    found = held(bare_rules(**cues), lines)
    assert found == {(lines[0], "r7"), (lines[2], "r299"), *((lines[3], name) for name in cues)}
    assert held(bare_rules(), lines) == held(bare_rules(**cues), []) == set()


@pytest.mark.parametrize("cue", ["@", "ñ", "--", "ap", "(aa", "view", "image", "signup", "rights reserved"])
@pytest.mark.parametrize("stands", [INNER, ANY_PLACE])
def test_a_cue_is_found_at_any_byte_of_a_line(cue: str, stands: int) -> None:
    lines = [f"{'x' * before} {cue}{after}" for before in (0, 1, 7, *range(235, 265), 511, 512) for after in ("", " y")]
    assert held(bare_rules(own=(cue,), other=("imago", "sign-up", "(ap")), lines, stands) == {
        (line, "own") for line in lines
    }


def test_rules_look_at_lines_as_long_as_they_say_and_where_they_say() -> None:
    rules = RULES.patterns("en").rules
    short = next(rule for rule in rules if rule.scope == "line" and rule.layout == "any" and rule.zone == "any")
    patterns = Patterns("und", [short._replace(cues=("harbour",), longest=longest) for longest in (9, 10, 1000)])
    lines = texts(["harbour  a", "Harbour " + "a" * 993, "no cue"])
    assert candidates_of(lines, np.arange(3, dtype=np.int32), patterns).rules.tolist() == [1, 2]
    again = candidates_of(lines, np.array([1, 2, 0, 1, 0], np.int32), patterns)
    assert [*zip(again.lines.tolist(), again.rules.tolist(), strict=True)] == [(0, 1), (0, 2)]
    head = Patterns("und", [short._replace(cues=("harbour",), zone="head")])
    places = [
        candidates_of(lines._replace(stands=np.full(3, bits, np.uint8)), np.arange(3, dtype=np.int32), head)
        for bits in (1, 3)
    ]
    assert [pairs.lines.tolist() for pairs in places] == [[], [0]]
    assert ANY_LENGTH > 10_000_000


@pytest.mark.parametrize("language", ["en", "tr", "el", "ru", "de"])
def test_every_cue_is_found_wherever_re2_finds_it(language: str) -> None:
    patterns = RULES.patterns(language)
    cues = {cue: number for number, rule in enumerate(patterns.rules) for cue in rule.cues}
    frames = ("{}", "x{}", "{}x", "İ{}", "{}K", "ſ{}", " {}.", "é{}é", "7{}", "_{}")
    lines = list(dict.fromkeys(frame.format(form) for cue in cues for form in (cue, cue.upper()) for frame in frames))
    pairs = candidates_of(texts(lines), np.arange(len(lines), dtype=np.int32), patterns)
    chosen = {(lines[line], rule) for line, rule in zip(pairs.lines.tolist(), pairs.rules.tolist(), strict=True)}
    for cue, rule in cues.items():
        if cue.startswith("#") or patterns.rules[rule].scope == "doubled":
            continue
        pattern = re2.compile("(?i)" + cue_pattern(cue))
        for line in lines:
            if cue[:2].lower() in line.lower() and pattern.search(line) and len(line) <= patterns.rules[rule].longest:
                assert (line, rule) in chosen, (cue, line)


EDGED = st.text(BLANKS + BULLETS + "aé1", max_size=9)


@given(st.lists(EDGED, max_size=9))
def test_cores_are_those_of_lines_alone(lines: list[str]) -> None:
    cut = texts(lines)
    for number, line in enumerate(lines):
        start, end = core_of(line)
        first, past = (len(line[:at].encode()) + cut.offsets[number] for at in (start, end))
        if start < end:
            assert (cut.starts[number], cut.ends[number], cut.passed[number]) == (first, past, start)
        else:
            assert cut.starts[number] == cut.ends[number]


PROSE = "The harbour stayed closed on Tuesday while the crews repaired the old pier, the office of the port said."


@pytest.mark.parametrize(
    ("layout", "before", "after", "is_chosen"),
    [
        ("extracted", 1, 9, True),
        ("extracted", 9, 1, True),
        ("extracted", 9, 9, False),
        ("page", 9, 9, True),
    ],
)
def test_an_extracted_text_is_asked_only_where_its_rules_look(
    layout: str, before: int, after: int, is_chosen: bool
) -> None:
    lines = [*[f"{PROSE} {number}." for number in range(before)], "2 hours ago", *[PROSE] * after]
    column = Column(pa.array(["\n".join(lines)]), pa.array([lines]), pa.array(["en"]), pa.array([layout]))
    readings = Readings(column, Tools(RULES, None, {"opt_in": frozenset()}, {}))  # type: ignore[arg-type]
    assert bool((readings.slots >= 0).any()) is is_chosen


@given(
    st.lists(st.text("abc ñ字", min_size=1, max_size=30), unique=True, max_size=8),
    st.lists(st.text("abc ñ字", min_size=1, max_size=20), unique=True, min_size=1, max_size=9),
)
@example(["abcabcab", "abcabcabc", "abcabcabcab"], ["abcabcab", "abcabcabc", "abcabcabcb"])
def test_cues_are_compared_to_their_last_byte(lines: list[str], cues: list[str]) -> None:
    found = held(
        bare_rules(**{f"r{number}": (f"{cue}!",) for number, cue in enumerate(cues)}), [f"{line}!" for line in lines]
    )
    for line in lines:
        for number, cue in enumerate(cues):
            assert ((f"{line}!", f"r{number}") in found) == (f"{cue}!" in f"{line}!"), (line, cue)
