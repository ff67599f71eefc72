"""Which language a document, or a stretch of it, is in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import regex

from .blocks import count_letters
from .detectors import rank_by
from .scripts import SCRIPTS, UNSPACED, languages_in, sole_language

CASCADE = "cascade"

# A document is read at so many places, so many characters each: 400 characters name most languages, 800 a doubtful one
# as well as 2,000 do, and at many places one foreign paragraph does not decide. What takes long to ask reads no more
# than the 400.
PLACES, PLACE, WIDE_PLACE = 8, 50, 100
# Letters below which a text is too short to name its language, and below which the detectors must agree on it.
FEWEST_LETTERS, FEWEST_UNSPACED, SHORT = 20, 6, 80
# Scores from which the first detector is believed on a text that is not short, 0..1: on a few places, on wide ones.
QUITE_SURE, SURE = 0.8, 0.7

HANI, HIRA, KANA = (SCRIPTS.index(script) for script in ("Hani", "Hira", "Kana"))
KANA_SCRIPTS = frozenset({"Hira", "Kana"})

# Addresses, handles, hashtags: a document's language does not show in them.
ADDRESS_SIGNS = ("@", "#", "://", "www.")
_ADDRESS_RE = regex.compile(r"(?<!\S)(?:[@#]|[^\s@:/]*+(?:@|://))\S++|www\.\S++")


class LanguageGuess(NamedTuple):
    """`language` is a BCP 47 tag, `und` where nothing can be said; `score` lies in 0..1."""

    language: str
    score: float


UNKNOWN = LanguageGuess("und", 0.0)


class Writing(NamedTuple):
    """The script (ISO 15924) of most letters of a text, how many they are, and all its letters."""

    script: str
    letters: int
    total: int


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
        return [self._guess(*each) for each in zip(texts, parts, writings_of(parts), strict=True)]

    def _guess(self, text: str, part: str, writing: Writing) -> LanguageGuess:
        script, letters, total = writing
        if letters < (FEWEST_UNSPACED if script in UNSPACED else FEWEST_LETTERS):
            return UNKNOWN
        if sole := sole_language(script):
            return LanguageGuess(sole, round(letters / total, 4))
        if letters < SHORT:
            return self._agreed(part, script)
        first = next(self._guesses(part, script))
        if first.score >= QUITE_SURE:
            return first
        return self._first_sure(places(text, WIDE_PLACE), script, part)

    def name(self, text: str, scripts: frozenset[str]) -> LanguageGuess:
        """The language of a stretch written in `scripts` (ISO 15924): the one for which the detectors speak most. The
        last of them is not asked where the others agree."""
        written = frozenset[str]().union(*(languages_in(script) for script in scripts))
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

    def _guesses(self, text: str, script: str, rest: str = "") -> Iterator[LanguageGuess]:
        """What each detector says, one after the other as it is asked for, of the languages written in `script`; those
        after the first read `rest`, where it is given."""
        for name in (self.only,) if self.only else self.quick:
            ranking = (LanguageGuess(*pair) for pair in rank_by(name)(text) if pair[0] in languages_in(script))
            yield next(ranking, UNKNOWN)
            text = rest or text

    def _first_sure(self, text: str, script: str, rest: str) -> LanguageGuess:
        best = UNKNOWN
        for guess in self._guesses(text, script, rest):
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
    """A line of at most `PLACES` times `size` characters, taken evenly from the whole of `text`, without addresses."""
    if len(text) > PLACES * size:
        starts = (i * (len(text) - size) // (PLACES - 1) for i in range(PLACES))
        text = " ".join([text[start : start + size] for start in starts])
    text = text.replace("\n", " ")
    return _ADDRESS_RE.sub(" ", text) if any(sign in text for sign in ADDRESS_SIGNS) else text


def writings_of(texts: Sequence[str]) -> list[Writing]:
    """The writing of each of `texts`. Kana and Han are one script: `Hira` where a fifth of it is kana, else `Hani`."""
    encoded = [text.encode("utf-8", "replace") for text in texts]
    bounds = np.concatenate(([0], np.cumsum([len(text) for text in encoded], dtype=np.int64)))
    counts = count_letters(np.frombuffer(b"".join(encoded), np.uint8), bounds)
    totals = counts.sum(1)
    kana = counts[:, [HIRA, KANA]].sum(1)
    together = kana + counts[:, HANI]
    counts[:, [HANI, HIRA, KANA]] = 0
    japanese = kana * 5 >= together
    counts[:, HIRA], counts[:, HANI] = together * japanese, together * ~japanese
    main = counts.argmax(1)
    letters = counts[np.arange(len(counts)), main]
    return [
        Writing(SCRIPTS[i], *each) for i, *each in zip(main.tolist(), letters.tolist(), totals.tolist(), strict=True)
    ]


def load_detect(settings: Mapping[str, Any] | None = None) -> Detect:
    """The detectors that the recipe's `[language]` section asks for.

    `settings` is that section; `detector = "langdetect"` makes one detector the only one. Nothing is imported yet.
    """
    detector = str((settings or {}).get("detector") or CASCADE)
    return Detect(only="" if detector == CASCADE else detector)
