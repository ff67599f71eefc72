"""Cues: whatever a rule's own cues and pattern find in a line alone, the screen finds in a batch."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules import load_rules
from pipeline.rules.patterns import cue_pattern
from pipeline.stages.boilerplate.cues import PLACES, VARIANTS, candidates_of, fold, texts_of
from pipeline.stages.boilerplate.screen import Readings, matched_lines
from pipeline.stages.contract import Column, Tools

from ..pool import LINES

RULES = load_rules()
CASED = [chr(code) for code in range(1, 0x110000) if not 0xD800 <= code < 0xE000 and chr(code).swapcase() != chr(code)]


def texts(lines: list[str]):  # type: ignore[no-untyped-def]
    array = pa.array(lines, pa.string())
    is_ascii = pc.string_is_ascii(array).to_numpy(zero_copy_only=False)
    return texts_of(array, pc.utf8_length(array).to_numpy(), is_ascii, np.ones((len(PLACES), len(lines)), dtype=bool))


def found(language: str, lines: list[str]) -> list[tuple[str, int, int, str]]:
    """What the screen's way finds in each line."""
    candidates = matched_lines(texts(lines), np.arange(len(lines)), RULES.patterns(language))
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
        assert len(set(fold(pa.array([*same, variant])).to_pylist())) == 1, same


@pytest.mark.parametrize("language", ["en", "tr", "el", "ru", "de"])
def test_every_cue_is_found_wherever_re2_finds_it(language: str) -> None:
    patterns = RULES.patterns(language)
    cues = {cue: number for number, rule in enumerate(patterns.rules) for cue in rule.cues}
    frames = ("{}", "x{}", "{}x", "İ{}", "{}K", "ſ{}", " {}.", "é{}é", "7{}", "_{}")
    lines = list(dict.fromkeys(frame.format(form) for cue in cues for form in (cue, cue.upper()) for frame in frames))
    pairs = candidates_of(texts(lines), np.arange(len(lines)), patterns)
    chosen = {(lines[line], rule) for line, rule in zip(pairs.lines.tolist(), pairs.rules.tolist(), strict=True)}
    for cue, rule in cues.items():
        if cue.startswith("#") or patterns.rules[rule].scope == "doubled":
            continue
        pattern = re2.compile("(?i)" + cue_pattern(cue))
        for line in lines:
            if cue[:2].lower() in line.lower() and pattern.search(line) and len(line) <= patterns.rules[rule].longest:
                assert (line, rule) in chosen, (cue, line)


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
    assert bool(readings[0].candidates) is is_chosen
