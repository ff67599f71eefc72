from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.keep import PROFILES, KeepSection, conditions_of, failed_conditions, load_profile
from pipeline.schema import SIGNALS


def row(language: str = "en", text: str = "", flags: tuple[str, ...] = (), **signals: float) -> dict[str, Any]:
    return {"language": language, "text": text, "flags": list(flags), "signals": dict.fromkeys(dict(SIGNALS)) | signals}


def keep(**table: Any) -> KeepSection:
    return KeepSection.model_validate(table)


def test_without_conditions_all_stay() -> None:
    assert not keep().judges
    assert failed_conditions(keep(), row(words=0, lines=0)) == []


def test_every_failed_condition_is_told_with_its_value() -> None:
    section = keep(
        words={"min": 50},
        digit_share={"max": 0.2},
        lines={"min": 1},
        languages=["en"],
        without_flags=["mixed_languages"],
    )
    assert section.judges
    failed = failed_conditions(section, row("de", flags=("mixed_languages",), words=7, digit_share=0.25, lines=1))
    assert failed == [
        "language = de, one of en",
        "flag mixed_languages",
        "words = 7, at least 50",
        "digit_share = 0.25, at most 0.2",
    ]


def test_bounds_pass_and_null_is_not_judged() -> None:
    section = keep(words={"min": 5, "max": 9}, stop_words={"min": 2})
    assert failed_conditions(section, row(words=5)) == []
    assert failed_conditions(section, row(words=9)) == []
    assert failed_conditions(section, row(words=10)) == ["words = 10, at most 9"]


LAYERS = {
    "profile": "gopher",
    "words": {"min": 10},
    "bullet_share": "off",
    "Hani": {"words": {"min": 20}},
    "zh": {"words": {"min": 30}},
    "zh-Hant": {"words": {"min": 40}},
}


@pytest.mark.parametrize(
    ("language", "text", "least"),
    [
        ("en", "", 10),
        ("ja", "", 20),
        ("zh", "", 30),
        ("zh-Hant", "", 40),
        ("und", "今天北京下雨", 20),
        ("und", "It rains", 10),
    ],
)
def test_the_nearer_place_wins(language: str, text: str, least: float) -> None:
    assert conditions_of(keep(**LAYERS), language, text)["words"].min == least


def test_the_recipe_wins_over_its_profile() -> None:
    conditions = conditions_of(keep(**LAYERS), "en")
    assert "bullet_share" not in conditions
    assert conditions["ellipsis_share"].max == 0.3
    assert conditions["words"].max is None


def test_later_profiles_win() -> None:
    conditions = conditions_of(keep(profile=["gopher", "fineweb"]), "en")
    assert conditions["duplicate_line_character_share"].max == 0.01
    assert conditions["duplicate_line_share"].max == 0.3


@pytest.mark.parametrize("name", PROFILES)
def test_profiles_load_and_have_no_profile_of_their_own(name: str) -> None:
    assert load_profile(name).conditions
    assert not load_profile(name).profile


def test_short_words_are_normal_in_chinese_not_in_english() -> None:
    gopher = keep(profile="gopher")
    enough = {"words": 100, "mean_word_length": 1.6, "alphabetic_word_share": 1}
    assert failed_conditions(gopher, row("zh", **enough)) == []
    assert failed_conditions(gopher, row("en", **enough)) == ["mean_word_length = 1.6, at least 3"]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"wrods": {"min": 1}}, "unknown signal wrods; did you mean words?"),
        ({"profile": "gofer"}, "unknown profile gofer; did you mean gopher?"),
        ({"without_flags": ["duplicated"]}, "unknown flag duplicated; did you mean duplicate?"),
        ({"zh": {"wrods": {"min": 1}}}, "unknown signal wrods"),
        ({"words": {"least": 1}}, "least"),
        ({"words": "no"}, "words"),
    ],
)
def test_mistakes_are_named(table: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told.replace("?", r"\?")):
        keep(**table)


def test_a_section_survives_its_own_dump() -> None:
    section = keep(**LAYERS)
    assert KeepSection.model_validate(section.model_dump(mode="json")) == section
