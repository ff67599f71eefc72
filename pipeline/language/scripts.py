"""Scripts: which one a stretch of text is written in, and which languages are written in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from .labels import load_languages

# ISO 15924 codes, commonest first: the order in which one pattern tries them.
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

_LATIN_RE = regex.compile(r"\p{Script=Latn}++")
_JOINERS = r"(?:[\p{M}\u200c\u200d]|['’ʼ·-](?=\p{L}))*+"
_SCRIPT_RE = regex.compile("|".join(rf"(?P<{code}>\p{{Script={code}}})" for code in SCRIPTS))
_WRITTEN_RE = regex.compile("[" + "".join(rf"\p{{Script={code}}}" for code in SCRIPTS) + "]")


class Run(NamedTuple):
    """`text[start:end]` holds letters of one script, with the marks, joiners, apostrophes and hyphens among them."""

    start: int
    end: int
    script: str


def script_runs(text: str) -> Iterator[Run]:
    """The maximal runs of letters of one script; what belongs to all scripts (digits, blanks, marks) ends a run."""
    at = 0
    while first := _WRITTEN_RE.search(text, at):
        script, start = _script_of(first[0]), first.start()
        run = _words_re(frozenset({script})).match(text, start)
        at = run.end() if run else start + 1
        yield Run(start, at, script)


@lru_cache(maxsize=8_192)
def _script_of(char: str) -> str:
    """The script of a character that has one of `SCRIPTS`."""
    match = _SCRIPT_RE.match(char)
    return str(match.lastgroup) if match else ""


@cache
def _words_re(scripts: frozenset[str]) -> regex.Pattern[str]:
    letters = "".join(rf"\p{{Script={code}}}" for code in sorted(scripts))
    return regex.compile(rf"(?:[{letters}]++{_JOINERS})++")


def word_spans(text: str, scripts: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The spans of the words of `text` that are written in `scripts`."""
    for match in _words_re(scripts).finditer(text):
        yield match.span()


@cache
def _strange_re(scripts: frozenset[str]) -> regex.Pattern[str]:
    letters = "".join(rf"\p{{Script={code}}}" for code in sorted(scripts))
    return regex.compile(rf"[\p{{L}}--[{letters}\p{{Script=Zyyy}}]]", regex.V1)


def has_other_script(text: str, scripts: frozenset[str]) -> bool:
    """Whether a letter of `text` belongs to none of `scripts`."""
    return not (text.isascii() and "Latn" in scripts) and _strange_re(scripts).search(text) is not None


def main_script(text: str) -> tuple[str, int, int]:
    """The script of most letters of `text` (empty where it has none), how many they are, and all letters."""
    letters = "".join(filter(str.isalpha, text))
    rest = "" if letters.isascii() else _LATIN_RE.sub("", letters)
    if 2 * len(rest) < len(letters):
        return "Latn", len(letters) - len(rest), len(letters)
    counts = count_scripts(letters)
    script, count = counts.most_common(1)[0] if counts else ("", 0)
    return script, count, len(letters)


def count_scripts(text: str) -> Counter[str]:
    """Code points in runs of each script (ISO 15924)."""
    counts: Counter[str] = Counter()
    for run in script_runs(text):
        counts[run.script] += run.end - run.start
    return counts


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


def scripts_together(script: str, language: str) -> frozenset[str]:
    """The scripts of a page whose letters are mostly of `script`: Chinese pages count kana as theirs too, for what is
    Japanese in them shows in its words, not in single letters."""
    if script in {"Hani", "Hira", "Kana"}:
        return WRITTEN_TOGETHER["ja"]
    return WRITTEN_TOGETHER["ko"] if language == "ko" or script == "Hang" else frozenset({script})


def tag_with_script(language: str, script: str) -> str:
    """`fa-Arab`, `ja-Jpan`: a language tag with the ISO 15924 code of the script that it stands in."""
    return f"{language}-{ISO_NAMES.get(language, script)}"
