"""Which language a document, or a stretch of it, is in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import regex

from .blocks import count_letters, sums_of
from .detectors import rank_by
from .scripts import SCRIPTS, UNSPACED, languages_in, languages_of, sole_language

CASCADE = "cascade"

# A document is read at so many places, so many characters each: 400 characters name most languages, 800 a doubtful one
# as well as 2,000 do, and at many places one foreign paragraph does not decide. What takes long to ask reads no more
# than the 400.
PLACES, PLACE, WIDE_PLACE = 8, 50, 100
# Letters below which a text is too short to name its language, and below which the detectors must agree on it.
FEWEST_LETTERS, FEWEST_UNSPACED, SHORT = 20, 6, 80
# Scores from which the first detector is believed on a text that is not short, 0..1: on a few places, on wide ones.
QUITE_SURE, SURE = 0.8, 0.7

# So many texts are counted at once that what is held of them stays in the processor's cache.
BLOCK = 256

HANI, HIRA, KANA = (SCRIPTS.index(script) for script in ("Hani", "Hira", "Kana"))
KANA_SCRIPTS = frozenset({"Hira", "Kana"})

# Addresses, handles, hashtags: a document's language does not show in them.
_ADDRESS_RE = regex.compile(r"(?<!\S)(?:[@#]|[^\s@:/]*+(?:@|://))\S++|www\.\S++")


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
        return self.documents([text])[0]

    def documents(self, texts: Sequence[str]) -> list[LanguageGuess]:
        """As `document`, for each of `texts`."""
        parts = [places(text) for text in texts]
        writings = writings_of(parts)
        guesses, doubtful = [UNKNOWN] * len(texts), []
        # Like after like, for what a detector knows of a language's letters stays in the processor's cache.
        for i in sorted(range(len(texts)), key=lambda i: writings[i].mean):
            if guess := self._quick_guess(parts[i], writings[i]):
                guesses[i] = guess
            else:
                doubtful.append(i)
        for i, guess in zip(doubtful, self._second_guesses(doubtful, texts, parts, writings), strict=True):
            guesses[i] = guess
        return guesses

    def _quick_guess(self, part: str, writing: Writing) -> LanguageGuess | None:
        """The language of a document told by a few places of it; None where that leaves a doubt."""
        script, letters, total, _ = writing
        if letters < (FEWEST_UNSPACED if script in UNSPACED else FEWEST_LETTERS):
            return UNKNOWN
        if sole := sole_language(script):
            return LanguageGuess(sole, round(letters / total, 4))
        if letters < SHORT:
            return self._agreed(part, script)
        first = _top(self._quick_names()[0], part, script)
        return first if first.score >= QUITE_SURE else None

    def _second_guesses(
        self, asked: Sequence[int], texts: Sequence[str], parts: Sequence[str], writings: Sequence[Writing]
    ) -> list[LanguageGuess]:
        """The languages of the documents `asked`: the first detector reads more of them, the others the same places,
        each only what those before it are not sure of."""
        best = dict.fromkeys(asked, UNKNOWN)
        for number, name in enumerate(self._quick_names()):
            for i in [i for i in asked if best[i].score < SURE]:
                guess = _top(name, parts[i] if number else places(texts[i], WIDE_PLACE), writings[i].script)
                best[i] = max(best[i], guess, key=lambda guess: guess.score)
        return [LanguageGuess(guess.language, round(min(guess.score, 1.0), 4)) for guess in best.values()]

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
        names = (self.only,) if self.only else self.panel
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


def _top(name: str, text: str, script: str) -> LanguageGuess:
    """What a detector says first of the languages written in `script`."""
    written = languages_in(script)
    for language, score in rank_by(name)(text):
        if language in written:
            return LanguageGuess(language, score)
    return UNKNOWN


def places(text: str, size: int = PLACE) -> str:
    """A line of at most `PLACES` times `size` characters, taken evenly from the whole of `text`, without addresses."""
    if (left := len(text) - size) > (PLACES - 1) * size:
        text = " ".join([text[at : at + size] for at in [left * i // (PLACES - 1) for i in range(PLACES)]])
    text = text.replace("\n", " ")
    return _ADDRESS_RE.sub(" ", text) if "@" in text or "#" in text or "://" in text or "www." in text else text


def writings_of(texts: Sequence[str]) -> list[Writing]:
    """The writing of each of `texts`. Kana and Han are one script: `Hira` where a fifth of it is kana, else `Hani`."""
    blocks = (texts[at : at + BLOCK] for at in range(0, len(texts), BLOCK))
    return [writing for block in blocks for writing in _writings_of(block)]


def _writings_of(texts: Sequence[str]) -> Iterable[Writing]:
    encoded = [text.encode("utf-8", "replace") for text in texts]
    bounds = np.cumsum([0, *map(len, encoded)])
    data = np.frombuffer(b"".join(encoded), np.uint8)
    counts, means = count_letters(data, bounds), sums_of(data, bounds) / np.maximum(np.diff(bounds), 1)
    totals = counts.sum(1)
    kana = counts[:, [HIRA, KANA]].sum(1)
    together = kana + counts[:, HANI]
    counts[:, [HANI, HIRA, KANA]] = 0
    japanese = kana * 5 >= together
    counts[:, HIRA], counts[:, HANI] = together * japanese, together * ~japanese
    main = counts.argmax(1)
    letters = counts[np.arange(len(counts)), main]
    return map(Writing, map(SCRIPTS.__getitem__, main.tolist()), letters.tolist(), totals.tolist(), means.tolist())


def load_detect(settings: Mapping[str, Any] | None = None) -> Detect:
    """The detectors that the recipe's `[language]` section asks for.

    `settings` is that section; `detector = "langdetect"` makes one detector the only one. Nothing is imported yet.
    """
    detector = str((settings or {}).get("detector") or CASCADE)
    return Detect(only="" if detector == CASCADE else detector)
