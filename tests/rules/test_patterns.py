"""Patterns of a language's rules and the cues that choose their lines."""

from __future__ import annotations

import pytest

from pipeline.rules import load_rules
from pipeline.rules.calendars import times_of

RULES = load_rules()


@pytest.mark.parametrize("language", RULES.languages)
def test_relative_times_of_every_language_hold_their_cue(language: str) -> None:
    patterns = RULES.patterns(language)
    alone = next(matcher for matcher in patterns.matchers if matcher.rule.name == "ago-alone")
    for phrase in times_of(language).ago:
        line = "* " + phrase.replace("{0}", "12")
        if any(char.isdigit() for char in line) and any(alone.matches_in(line)):
            assert "ago-alone" in [match.rule.name for match in patterns.matches(line)], line
