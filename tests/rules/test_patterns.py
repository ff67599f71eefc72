"""Cues: they leave out no line that a pattern matches, and what is remembered changes nothing."""

from __future__ import annotations

import pytest
import re2

from pipeline.rules import load_rules
from pipeline.rules.calendars import times_of
from pipeline.rules.patterns import LENGTHS

RULES = load_rules()


@pytest.mark.parametrize("language", RULES.languages)
def test_relative_times_of_every_language_hold_their_cue(language: str) -> None:
    patterns = RULES.patterns(language)
    alone = next(matcher for matcher in patterns.matchers if matcher.rule.name == "ago-alone")
    for phrase in times_of(language).ago:
        line = "* " + phrase.replace("{0}", "12")
        if any(char.isdigit() for char in line) and any(alone.matches_in(line)):
            assert "ago-alone" in [match.rule.name for match in patterns.matches(line)], line


@pytest.mark.parametrize("language", RULES.languages)
def test_every_matched_line_holds_a_cue(language: str) -> None:
    patterns = RULES.patterns(language)
    for example in (example for rule in patterns.rules for example in rule.matches):
        if patterns.matches(example.text):
            tier = next(
                tier for tier, longest in zip(patterns.tiers, LENGTHS, strict=True) if len(example.text) <= longest
            )
            assert any(re2.search(f"(?i){union}", example.text) for union in tier.unions), example.text
