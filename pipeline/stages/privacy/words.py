"""The words and countries of `words.toml`, and which word stands nearest to a number."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import regex

# Scripts without blanks between words, and Hangul, whose particles are glued on: words are parts there.
_GLUED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Hangul}"
SPACED_LETTER = rf"[\p{{L}}--[{_GLUED}]]"
"""A letter of a script with blanks between words, for patterns of `regex` in version 1."""

_STEM = 5
"""Letters of a word that may carry an ending."""


@cache
def load_words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """List name to language to words or, in `countries`, to ISO 3166 codes."""
    table = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
    return {name: {key: tuple(words.split()) for key, words in lists.items()} for name, lists in table.items()}


@cache
def pattern_of(name: str) -> regex.Pattern[str]:
    """Any word of one list, of whatever language, in lower case: personal data stands in foreign pages, too."""
    words = sorted({word for listed in load_words()[name].values() for word in listed})
    glued = [word for word in words if regex.match(f"[{_GLUED}]", word)]
    short = [word for word in words if word not in glued and len(word) < _STEM]
    long = [word for word in words if word not in glued and len(word) >= _STEM]
    forms = rf"(?:{_any(long)}){SPACED_LETTER}{{0,5}}+|(?:{_any(short)})"
    return regex.compile(rf"(?<!{SPACED_LETTER})(?:{forms})(?!{SPACED_LETTER})|{_any(glued)}", regex.V1)


def _any(words: Iterable[str]) -> str:
    return "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True)) or "(?!)"


def last_word(name: str, text: str) -> int:
    """Where the last word of a list ends in the lower case of `text`, -1 when none is there."""
    return max((match.end() for match in pattern_of(name).finditer(text.lower())), default=-1)


def has_word(name: str, text: str) -> bool:
    """Whether a word of a list stands in `text`."""
    return pattern_of(name).search(text.lower()) is not None
