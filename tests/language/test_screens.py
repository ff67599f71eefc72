"""What lines are screened with, and the data behind it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from importlib.resources import files

import pytest

from pipeline.language.labels import load_languages
from pipeline.language.phrases import borrowed_phrases, borrowed_words
from pipeline.language.screens import (
    FEWEST_OWN,
    all_name,
    foreign_letters,
    function_words,
    own_words,
    quick_label,
    quick_margin,
    search_of,
    standing_alone,
)
from pipeline.language.scripts import SCRIPTS, scripts_of, scripts_together

LANGUAGES = sorted(frozenset[str]().union(*load_languages().scripts.values()))


def matches(words: frozenset[str], line: str) -> bool:
    return bool(words) and re.search(standing_alone(words), line) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_words_are_enough_or_none(language: str) -> None:
    for script in scripts_of(language):
        search = search_of(language, scripts_together(script, language))
        assert not search.own or (search.shared and not search.unspaced and len(search.own) >= FEWEST_OWN)


@pytest.mark.parametrize("name", ["function_words.toml", "alphabets.toml"])
def test_data_is_lower_case_and_composed(name: str) -> None:
    table = tomllib.loads(files("pipeline.language").joinpath(name).read_text("utf-8"))
    for script, languages in table.items():
        assert script in SCRIPTS
        for language, text in languages.items():
            assert language in load_languages().scripts[script], language
            assert text == text.lower(), language
            if script == "Latn":
                assert text == unicodedata.normalize("NFC", text), language


@pytest.mark.parametrize(
    ("language", "line", "own", "foreign"),
    [
        ("en", "They went to the market with their children.", True, False),
        ("en", "Die Regierung hat sich mit den Ländern geeinigt", False, True),
        ("de", "Das ist nicht so, wie es sein sollte.", True, False),
        ("ru", "Это было уже после того, как он ушёл.", True, False),
        ("ru", "Це було вже після того, як він пішов", False, True),
        ("fa", "این کار باید انجام شود", True, False),
    ],
)
def test_own_words_and_foreign_letters(language: str, line: str, own: bool, foreign: bool) -> None:
    scripts = scripts_of(language)
    assert matches(search_of(language, scripts).own, line) is own
    assert foreign is not foreign_letters(language, scripts).isdisjoint(line)


def test_foreign_letters() -> None:
    latin = frozenset({"Latn"})
    assert "ß" in foreign_letters("en", latin) and "é" not in foreign_letters("en", latin)
    assert "Ö" not in foreign_letters("de", latin)
    assert foreign_letters("xx", latin) == frozenset()


def test_own_words_are_nobody_else_s() -> None:
    assert "the" in own_words("en", "Latn")
    assert "in" in function_words("en", "Latn") - own_words("en", "Latn")
    assert len(own_words("hr", "Latn")) < 3
    assert function_words("xx", "Latn") == frozenset()


def test_the_quickest_detector() -> None:
    line = "They went to the market with their children"
    assert quick_label(line) == "en"
    assert quick_margin(line, "en") == 0.0
    assert quick_margin(line, "de") > 0.1
    assert quick_margin("1234", "en") == 0.0
    assert quick_margin("1234", "en", 0.25) == 1.0
    assert all_name(line, "en")
    assert not all_name(line, "fr")


@pytest.mark.parametrize(
    ("words", "taken"),
    [("status quo of things", 2), ("status", 0), ("coup d'état", 2), ("per sequence", 0), ("the status quo", 0)],
)
def test_phrases(words: str, taken: int) -> None:
    assert borrowed_words(words.split()) == taken


def test_the_longest_phrase_is_taken() -> None:
    for phrases in borrowed_phrases().values():
        assert [len(words) for words in phrases] == sorted((len(words) for words in phrases), reverse=True)
        assert all(borrowed_words([*words, "x"]) == len(words) for words in phrases)
