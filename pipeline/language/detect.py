"""Which language a document, or a stretch of it, is in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from .blocks import Bytes, Counts, count_letters
from .detectors import rank_by, remembering
from .places import WIDE_PLACE, places_of
from .scripts import SCRIPTS, UNSPACED, languages_in, languages_of, sole_language

CASCADE = "cascade"

# Letters below which a text is too short to name its language, and below which the detectors must agree on it.
FEWEST_LETTERS, FEWEST_UNSPACED, SHORT = 20, 6, 80
# Scores from which the first detector is believed on a text that is not short, 0..1: on a few places, on wide ones.
QUITE_SURE, SURE = 0.8, 0.7

# Of so many short stretches in each group of scripts the language is remembered.
NAMED = 512

HANI, HIRA, KANA = (SCRIPTS.index(script) for script in ("Hani", "Hira", "Kana"))
KANA_SCRIPTS = frozenset({"Hira", "Kana"})


class LanguageGuess(NamedTuple):
    """`language` is a BCP 47 tag, `und` where nothing can be said; `score` lies in 0..1."""

    language: str
    score: float


UNKNOWN = LanguageGuess("und", 0.0)


class Writing(NamedTuple):
    """The script (ISO 15924) of most letters of a text, how many they are, and all its letters; and the mean of the
    bytes of its UTF-8, which texts of one language nearly share."""

    script: str
    letters: int
    total: int
    mean: float


class Detect(NamedTuple):
    """The detectors of a recipe. `quick` names documents; `panel` names stretches; `only` replaces both."""

    quick: Sequence[str] = ("cld2", "fasttext")
    panel: Sequence[str] = ("cld2", "eldc", "fasttext")
    only: str = ""

    def document(self, text: str) -> LanguageGuess:
        """The language that most of `text` is in, read at several places; `und` where it is too short to say."""
        data = np.frombuffer(text.encode("utf-8", "replace"), np.uint8)
        return self.documents(data, np.array([0, len(data)]))[0]

    def documents(self, data: Bytes, bounds: Counts) -> list[LanguageGuess]:
        """As `document`, for each of the texts whose UTF-8 is between two of the ascending `bounds` of `data`."""
        starts, ends = bounds[:-1], bounds[1:]
        parts = places_of(data, starts, ends)
        writings = writings_of(parts)
        guesses, doubtful = [UNKNOWN] * len(parts), []
        # Like after like, for what a detector knows of a language's letters stays in the processor's cache.
        for i in sorted(range(len(parts)), key=lambda i: (writings[i].script, writings[i].mean)):
            if guess := self._quick_guess(parts[i], writings[i]):
                guesses[i] = guess
            else:
                doubtful.append(i)
        wide = places_of(data, starts[doubtful], ends[doubtful], WIDE_PLACE)
        asked = [(parts[i].decode(), part.decode(), writings[i].script) for i, part in zip(doubtful, wide, strict=True)]
        for i, guess in zip(doubtful, self._second_guesses(asked), strict=True):
            guesses[i] = guess
        return guesses

    def _quick_guess(self, part: bytes, writing: Writing) -> LanguageGuess | None:
        """The language of a document told by a few places of it, UTF-8; None where that leaves a doubt."""
        script, letters, total, _ = writing
        if letters < (FEWEST_UNSPACED if script in UNSPACED else FEWEST_LETTERS):
            return UNKNOWN
        if sole := sole_language(script):
            return LanguageGuess(sole, round(letters / total, 4))
        if letters < SHORT:
            return self._agreed(part.decode(), script)
        first = _top(self._quick_names()[0], part.decode(), script)
        return first if first.score >= QUITE_SURE else None

    def _second_guesses(self, asked: Sequence[tuple[str, str, str]]) -> list[LanguageGuess]:
        """The languages of documents of which a few places, wide places and the script are `asked`: the first detector
        reads the wide ones, the others the few, each only what those before it are not sure of."""
        best = [UNKNOWN] * len(asked)
        for number, name in enumerate(self._quick_names()):
            for i, (part, wide, script) in enumerate(asked):
                if best[i].score < SURE:
                    guess = _top(name, part if number else wide, script)
                    best[i] = max(best[i], guess, key=lambda guess: guess.score)
        return [LanguageGuess(guess.language, round(min(guess.score, 1.0), 4)) for guess in best]

    def _agreed(self, text: str, script: str) -> LanguageGuess:
        """The language that all detectors name which name one, where one of them is sure."""
        guesses = [guess for name in self._quick_names() if (guess := _top(name, text, script)) != UNKNOWN]
        if len({guess.language for guess in guesses}) != 1 or max(guess.score for guess in guesses) < SURE:
            return UNKNOWN
        return LanguageGuess(guesses[0].language, round(min(*(guess.score for guess in guesses), 1.0), 4))

    def _quick_names(self) -> Sequence[str]:
        return (self.only,) if self.only else self.quick

    def name(self, text: str, scripts: frozenset[str]) -> LanguageGuess:
        """The language of a stretch written in `scripts` (ISO 15924): the one for which the detectors speak most. The
        last of them is not asked where the others agree."""
        written = languages_of(scripts)
        if len(written) == 1:
            return LanguageGuess(next(iter(written)), 1.0)
        if scripts & KANA_SCRIPTS:
            return LanguageGuess("ja", 1.0)
        return _voted((self.only,) if self.only else tuple(self.panel), written)(text)


@cache
def _voted(names: tuple[str, ...], written: frozenset[str]) -> Callable[[str], LanguageGuess]:
    """What the detectors of the `names` together say of a text in one of some languages; short texts are remembered."""

    def guess(text: str) -> LanguageGuess:
        votes: dict[str, float] = defaultdict(float)
        tops: set[str] = set()
        for asked, name in enumerate(names, start=1):
            ranking = [(language, score) for language, score in rank_by(name)(text) if language in written]
            tops.add(ranking[0][0] if ranking else "und")
            for language, score in ranking:
                votes[language] += score
            if asked == len(names) or (asked == len(names) - 1 and len(tops) == 1 and "und" not in tops):
                break
        if not votes:
            return UNKNOWN
        language, score = min(votes.items(), key=lambda vote: (-vote[1], vote[0]))
        return LanguageGuess(language, round(min(score / asked, 1.0), 4))

    return remembering(guess, NAMED)


def _top(name: str, text: str, script: str) -> LanguageGuess:
    """What a detector says first of the languages written in `script`."""
    written = languages_in(script)
    for language, score in rank_by(name)(text):
        if language in written:
            return LanguageGuess(language, score)
    return UNKNOWN


def writings_of(texts: Sequence[bytes]) -> list[Writing]:
    """The writing of each of `texts`, UTF-8. Kana and Han are one script: `Hira` where a fifth of it is kana, else
    `Hani`."""
    bounds = np.cumsum([0, *map(len, texts)])
    counts, sums = count_letters(np.frombuffer(b"".join(texts), np.uint8), bounds)
    totals, means = counts.sum(1), sums / np.maximum(np.diff(bounds), 1)
    kana = counts[:, [HIRA, KANA]].sum(1)
    together = kana + counts[:, HANI]
    counts[:, [HANI, HIRA, KANA]] = 0
    japanese = kana * 5 >= together
    counts[:, HIRA], counts[:, HANI] = together * japanese, together * ~japanese
    main = counts.argmax(1)
    letters = counts[np.arange(len(counts)), main]
    scripts = map(SCRIPTS.__getitem__, main.tolist())
    return [*map(Writing, scripts, letters.tolist(), totals.tolist(), means.tolist())]


def load_detect(settings: Mapping[str, Any] | None = None) -> Detect:
    """The detectors that the recipe's `[language]` section asks for.

    `settings` is that section; `detector = "langdetect"` makes one detector the only one. Nothing is imported yet.
    """
    detector = str((settings or {}).get("detector") or CASCADE)
    return Detect(only="" if detector == CASCADE else detector)
