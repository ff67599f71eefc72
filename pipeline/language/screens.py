"""What a column of lines is screened with: the words and letters of a host language, and the quickest detector.

A line in its host's language holds its host's function words and letters; where it does not, it is worth a look.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import ascii_letters
from typing import NamedTuple

from .detectors import MOST_CHARACTERS, load_eldc, rank_by, remembering
from .scripts import sole_language

# Blocks whose letters a script's lines are searched for; letters of other blocks are rare enough to let be.
_BLOCKS = {
    "Latn": ((0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F), (0x1E00, 0x1EFF)),
    "Cyrl": ((0x400, 0x481), (0x48A, 0x52F)),
    "Arab": ((0x620, 0x63F), (0x641, 0x64A), (0x66E, 0x66F), (0x671, 0x6D3), (0x6FA, 0x6FF)),
    "Deva": ((0x904, 0x939), (0x972, 0x97F)),
}
# What may stand in front of a word, and behind it.
_LEFT = "(?:^|[ .,:;!?|\"“”„«»‹›‘’'(\\[،؟।—–…])"
_RIGHT = "(?:[ ,.:;!?\"“”«»‹›‘’')\\]،؟।]|$)"


class Search(NamedTuple):
    """How lines of a host language are searched for what is in another. `shared`: other languages are written in its
    script, and may be. `own`: words that no other language of the script has, small and with a capital; letters, where
    it is `unspaced`, written without blanks between words. `ascii`: letters of ASCII are the host's."""

    shared: bool
    own: frozenset[str] = frozenset()
    ascii: bool = False
    unspaced: bool = False


@cache
def _table(name: str) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


@cache
def function_words(language: str, script: str) -> frozenset[str]:
    """The function words of a language in a script (ISO 15924); empty where none are known."""
    return frozenset(_table("function_words.toml").get(script, {}).get(language, "").split())


@cache
def search_of(language: str, scripts: frozenset[str]) -> Search:
    """How lines of a document in `language`, written in `scripts`, are searched."""
    if language in {"ja", "zh"}:
        return Search(True, unspaced=True)
    script = min(scripts)
    if len(scripts) > 1 or sole_language(script):
        return Search(False)
    words = own_words(language, script)
    own = words | {word.capitalize() for word in words} if len(words) >= FEWEST_OWN else frozenset()
    return Search(True, own, script == "Latn")


@cache
def _users(script: str) -> Mapping[str, int]:
    """How many languages have each function word of a script."""
    users: dict[str, int] = {}
    for words in _table("function_words.toml").get(script, {}).values():
        for word in set(words.split()):
            users[word] = users.get(word, 0) + 1
    return users


@cache
def words_of_script(script: str) -> frozenset[str]:
    """The function words of all languages in a script."""
    return frozenset(_users(script))


@cache
def own_words(language: str, script: str) -> frozenset[str]:
    """The function words of a language that no other language of the script has."""
    users = _users(script)
    words = function_words(language, script)
    return frozenset(word for word in words if users[word] == 1 and (len(word) > 1 or script == "Hani"))


@cache
def alphabet(language: str, script: str) -> frozenset[str]:
    """The letters of a language in a script, small and capital; empty where they are not known."""
    letters = _table("alphabets.toml").get(script, {}).get(language, "")
    plain = ascii_letters if script == "Latn" and letters else ""
    return frozenset(letters + letters.upper() + plain)


# The small words of lists of authors, in every language.
AUTHORS = "et al"
# With fewer words of its own a language's lines are not told by them.
FEWEST_OWN = 12


def standing_alone(words: frozenset[str] | set[str]) -> str:
    """One of `words` between what may stand in front of a word and behind it."""
    return _LEFT + _either(words) + _RIGHT


@cache
def foreign_letters(language: str, scripts: frozenset[str]) -> frozenset[str]:
    """The letters of a script that a language lacks; empty where its own are not known, or it has several scripts."""
    script = min(scripts)
    own = alphabet(language, script) if len(scripts) == 1 else frozenset[str]()
    return _letters_of(script) - own if own else own


@cache
def _letters_of(script: str) -> frozenset[str]:
    return frozenset(chr(code) for first, last in _BLOCKS[script] for code in range(first, last + 1))


def _either(words: frozenset[str] | set[str]) -> str:
    return "(?:" + "|".join(sorted(words)) + ")"


def _label(text: str) -> str:
    return str(load_eldc().detect(text[:MOST_CHARACTERS]))


# Stretches come again with their lines: about a megabyte of them is remembered.
quick_label = remembering(_label, 4_096)
"""The quickest detector's own label of a text; `und` where it has none."""


def quick_margin(text: str, label: str, least: float = 0.0) -> float:
    """By how much the quickest detector prefers another label for `text` to `label`, in its own scores, 0..1; 1 where
    it gives `label` less than `least`, as it does to languages that it does not know."""
    scores = load_eldc().detect_details(text[:MOST_CHARACTERS]).scores
    own = scores.get(label, 0.0)
    return 1.0 if own < least else float(max(scores.values(), default=0.0) - own)


def all_name(text: str, language: str) -> bool:
    """Whether the next quickest detectors both name `language` for `text`."""
    return all((rank_by(name)(text) or (("und", 0.0),))[0][0] == language for name in ("cld2", "fasttext"))
