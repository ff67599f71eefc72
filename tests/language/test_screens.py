"""The patterns that lines are screened with, and the data behind them."""

from __future__ import annotations

import tomllib
import unicodedata
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pipeline.language.labels import load_languages
from pipeline.language.phrases import borrowed_phrases
from pipeline.language.screens import all_name, function_words, own_words, patterns_of, quick_label, quick_margin

LANGUAGES = sorted(frozenset[str]().union(*load_languages().scripts.values()))


def matches(pattern: str | None, line: str) -> bool:
    return bool(pattern) and bool(pc.match_substring_regex(pa.array([line]), pattern)[0].as_py())


@pytest.mark.parametrize("language", [*LANGUAGES, "und", "mul"])
def test_every_pattern_is_in_the_dialect(language: str) -> None:
    for pattern in patterns_of(language):
        if isinstance(pattern, str):
            matches(pattern, "a line, eine Zeile, строка")


@pytest.mark.parametrize("name", ["function_words.toml", "alphabets.toml"])
def test_data_is_lower_case_and_composed(name: str) -> None:
    table = tomllib.loads(files("pipeline.language").joinpath(name).read_text("utf-8"))
    for script, languages in table.items():
        assert script in load_languages().script_names
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
        ("en", "This dish is called pasta con il pomodoro alla something", True, True),
        ("de", "Das ist nicht so, wie es sein sollte.", True, False),
        ("ru", "Это было уже после того, как он ушёл.", True, False),
        ("ru", "Це було вже після того, як він пішов", False, True),
        ("fa", "این کار باید انجام شود", True, False),
    ],
)
def test_own_and_foreign(language: str, line: str, own: bool, foreign: bool) -> None:
    patterns = patterns_of(language)
    assert matches(patterns.own, line) is own
    assert (matches(patterns.letters, line) or matches(patterns.words, line)) is foreign


@pytest.mark.parametrize(
    ("language", "line", "other"),
    [
        ("en", "A line with a naïve café in it", False),
        ("en", "A line with Київ in it", True),
        ("ru", "Новый Samsung Galaxy уже в продаже", False),
        ("ru", "Там написано please do not feed the birds", True),
        ("ru", "Слово 東京 стоит здесь", True),
        ("ja", "新しいiPhoneを買った", False),
        ("zh", "他说：Привет", True),
        ("ko", "漢字 한글", False),
    ],
)
def test_other_scripts(language: str, line: str, other: bool) -> None:
    assert matches(patterns_of(language).script, line) is other


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


def test_phrases_are_whole_words() -> None:
    assert borrowed_phrases().search("The Status Quo of things")
    assert not borrowed_phrases().search("adverbs per sequence")
