"""Scripts of languages."""

from __future__ import annotations

from pipeline.language.scripts import scripts_of, scripts_together, sole_language, tag_with_script


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
