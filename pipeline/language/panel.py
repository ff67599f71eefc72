"""Whether a stretch is foreign to its document, by several detectors, each against its own label of the document.

A detector that calls Indonesian Malay does so on the page and on the stretch: compared with itself it is right.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .detectors import rank_by
from .evidence import Word, own_label, word_gains
from .labels import load_languages
from .scripts import languages_in, word_spans

MEMBERS = ("fasttext", "eldc", "cld2")

# What a member's opinion weighs, in nats of the word evidence, which may weigh MOST_OF_WORDS. Chosen by hand.
SAYS_SO, SAYS_FOREIGN, SAYS_HOST, SAYS_HOST_BLINDLY = 3.0, 1.0, -3.0, -1.0
MOST_OF_WORDS, LEAST_OF_WORDS = 12.0, -6.0
ENOUGH = 7.5
# Between these sums langdetect is asked too: it is slow, but these are few.
SECOND_OPINION, LEAST_DOUBT, MOST_DOUBT = "langdetect", 7.0, 8.5
SECONDS, OBJECTS, ENOUGH_TO_READ = 1.0, -1.0, 200


class Host(NamedTuple):
    """A document as its fragments are measured: its language and scripts, the word model's own label of it, and the
    part of its text (at most 2,000 characters) that the members' own labels are read from."""

    language: str
    scripts: frozenset[str]
    words: str
    text: str


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
    return Host(language, scripts, own_label(words, language, scripts), text)


@lru_cache(maxsize=256)
def labels_of(text: str, language: str) -> Mapping[str, str]:
    """The labels that the members give the text of a document: of those that agree on its language, the others have
    no say."""
    tops = {name: ranking[0][0] for name in MEMBERS if (ranking := rank_by(name)(text))}
    return {name: tag for name, tag in tops.items() if tag == language}


def judge(text: str, words: Sequence[Word], host: Host) -> Verdict:
    """The language that speaks most against the host in `text`, whose words are `words`."""
    gains = word_gains(words, host.words, host.scripts)
    labels = labels_of(host.text, host.language)
    tops = {name: ranking[0][0] for name in labels if (ranking := rank_by(name)(text))}
    own = {host.language, host.words}
    written = frozenset[str]().union(*(languages_in(script) for script in host.scripts))
    likely = sorted(gains, key=lambda tag: (-gains[tag], tag))[:3]
    candidates = sorted({*likely, *tops.values()} & written - own)
    verdicts = [Verdict(tag, _sum(tag, gains.get(tag, 0.0), tops, host)) for tag in candidates]
    best = max(verdicts, key=lambda verdict: verdict.sum, default=Verdict(host.language, -math.inf))
    return _reconsidered(best, text, host) if LEAST_DOUBT <= best.sum < MOST_DOUBT else best


def _reconsidered(verdict: Verdict, text: str, host: Host) -> Verdict:
    """A doubtful verdict after a second opinion, where the detector that gives it knows the language."""
    if verdict.language not in load_languages().detectors[SECOND_OPINION]:
        return verdict
    top = next(iter(rank_by(SECOND_OPINION)(text[:ENOUGH_TO_READ])), ("und", 0.0))[0]
    opinion = SECONDS if top == verdict.language else OBJECTS if top == host.language else 0.0
    return Verdict(verdict.language, verdict.sum + opinion)


def _sum(tag: str, gain: float, tops: Mapping[str, str], host: Host) -> float:
    words = min(max(gain, LEAST_OF_WORDS), MOST_OF_WORDS)
    related = load_languages().related.get(host.language, {}).get(tag, 0.0)
    return words - related + sum(_opinion(tag, name, top, host) for name, top in tops.items())


def _opinion(tag: str, name: str, top: str, host: Host) -> float:
    if top == tag:
        return SAYS_SO
    if top != host.language:
        return SAYS_FOREIGN
    return SAYS_HOST if tag in load_languages().detectors[name] else SAYS_HOST_BLINDLY
