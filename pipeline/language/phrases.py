"""Phrases that many languages have taken over whole."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files


@cache
def borrowed_phrases() -> Mapping[str, Sequence[Sequence[str]]]:
    """The phrases of `phrases.toml` in small letters, as their words, the longest first, by their first word."""
    table = tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))
    phrases = {tuple(phrase.lower().split()) for text in table.values() for phrase in text.split(";")}
    found: dict[str, list[Sequence[str]]] = {}
    for words in sorted(phrases - {()}, key=lambda words: (-len(words), words)):
        found.setdefault(words[0], []).append(words)
    return found


def borrowed_words(words: Sequence[str]) -> int:
    """How many of `words` (small letters), from the first on, are a borrowed phrase; 0 for none."""
    for phrase in borrowed_phrases().get(words[0], ()):
        if tuple(words[: len(phrase)]) == phrase:
            return len(phrase)
    return 0
