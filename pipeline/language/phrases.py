"""Phrases that many languages have taken over whole."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import regex


@cache
def borrowed_phrases() -> regex.Pattern[str]:
    """One pattern for all the phrases of `phrases.toml`, the longest first, as whole words in any case."""
    table = tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))
    phrases = {" ".join(phrase.split()) for text in table.values() for phrase in text.split(";")}
    either = "|".join(regex.escape(phrase) for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))
    return regex.compile(rf"(?<!\p{{L}})(?:{either})(?!\p{{L}})", regex.IGNORECASE)
