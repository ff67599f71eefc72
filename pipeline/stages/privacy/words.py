"""The words and countries of `words.toml`, and which word stands nearest to a number."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import regex
from ahocorasick_rs import AhoCorasick

# Scripts without blanks between words, and Hangul, whose particles are glued on: words are parts there.
_GLUED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Hangul}"
SPACED_LETTER = rf"[\p{{L}}--[{_GLUED}]]"
"""A letter of a script with blanks between words, for patterns of `regex` in version 1."""

_GLUED_RE = regex.compile(f"[{_GLUED}]")
_LETTER_RE = regex.compile(SPACED_LETTER, regex.V1)
_STEM, _ENDING = 5, 5
"""Letters of a word that may carry an ending, and of an ending at most."""
_LETTERS_RE = regex.compile(rf"{SPACED_LETTER}{{0,{_ENDING + 1}}}+", regex.V1)


@cache
def load_words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """List name to language to words or, in `countries`, to ISO 3166 codes."""
    table = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
    return {name: {key: tuple(words.split()) for key, words in lists.items()} for name, lists in table.items()}


class _List(NamedTuple):
    """The words of one list, of whatever language, in lower case: personal data stands in foreign pages, too."""

    words: Sequence[str]
    finder: AhoCorasick


@cache
def _list(name: str) -> _List:
    words = sorted({word for listed in load_words()[name].values() for word in listed})
    return _List(words, AhoCorasick(words))


def last_word(name: str, text: str) -> int:
    """Where the last word of a list ends in the lower case of `text`, -1 when none is there."""
    return max(_ends(name, text.lower()), default=-1)


def has_word(name: str, text: str) -> bool:
    """Whether a word of a list stands in `text`."""
    return any(True for _ in _ends(name, text.lower()))


def _ends(name: str, text: str) -> Iterator[int]:
    """Where words of a list end in a text: whole words, in scripts that divide them; long ones also with an ending."""
    words, finder = _list(name)
    for number, start, end in finder.find_matches_as_indexes(text, overlapping=True):
        word = words[number]
        if _GLUED_RE.match(word):
            yield end
        elif not (start and _LETTER_RE.match(text, start - 1)):
            ending = len(_LETTERS_RE.match(text, end)[0])
            if not ending or (len(word) >= _STEM and ending <= _ENDING):
                yield end + ending
