"""Scripts: which one a stretch of text is written in, and which languages are written in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
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

LATIN = frozenset({"Latn"})

# Text whose letters are all Latin ones of Europe's west, and its words, as the patterns for any script find them, in a
# third of the time.
_WESTERN = r"A-Za-zªºÀ-ÖØ-öø-\u024f"
_WESTERN_TEXT_RE = re.compile(r"[\x00-\u024f\u2010-\u2027\u2030-\u205e]*+")
_WESTERN_WORDS_RE = re.compile(rf"((?:[{_WESTERN}]++(?:['’·-](?=[{_WESTERN}µ]))*+)++)")

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


def _class_of(scripts: Iterable[str]) -> str:
    return "".join(rf"\p{{Script={code}}}" for code in sorted(scripts))


# What is in none of the scripts.
_NEUTRAL = rf"[^{_class_of(SCRIPTS)}]"


@cache
def _words_re(scripts: frozenset[str]) -> regex.Pattern[str]:
    return regex.compile(rf"((?:[{_class_of(scripts)}]++{_JOINERS})++)")


def split_words(text: str, scripts: frozenset[str]) -> list[str]:
    """`text` in its parts: gaps, and the words that are written in `scripts`, by turns; a gap is first and last."""
    pattern = _WESTERN_WORDS_RE if scripts == LATIN and is_western(text) else _words_re(scripts)
    return pattern.split(text)


def is_western(text: str) -> bool:
    """Whether all letters of a text are Latin ones of Europe's west, as far as a quick look tells."""
    return text.isascii() or _WESTERN_TEXT_RE.fullmatch(text) is not None


@cache
def _strange_re(scripts: frozenset[str]) -> regex.Pattern[str]:
    return regex.compile(rf"[\p{{L}}--[{_class_of(scripts)}\p{{Script=Zyyy}}]]", regex.V1)


def has_other_script(text: str, scripts: frozenset[str]) -> bool:
    """Whether a letter of `text` belongs to none of `scripts`."""
    return not ("Latn" in scripts and is_western(text)) and _strange_re(scripts).search(text) is not None


@cache
def _host_re(host: frozenset[str]) -> regex.Pattern[str]:
    return regex.compile(rf"(?: |[{_class_of(host)}]++{_JOINERS}|{_NEUTRAL})*+")


@cache
def _stretch_re(foreign: frozenset[str], own: frozenset[str]) -> regex.Pattern[str]:
    run = rf"(?:[{_class_of(foreign)}]++{_JOINERS})++"
    between = rf"|[{_class_of(own)}]++{_JOINERS}" if own else ""
    return regex.compile(rf"{run}(?:(?: |{_NEUTRAL}{between})*+{run})*+")


@cache
def together_with(script: str) -> frozenset[str]:
    """A script and those that some language is written in together with it."""
    return frozenset({script}).union(*(scripts for scripts in WRITTEN_TOGETHER.values() if script in scripts))


def foreign_stretches(text: str, host: frozenset[str]) -> Iterator[Run]:
    """The stretches of `text` in one script, or in scripts that are written together, none of them among the `host`
    ones; each with the script that it begins with. No letters of others stand in them but of the host's that are
    written together with theirs."""
    at = _end_of(_host_re(host), text, 0)
    while at < len(text):
        script = _script_of(text[at])
        together = together_with(script)
        end = _end_of(_stretch_re(together - host, together & host), text, at)
        yield Run(at, end, script)
        at = _end_of(_host_re(host), text, end)


def _end_of(pattern: regex.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else len(text)


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
