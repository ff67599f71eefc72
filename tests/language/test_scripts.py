"""Scripts of texts and of languages."""

from __future__ import annotations

import pytest

from pipeline.language.scripts import (
    has_other_script,
    main_script,
    script_runs,
    scripts_of,
    scripts_together,
    sole_language,
    split_words,
    tag_with_script,
)

LATIN = frozenset({"Latn"})


def test_runs() -> None:
    text = "Kyiv (Київ), 12 東京タワー"
    assert [(text[run.start : run.end], run.script) for run in script_runs(text)] == [
        ("Kyiv", "Latn"),
        ("Київ", "Cyrl"),
        ("東京", "Hani"),
        ("タワ", "Kana"),
    ]


@pytest.mark.parametrize(
    ("text", "script"),
    [("", ""), ("12 — 13", ""), ("abc где", "Latn"), ("ab где", "Cyrl"), ("می‌شود", "Arab"), ("日本語です", "Hani")],
)
def test_main_script(text: str, script: str) -> None:
    assert main_script(text)[0] == script


def test_words_keep_marks_joiners_and_apostrophes_inside() -> None:
    text = "l'été aujourd’hui “so” self-made, it's می‌شود"
    parts = split_words(text, LATIN)
    assert parts[1::2] == ["l'été", "aujourd’hui", "so", "self-made", "it's"]
    assert "".join(parts) == text


@pytest.mark.parametrize(
    ("text", "other"),
    [("plain", False), ("naïve café", False), ("5 µm — “x”", False), ("Київ", True), ("x\u200fy", False), ("漢", True)],
)
def test_other_scripts(text: str, other: bool) -> None:
    assert has_other_script(text, LATIN) is other


def test_languages_and_scripts() -> None:
    assert sole_language("Thai") == "th"
    assert sole_language("Cyrl") is None
    assert scripts_of("sr") == {"Latn", "Cyrl"}
    assert scripts_of("ja") == {"Hani", "Hira", "Kana"}
    assert scripts_of("xx") == frozenset()
    assert scripts_together("Hani", "zh") == {"Hani", "Hira", "Kana"}
    assert scripts_together("Cyrl", "ru") == {"Cyrl"}
    assert [tag_with_script(*pair) for pair in (("fa", "Arab"), ("ja", "Hira"), ("ko", "Hang"))] == [
        "fa-Arab",
        "ja-Jpan",
        "ko-Kore",
    ]
