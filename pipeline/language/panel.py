"""Whether a stretch is foreign to its document, by several detectors, each against its own label of the document.

A detector that calls Indonesian Malay does so on the page and on the stretch: compared with itself it is right.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .detectors import Ranking, rank_by
from .evidence import Word, own_label, word_gains
from .labels import load_languages
from .screens import own_words
from .scripts import languages_in, word_spans

MEMBERS = ("fasttext", "eldc", "cld2")

# What a member's opinion weighs, in nats of the word evidence, which may weigh MOST_OF_WORDS. Chosen by hand.
SAYS_SO, SAYS_FOREIGN, SAYS_HOST, SAYS_HOST_BLINDLY = 3.0, 1.0, -3.0, -1.0
MOST_OF_WORDS, LEAST_OF_WORDS = 12.0, -6.0
# From what margin over the host's score a vote is clear, and what an unclear one counts, 0..1.
CLEAR, LEAST_CLEAR = 0.2, 0.4
# What a nat of the word evidence weighs when the languages that a foreign stretch may be in are compared.
NAMING = 0.4
ENOUGH = 7.5
# Between these sums langdetect is asked too: it is slow, but these are few.
SECOND_OPINION, LEAST_DOUBT, MOST_DOUBT = "langdetect", 7.0, 8.5
SECONDS, OBJECTS, ENOUGH_TO_READ = 1.0, -1.0, 200


class Host(NamedTuple):
    """A document as its fragments are measured: its language and scripts, the word model's own label of it, the part of
    its text (at most 2,000 characters) that the members' own labels are read from, and the function words that it
    shares with no other language."""

    language: str
    scripts: frozenset[str]
    words: str
    text: str
    own: frozenset[str]


class Verdict(NamedTuple):
    """`language` is foreign to the host with evidence of `sum` nats; `score` is the same in 0..1."""

    language: str
    sum: float

    @property
    def score(self) -> float:
        """Confidence, 0..1: 0.5 at `ENOUGH`."""
        return round(1 / (1 + math.exp((ENOUGH - self.sum) / 2)), 4)


def read_host(text: str, language: str, scripts: frozenset[str]) -> Host:
    """The host of a document of `language`: `text` is a part of it of at most 2,000 characters."""
    words = [text[start:end] for start, end in word_spans(text, scripts)]
    own = frozenset[str]().union(*(own_words(language, script) for script in scripts))
    return Host(language, scripts, own_label(words, language, scripts), text, own)


@lru_cache(maxsize=256)
def labels_of(text: str, language: str) -> Mapping[str, str]:
    """The labels that the members give the text of a document: of those that agree on its language, the others have
    no say."""
    votes = {name: ranking[0][0] for name in MEMBERS if (ranking := rank_by(name)(text))}
    return {name: tag for name, tag in votes.items() if tag == language}


def judge(text: str, words: Sequence[Word], host: Host) -> Verdict:
    """The language that speaks most against the host in `text`, whose words are `words`."""
    gains = word_gains(words, host.words, host.scripts)
    labels = labels_of(host.text, host.language)
    votes = {name: _vote(ranking, host.language) for name in labels if (ranking := rank_by(name)(text))}
    own = {host.language, host.words}
    written = frozenset[str]().union(*(languages_in(script) for script in host.scripts))
    likely = sorted(gains, key=lambda tag: (-gains[tag], tag))[:3]
    candidates = sorted({*likely, *(vote.language for vote in votes.values())} & written - own)
    verdicts = [Verdict(tag, _sum(tag, gains.get(tag, 0.0), votes, host)) for tag in candidates]
    best = max(verdicts, key=lambda verdict: verdict.sum, default=Verdict(host.language, -math.inf))
    best = _reconsidered(best, text, host) if LEAST_DOUBT <= best.sum < MOST_DOUBT else best
    name = max(candidates, key=lambda tag: _fit(tag, gains.get(tag, 0.0), votes), default=host.language)
    return Verdict(name, best.sum)


class Vote(NamedTuple):
    """What a member names, and how clearly it prefers that to the host, 0..1."""

    language: str
    clearness: float


def _vote(ranking: Ranking, host: str) -> Vote:
    language, score = ranking[0]
    return Vote(language, min(1.0, max(LEAST_CLEAR, (score - dict(ranking).get(host, 0.0)) / CLEAR)))


def _fit(tag: str, gain: float, votes: Mapping[str, Vote]) -> float:
    """How well a language fits a stretch beside other foreign ones; who does not know it has no say."""
    known = load_languages().detectors
    told = (SAYS_SO if v.language == tag else SAYS_FOREIGN * (tag not in known[name]) for name, v in votes.items())
    return NAMING * gain + sum(told)


def _reconsidered(verdict: Verdict, text: str, host: Host) -> Verdict:
    """A doubtful verdict after a second opinion, where the detector that gives it knows the language."""
    if verdict.language not in load_languages().detectors[SECOND_OPINION]:
        return verdict
    top = next(iter(rank_by(SECOND_OPINION)(text[:ENOUGH_TO_READ])), ("und", 0.0))[0]
    opinion = SECONDS if top == verdict.language else OBJECTS if top == host.language else 0.0
    return Verdict(verdict.language, verdict.sum + opinion)


def _sum(tag: str, gain: float, votes: Mapping[str, Vote], host: Host) -> float:
    words = min(max(gain, LEAST_OF_WORDS), MOST_OF_WORDS)
    related = load_languages().related.get(host.language, {}).get(tag, 0.0)
    return words - related + sum(_opinion(tag, name, vote, host) for name, vote in votes.items())


def _opinion(tag: str, name: str, vote: Vote, host: Host) -> float:
    if vote.language == tag:
        return SAYS_SO * vote.clearness
    if vote.language != host.language:
        return SAYS_FOREIGN
    return SAYS_HOST if tag in load_languages().detectors[name] else SAYS_HOST_BLINDLY
