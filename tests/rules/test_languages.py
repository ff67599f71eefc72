"""Every language's rule file: it loads, it covers the kinds of a news page, and it leaves prose alone."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from pipeline.rules import check_rule_file, load_rules
from pipeline.rules.calendars import FOLDER

PROSE = Path(__file__).parent.parent / "cases" / "boilerplate" / "prose"
LANGUAGES = (
    "am", "ar", "bg", "bn", "cs", "da", "de", "el", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko",
    "nb", "nl", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
FEWEST_KINDS = 15
FEWEST_LINES = 500
"""Lines of prose that each script must have untouched."""
ENDS = ".!?。？؟۔।;።፧"
FRAMES = (
    "{}", "  {}", "«{}»", "“{}”", "„{}“", "– {}", "— {} —", "1. {}", "({})", "2019: {}", "{} {}", "{} (1950)",
    "“{}” – {}", "A: {}", "B. {} {}", "[1] {}", "{} […]", "… {}", "* {} *", "§ 3 {}", "{} {} {}", "12:30 {}",
    "{} / {}", "† {}", "‹{}›",
)  # fmt: skip
"""How a sentence can stand in a line: alone, quoted, numbered, twice."""

SCRIPTS = (
    "LATIN", "CYRILLIC", "ARABIC", "GREEK", "HEBREW", "DEVANAGARI", "BENGALI", "CJK", "HANGUL", "THAI", "ETHIOPIC",
)  # fmt: skip
RULES = load_rules()


def sentences(language: str) -> list[str]:
    """The written prose of a language, and the sentences that its rules must ignore."""
    own = (rule for rule in RULES.for_language(language) if rule.language == language)
    ignored = [example.text for rule in own for example in rule.ignores if example.text.rstrip("»”“\"' ")[-1:] in ENDS]
    return [*(PROSE / f"{language}.txt").read_text(encoding="utf-8").splitlines(), *ignored]


def framed(language: str) -> Iterator[str]:
    for sentence in dict.fromkeys(sentences(language)):
        yield from (frame.format(sentence, sentence, sentence) for frame in FRAMES)


def found(language: str, lines: Sequence[str]) -> list[tuple[str, str]]:
    """What the language's own rules match in any zone and layout, as rule and line."""
    patterns = RULES.patterns(language)
    return [
        (match.rule.id, line) for line in lines for match in patterns.matches(line) if match.rule.language == language
    ]


def script_of(line: str) -> str:
    names = (unicodedata.name(char, "").split()[0] for char in line if char.isalpha())
    return Counter(names).most_common(1)[0][0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_examples_hold(language: str) -> None:
    assert check_rule_file(FOLDER / f"{language}.toml") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_covers_the_kinds_of_a_news_page(language: str) -> None:
    kinds = {rule.kind for rule in RULES.for_language(language) if rule.language == language}
    assert len(kinds) >= FEWEST_KINDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_leaves_prose_alone(language: str) -> None:
    assert found(language, list(framed(language))) == []


def test_each_script_has_enough_prose() -> None:
    lines = {line for language in LANGUAGES for line in framed(language)}
    scripts = Counter(map(script_of, lines))
    for script in (
        "LATIN",
        "CYRILLIC",
        "ARABIC",
        "GREEK",
        "HEBREW",
        "DEVANAGARI",
        "BENGALI",
        "CJK",
        "HANGUL",
        "THAI",
        "ETHIOPIC",
    ):
        assert scripts[script] >= FEWEST_LINES, script
