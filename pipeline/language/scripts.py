"""Scripts, and which languages are written in them."""

from __future__ import annotations

from functools import cache

from .labels import load_languages

# ISO 15924 codes, commonest first.
SCRIPTS = (
    *("Latn", "Cyrl", "Arab", "Hani", "Hira", "Kana", "Hang", "Deva", "Grek", "Hebr", "Thai", "Beng", "Armn", "Geor"),
    *("Taml", "Telu", "Knda", "Mlym", "Gujr", "Guru", "Orya", "Sinh", "Khmr", "Laoo", "Mymr", "Tibt", "Ethi", "Thaa"),
    *("Syrc", "Cher", "Cans", "Limb", "Mong", "Tfng", "Nkoo", "Olck", "Java", "Bali", "Yiii", "Copt", "Goth"),
)

# Scripts that one language is written in together.
WRITTEN_TOGETHER = {"ja": frozenset({"Hani", "Hira", "Kana"}), "ko": frozenset({"Hang", "Hani"})}

ISO_NAMES = {"ja": "Jpan", "ko": "Kore"}
"""ISO 15924 codes of scripts that are several scripts together, by the language that is written so."""

UNSPACED = frozenset({"Hani", "Hira", "Kana", "Thai", "Laoo", "Khmr", "Mymr", "Tibt", "Yiii"})
"""Scripts written without blanks between words."""


@cache
def sole_language(script: str) -> str | None:
    """The language of a script that only one uses, else None."""
    languages = load_languages().scripts.get(script, frozenset())
    return next(iter(languages)) if len(languages) == 1 else None


@cache
def languages_in(script: str) -> frozenset[str]:
    """The languages written in a script."""
    return load_languages().scripts.get(script, frozenset())


@cache
def languages_of(scripts: frozenset[str]) -> frozenset[str]:
    """The languages written in any of `scripts`."""
    return frozenset[str]().union(*(languages_in(script) for script in scripts))


@cache
def scripts_of(language: str) -> frozenset[str]:
    """The scripts that a language is written in; empty where the table does not know it."""
    if language in WRITTEN_TOGETHER:
        return WRITTEN_TOGETHER[language]
    return frozenset(script for script, languages in load_languages().scripts.items() if language in languages)


@cache
def together_with(script: str) -> frozenset[str]:
    """A script and those that some language is written in together with it."""
    return frozenset({script}).union(*(scripts for scripts in WRITTEN_TOGETHER.values() if script in scripts))


def scripts_together(script: str, language: str) -> frozenset[str]:
    """The scripts of a page whose letters are mostly of `script`: Chinese pages count kana as theirs too, for what is
    Japanese in them shows in its words, not in single letters."""
    if script in {"Hani", "Hira", "Kana"}:
        return WRITTEN_TOGETHER["ja"]
    return WRITTEN_TOGETHER["ko"] if language == "ko" or script == "Hang" else frozenset({script})


def tag_with_script(language: str, script: str) -> str:
    """`fa-Arab`, `ja-Jpan`: a language tag with the ISO 15924 code of the script that it stands in."""
    return f"{language}-{ISO_NAMES.get(language, script)}"
