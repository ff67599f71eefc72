"""The words and countries of `words.toml`, and which word stands nearest to a number."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
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
    """Any word of one list, of whatever language: personal data stands in foreign pages, too."""
    words = {word for listed in load_words()[name].values() for word in listed}
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    glued = [word for word in longest_first if regex.match(f"[{_GLUED}]", word)]
    spaced = [word for word in longest_first if word not in glued]
    forms = [regex.escape(word) + (rf"{SPACED_LETTER}{{0,5}}+" if len(word) >= _STEM else "") for word in spaced]
    bound = rf"(?<!{SPACED_LETTER})(?:{'|'.join(forms)})(?!{SPACED_LETTER})"
    return regex.compile("|".join([bound, *map(regex.escape, glued)]), regex.V1 | regex.IGNORECASE)


def last_word(name: str, text: str) -> int:
    """Where the last word of a list ends in `text`, -1 when none is there."""
    return max((match.end() for match in pattern_of(name).finditer(text)), default=-1)


def has_word(name: str, text: str) -> bool:
    """Whether a word of a list stands in `text`."""
    return pattern_of(name).search(text) is not None
