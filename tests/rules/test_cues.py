"""Cues are necessary: a line that a pattern matches holds one of its rule's cues, so the others need not be tried."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest

from pipeline.rules import Rule, load_rules
from pipeline.rules.patterns import Matcher, matches_of
from tests.rules.necessity import is_provable, way_without_cue

RULES = load_rules()
LOOSE = frozenset(
    {
        "boilerplate.advertisement.en.label", "boilerplate.agency-signature.tr.tail", "boilerplate.byline.en.by",
        "boilerplate.comments.en.furniture", "boilerplate.credit-line.en.source",
        "boilerplate.dateline.ja.city-agency", "boilerplate.dateline.ko.city-agency",
        "boilerplate.dateline.ru.city-agency", "boilerplate.dateline.tr.city-agency",
        "boilerplate.dateline.uk.city-agency", "boilerplate.follow-line.en.follow-us",
        "boilerplate.navigation.en.menu", "boilerplate.navigation.nl.way", "boilerplate.navigation.sv.way",
        "boilerplate.navigation.tr.menu", "boilerplate.navigation.tr.way", "boilerplate.notice.en.site",
        "boilerplate.notice.zh.imprint", "boilerplate.photo-credit.und.agency-archive",
        "boilerplate.read-more.en.label", "boilerplate.read-more.en.related-section",
        "boilerplate.share-line.en.share", "boilerplate.share-line.und.networks", "boilerplate.timestamp.de.labelled",
        "boilerplate.timestamp.en.reading-time",
    }
)  # fmt: skip
"""Rules whose cues are part of the rule: their patterns would match more than the cues let through."""


def variants(text: str) -> Iterator[str]:
    """A text in other cases, with other digits and blanks, without its marks, with and without punctuation."""
    yield from (text, text.lower(), text.upper(), text.title())
    yield re.sub(r"[0-9]", "7", text)
    yield text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    yield text.replace(" ", "\u00a0")
    yield text.replace(" ", "  ")
    yield "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    yield text.replace("’", "'")
    yield text.replace("'", "’")
    yield from (text + end for end in (".", ":", "!", " »"))


@pytest.mark.parametrize("language", RULES.languages)
def test_no_way_through_a_pattern_leaves_all_cues_out(language: str) -> None:
    own = [rule for rule in RULES.for_language(language) if rule.language == language and is_provable(rule)]
    assert {rule.id for rule in own if way_without_cue(rule)} <= LOOSE


def test_no_rule_is_called_loose_that_is_not() -> None:
    loose = [rule for rule in RULES.all() if rule.id in LOOSE]
    assert len(loose) == len(LOOSE)
    assert all(way_without_cue(rule) for rule in loose)


@pytest.mark.parametrize(
    ("pattern", "cues", "scope", "leaves"),
    [
        ("ring (?:the|a) bell", ("bell",), "line", False),
        ("ring (?:the|a) bell", ("the bell",), "line", True),
        ("(?:ring|toll)(?: it)?", ("ring", "toll"), "line", False),
        ("(?:ring|toll)?(?: it)", ("ring", "toll"), "line", True),
        ("by {name}", ("by",), "line", False),
        ("by{name}", ("by",), "line", True),
        (r"rings? [0-9]+", ("#digit",), "line", False),
        (r"rings?\s*{date}", ("#date",), "line", False),
        (r"rings?(?: {date})?", ("#date",), "line", True),
        (r"[a-z]+ [Bb]ell.*", ("bell",), "line", False),
        ("(?:ring ?)+", ("ring",), "line", False),
        ("(?:ring ?)*", ("ring",), "line", True),
    ],
)
def test_the_proof_itself(pattern: str, cues: tuple[str, ...], scope: str, leaves: bool) -> None:
    rule = RULES.all()[0]._replace(pattern=pattern, cues=cues, scope=scope)
    assert is_provable(rule)
    assert way_without_cue(rule) is leaves


def _examples(rule: Rule) -> Iterator[tuple[str, str]]:
    yield from ((text, example.language) for example in rule.matches for text in variants(example.text))


@pytest.mark.parametrize("language", RULES.languages)
def test_with_and_without_cues_every_variant_of_an_example_gives_the_same_matches(language: str) -> None:
    for rule in RULES.for_language(language):
        if rule.language == language and rule.scope != "doubled" and rule.id not in LOOSE:
            for text, tag in _examples(rule):
                assert list(matches_of(rule, text, tag)) == list(Matcher(rule, tag).matches_in(text)), (rule.id, text)
