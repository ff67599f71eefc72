"""Which language a document, or a stretch of it, is in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import regex

from .detectors import rank_by
from .scripts import UNSPACED, WRITTEN_TOGETHER, count_scripts, languages_in, main_script, sole_language

CASCADE = "cascade"

# A document is read at so many places, so many characters each: 800 characters name a language as well as 2,000 do, and
# at many places one foreign paragraph does not decide.
PLACES, PLACE = 8, 100
# Letters below which a text is too short to name its language, and below which the detectors must agree on it.
FEWEST_LETTERS, FEWEST_UNSPACED, SHORT = 20, 6, 80
# A score from which the first detector is believed on a text that is not short, 0..1.
SURE = 0.7

JAPANESE = WRITTEN_TOGETHER["ja"]
KANA = frozenset({"Hira", "Kana"})

# Addresses, handles, hashtags: a document's language does not show in them.
ADDRESS_SIGNS = ("@", "#", "://", "www.")
_ADDRESS_RE = regex.compile(r"(?<!\S)(?:[@#]|[^\s@:/]*+(?:@|://))\S++|www\.\S++")


class LanguageGuess(NamedTuple):
    """`language` is a BCP 47 tag, `und` where nothing can be said; `score` lies in 0..1."""

    language: str
    score: float


UNKNOWN = LanguageGuess("und", 0.0)


class Detect(NamedTuple):
    """The detectors of a recipe. `quick` names documents; `panel` names stretches; `only` replaces both."""

    quick: Sequence[str] = ("cld2", "fasttext")
    panel: Sequence[str] = ("py3langid", "fasttext", "cld2")
    only: str = ""

    def document(self, text: str) -> LanguageGuess:
        """The language that most of `text` is in, read at several places; `und` where it is too short to say."""
        text = places(text)
        if any(sign in text for sign in ADDRESS_SIGNS):
            text = _ADDRESS_RE.sub(" ", text)
        script, letters, total = main_script(text)
        if script in JAPANESE:
            scripts = count_scripts(text)
            letters = sum(scripts[part] for part in JAPANESE)
            script = "Hira" if (letters - scripts["Hani"]) * 5 >= letters else "Hani"
        if letters < (FEWEST_UNSPACED if script in UNSPACED else FEWEST_LETTERS):
            return UNKNOWN
        sole = sole_language(script)
        if sole:
            return LanguageGuess(sole, round(letters / total, 4))
        return self._agreed(text, script) if letters < SHORT else self._first_sure(text, script)

    def name(self, text: str, scripts: frozenset[str]) -> LanguageGuess:
        """The language of a stretch written in `scripts` (ISO 15924): the one for which the detectors speak most."""
        written = frozenset[str]().union(*(languages_in(script) for script in scripts))
        if len(written) == 1:
            return LanguageGuess(next(iter(written)), 1.0)
        if scripts & KANA:
            return LanguageGuess("ja", 1.0)
        votes: dict[str, float] = defaultdict(float)
        names = (self.only,) if self.only else self.panel
        for name in names:
            for language, score in rank_by(name)(text):
                if language in written:
                    votes[language] += score / len(names)
        if not votes:
            return UNKNOWN
        language, score = min(votes.items(), key=lambda vote: (-vote[1], vote[0]))
        return LanguageGuess(language, round(min(score, 1.0), 4))

    def _guesses(self, text: str, script: str) -> Iterator[LanguageGuess]:
        """What each detector says, one after the other as it is asked for, of the languages written in `script`."""
        for name in (self.only,) if self.only else self.quick:
            ranking = (LanguageGuess(*pair) for pair in rank_by(name)(text) if pair[0] in languages_in(script))
            yield next(ranking, UNKNOWN)

    def _first_sure(self, text: str, script: str) -> LanguageGuess:
        best = UNKNOWN
        for guess in self._guesses(text, script):
            best = max(best, guess, key=lambda guess: guess.score)
            if best.score >= SURE:
                break
        return LanguageGuess(best.language, round(min(best.score, 1.0), 4))

    def _agreed(self, text: str, script: str) -> LanguageGuess:
        guesses = [guess for guess in self._guesses(text, script) if guess != UNKNOWN]
        if len({guess.language for guess in guesses}) != 1 or max(guess.score for guess in guesses) < SURE:
            return UNKNOWN
        return LanguageGuess(guesses[0].language, round(min(*(guess.score for guess in guesses), 1.0), 4))


def places(text: str, size: int = PLACE) -> str:
    """A text of at most `PLACES` times `size` characters, taken evenly from the whole of `text`."""
    if len(text) <= PLACES * size:
        return text
    starts = (i * (len(text) - size) // (PLACES - 1) for i in range(PLACES))
    return " ".join(text[start : start + size] for start in starts)


def load_detect(settings: Mapping[str, Any] | None = None) -> Detect:
    """The detectors that the recipe's `[language]` section asks for.

    `settings` is that section; `detector = "langdetect"` makes one detector the only one. Nothing is imported yet.
    """
    detector = str((settings or {}).get("detector") or CASCADE)
    return Detect(only="" if detector == CASCADE else detector)
