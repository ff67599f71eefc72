"""What a column of lines is screened with: patterns of a host language in RE2's dialect, and the quickest detector.

A line in its host's language holds its host's function words and letters; where it does not, it is worth a look.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from .detectors import MOST_CHARACTERS, load_eldc, rank_by
from .labels import load_languages
from .scripts import WRITTEN_TOGETHER, scripts_of, sole_language

# Blocks whose letters a script's lines are searched for; letters of other blocks are rare enough to let be.
_BLOCKS = {
    "Latn": ((0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F), (0x1E00, 0x1EFF)),
    "Cyrl": ((0x400, 0x481), (0x48A, 0x52F)),
    "Arab": ((0x620, 0x63F), (0x641, 0x64A), (0x66E, 0x66F), (0x671, 0x6D3), (0x6FA, 0x6FF)),
    "Deva": ((0x904, 0x939), (0x972, 0x97F)),
}
# Literal lists, for RE2's \w and \b are ASCII only and the compiled class is costly.
_LEFT = "(?:^|[ \"“”„«»‹›‘’'(\\[،.,])"
_RIGHT = "(?:[ ,.:;!?\"“”«»‹›‘’')\\]،؟।]|$)"


class Patterns(NamedTuple):
    """RE2 patterns for lines of a host language; None or empty where there is nothing to search for.

    `script`: something in another script (None: every line may hold something foreign). `own`: a function word that no
    other language of the script has (empty: no other language is written in it). `letters`: a letter that the host
    lacks. `words`: two function words of others near each other. `ascii`: letters of ASCII are the host's.
    `unspaced`: the script is written without blanks between words.
    """

    script: str | None
    own: str | None = None
    letters: str = ""
    words: str = ""
    ascii: bool = False
    unspaced: bool = False


@cache
def _table(name: str) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


def function_words(language: str, script: str) -> frozenset[str]:
    """The function words of a language in a script (ISO 15924); empty where none are known."""
    return frozenset(_table("function_words.toml").get(script, {}).get(language, "").split())


@cache
def patterns_of(language: str) -> Patterns:
    """What lines of a document in `language` are searched for."""
    scripts = scripts_of(language)
    if not scripts or (len(scripts) > 1 and scripts not in WRITTEN_TOGETHER.values()):
        return Patterns(None)
    script = _other_script(WRITTEN_TOGETHER["ja"] if language == "zh" else scripts)
    if language == "ja":
        return Patterns(script, r"[\p{Hiragana}\p{Katakana}]", unspaced=True)
    if language == "zh":
        return Patterns(script, _own(language, "Hani"), r"[\p{Hiragana}\p{Katakana}]{2}", unspaced=True)
    if len(scripts) > 1 or sole_language(*scripts):
        return Patterns(script, "")
    (main,) = scripts
    letters, words = _foreign_letters(language, main), _two_foreign_words(language, main)
    return Patterns(script, _own(language, main), letters, words, main == "Latn")


def _other_script(scripts: frozenset[str]) -> str:
    """Two letters of another script, or three small words in Latin letters with none of the host's between them."""
    names = "".join(rf"\p{{{load_languages().script_names[script]}}}" for script in sorted(scripts))
    other = rf"[^\P{{L}}{names}\p{{Latin}}\p{{Common}}\p{{Inherited}}]"
    pair = other + r"\pM*" + other
    if "Latn" in scripts:
        return pair
    small = r"(?:^|\PL)[a-zß-öø-ÿ]"
    return f"{pair}|{small}[^{names}]*{small}[^{names}]*{small}"


@cache
def own_words(language: str, script: str) -> frozenset[str]:
    """The function words of a language that no other language of the script has."""
    table = _table("function_words.toml").get(script, {})
    others = frozenset[str]().union(*(words.split() for other, words in table.items() if other != language))
    return frozenset(word for word in function_words(language, script) - others if len(word) > 1 or script == "Hani")


# The small words of lists of authors, in every language.
AUTHORS = {"et al"}
# With fewer words of its own a language's lines are not told by them.
FEWEST_OWN = 12


def _own(language: str, script: str) -> str | None:
    words = own_words(language, script)
    if len(words) < FEWEST_OWN:
        return None
    if script == "Hani":
        return "|".join(sorted(words))
    return _LEFT + _either(words | {word.capitalize() for word in words} | AUTHORS) + _RIGHT


def _foreign_letters(language: str, script: str) -> str:
    own = _table("alphabets.toml").get(script, {}).get(language)
    if own is None:
        return ""
    own += own.upper()
    letters = [chr(code) for first, last in _BLOCKS[script] for code in range(first, last + 1)]
    return "[" + "".join(rf"\x{{{ord(letter):x}}}" for letter in letters if letter not in own) + "]"


def _two_foreign_words(language: str, script: str) -> str:
    table = _table("function_words.toml").get(script, {})
    words = frozenset[str]().union(*(words.split() for other, words in table.items() if other != language))
    words = frozenset(word for word in words - function_words(language, script) if len(word) > 1)
    if not words or not function_words(language, script):
        return ""
    return _LEFT + _either(words) + " (?:[^ ]+ )?(?:[^ ]+ )?" + _either(words) + _RIGHT


def _either(words: frozenset[str] | set[str]) -> str:
    return "(?:" + "|".join(sorted(words)) + ")"


def quick_label(text: str) -> str:
    """The quickest detector's own label of a text; `und` where it has none."""
    return str(load_eldc().detect(text[:MOST_CHARACTERS]))


def quick_margin(text: str, label: str, least: float = 0.0) -> float:
    """By how much the quickest detector prefers another label for `text` to `label`, in its own scores, 0..1; 1 where
    it gives `label` less than `least`, as it does to languages that it does not know."""
    text = text[:MOST_CHARACTERS]
    detector = load_eldc()
    if detector.detect(text) == label:
        return 0.0
    scores = detector.detect_details(text).scores
    own = scores.get(label, 0.0)
    return 1.0 if own < least else float(max(scores.values(), default=0.0) - own)


def all_name(text: str, language: str) -> bool:
    """Whether the next quickest detectors both name `language` for `text`."""
    return all((rank_by(name)(text) or (("und", 0.0),))[0][0] == language for name in ("cld2", "fasttext"))
