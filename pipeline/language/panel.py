"""Whether a stretch is foreign to its document: the evidence of its words, and the opinions of several detectors.

A detector has a say on documents in a language that it knows; on a stretch it may name one that the others do not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from .detectors import likelier, rank_by
from .evidence import known_languages, quick_gain
from .labels import load_languages
from .places import WIDE_PLACE, places
from .runs import main_script
from .screens import alphabet, own_words, quick_label
from .scripts import WRITTEN_TOGETHER, languages_of, scripts_of, scripts_together

# The quickest first: the last is asked only where the others leave a doubt.
QUICK, THOROUGH = ("eldc", "cld2"), "fasttext"

# What a member's opinion weighs, in nats of the word evidence, which may weigh MOST_OF_WORDS, and less where the words
# do not know the host's language. Chosen by hand.
SAYS_SO, SAYS_FOREIGN, SAYS_HOST, SAYS_HOST_BLINDLY = 3.0, 1.0, -3.0, -1.0
MOST_OF_WORDS, MOST_BLINDLY, LEAST_OF_WORDS = 12.0, 4.0, -6.0
# From what margin over the host's score a vote is clear, and what an unclear one counts, 0..1.
CLEAR, LEAST_CLEAR = 0.2, 0.4
# What a nat of the word evidence weighs when the languages that a foreign stretch may be in are compared.
NAMING = 0.4
ENOUGH = 6.5
# A stretch found with so little to spare is shown to langdetect, which drops it where the host's language is likelier.
SECOND_OPINION, TO_SPARE = "langdetect", 2.0
# What detectors that take long read of a stretch. Characters.
ENOUGH_TO_READ = 200
# What a language that the words do not know must overcome, in nats.
UNKNOWN_COST = 3.0


class Host(NamedTuple):
    """A document as its fragments are measured: its language and scripts, the words' own label of it (they may know it
    under another language only), the function words that it shares with no other language, its letters, where both are
    known, and a part of it, where that tells which detectors have a say on it."""

    language: str
    scripts: frozenset[str]
    words: str
    own: frozenset[str]
    letters: frozenset[str]
    part: str = ""

    def hears(self, name: str) -> bool:
        """Whether a detector has a say on the document: it knows the language and, where it may do so in one of its
        scripts only, names it for the document itself."""
        return self.knows(name) and (not self.part or _label(name, self.part) == self.language)

    def knows(self, name: str) -> bool:
        """Whether a detector knows the document's language."""
        return name in _members_knowing(self.language)


class Verdict(NamedTuple):
    """`language` is foreign to the host with evidence of `sum` nats; `score` is the same in 0..1."""

    language: str
    sum: float

    @property
    def score(self) -> float:
        """Confidence, 0..1: 0.5 at `ENOUGH`."""
        return round(1 / (1 + math.exp((ENOUGH - self.sum) / 2)), 4)


@lru_cache(maxsize=256)
def usual_host(language: str) -> Host | None:
    """The host of documents of a language; None where it takes the document's text to tell: the words do not know the
    language, or it is written in several scripts."""
    scripts = scripts_of(language)
    if language not in known_languages() or _has_several(scripts):
        return None
    together = scripts if len(scripts) > 1 else scripts_together(min(scripts), language)
    return _host(language, together, language)


def read_host(text: str, language: str) -> Host:
    """The host of a document of `language`, whose text is `text`."""
    return usual_host(language) or _host_told_by(places(text, WIDE_PLACE), language)


def screened_host(part: str, language: str) -> Host:
    """As `read_host`, of a document whose wide `places` are `part`, but with nothing of its own text: enough to screen
    its lines, not to judge them."""
    return usual_host(language) or _host_told_by(part, language)._replace(part="")


@lru_cache(maxsize=1_024)
def _host_told_by(part: str, language: str) -> Host:
    script, _, _ = main_script(part)
    host = _host(language, scripts_together(script or "Latn", language), quick_label(part))
    return host._replace(part=part) if _has_several(scripts_of(language)) else host


@lru_cache(maxsize=256)
def _label(name: str, part: str) -> str:
    """A detector's own label of a part of a document."""
    return next(iter(rank_by(name)(part)), ("und", 0.0))[0]


@cache
def _members_knowing(language: str) -> frozenset[str]:
    return frozenset(name for name in (*QUICK, THOROUGH) if language in load_languages().detectors[name])


def _has_several(scripts: frozenset[str]) -> bool:
    return len(scripts) > 1 and scripts not in WRITTEN_TOGETHER.values()


@lru_cache(maxsize=256)
def _host(language: str, scripts: frozenset[str], label: str) -> Host:
    own = frozenset[str]().union(*(own_words(language, script) for script in scripts))
    letters = alphabet(language, min(scripts)) if len(scripts) == 1 else frozenset[str]()
    return Host(language, scripts, label, own, letters)


def judge(text: str, gains: Mapping[str, float], lack: float, host: Host) -> Verdict:
    """The language that speaks most against the host in `text`; `gains` (by tag, in their order) and `lack` are what
    its words say.

    No detector is asked where its opinion could not change whether the stretch is foreign.
    """
    blind = max(*gains.values(), lack - UNKNOWN_COST) if gains else 0.0
    if _words_of(blind, host) + SAYS_SO * len(_members_knowing(host.language)) < ENOUGH:
        return Verdict(host.language, -math.inf)
    votes = {name: vote for name in QUICK if host.hears(name) and (vote := _vote(name, text))}
    best = _best(gains, blind, votes, host)
    if _could_be_foreign(best, blind, votes, host) and not _is_plain(best, votes) and host.knows(THOROUGH):
        vote = _vote(THOROUGH, text[:ENOUGH_TO_READ])
        told = _best(gains, blind, {**votes, THOROUGH: vote}, host) if vote else best
        # Whether it has a say takes long to tell where the language has several scripts.
        if max(told.sum, best.sum) >= ENOUGH and host.hears(THOROUGH):
            best = told
    return _reconsidered(best, text, host) if 0 <= best.sum - ENOUGH < TO_SPARE else best


def _reconsidered(found: Verdict, text: str, host: Host) -> Verdict:
    """A barely found verdict after a second opinion, where the detector that gives it knows both languages."""
    if not {found.language, host.language} <= load_languages().detectors[SECOND_OPINION]:
        return found
    is_host = likelier(text[:ENOUGH_TO_READ], frozenset({found.language, host.language})) == host.language
    return found._replace(sum=found.sum - TO_SPARE) if is_host else found


class Vote(NamedTuple):
    """What a member names, and its scores of languages, 0..1."""

    language: str
    scores: Mapping[str, float]

    def clearness(self, other: str) -> float:
        """How clearly the member prefers what it names to another language, 0..1."""
        margin = self.scores[self.language] - self.scores.get(other, 0.0)
        return min(1.0, max(LEAST_CLEAR, margin / CLEAR))


# A stretch is plainly foreign where the quickest detector prefers one language to the host's by so much a word, in
# nats, and so much in all, and the next gives it so great a share of the stretch.
PLAIN_WORD, PLAIN, PLAIN_SHARE = 1.0, 15.0, 0.9


def judge_plain(text: str, words: int, host: Host) -> Verdict | None:
    """The verdict on `text`, of so many words, where it is plain without weighing its words one by one; else None."""
    if host.language != host.words:
        return None
    language, gain = quick_gain(text, host.words)
    if gain < PLAIN_WORD or gain * words < PLAIN or language not in languages_of(host.scripts):
        return None
    ranking = rank_by("cld2")(text)
    if not ranking or ranking[0][0] != language or ranking[0][1] < PLAIN_SHARE:
        return None
    return Verdict(language, MOST_OF_WORDS + 2 * SAYS_SO)


def _vote(name: str, text: str) -> Vote | None:
    """What a detector says of a text; None where it has nothing to say."""
    ranking = rank_by(name)(text)
    return Vote(ranking[0][0], dict(ranking)) if ranking else None


def _could_be_foreign(best: Verdict, blind: float, votes: Mapping[str, Vote], host: Host) -> bool:
    """Whether one more opinion for a foreign language could be enough: for the best, or for one that nobody named."""
    told = sum(SAYS_HOST_BLINDLY if vote.language == host.language else SAYS_FOREIGN for vote in votes.values())
    return max(best.sum, _words_of(blind, host) + told) + SAYS_SO >= ENOUGH


def _is_plain(best: Verdict, votes: Mapping[str, Vote]) -> bool:
    """Whether all the quick members agree on what has so much evidence that one opinion against it is too few."""
    agree = len(votes) == len(QUICK) and all(vote.language == best.language for vote in votes.values())
    return agree and best.sum + SAYS_HOST >= ENOUGH


def _best(gains: Mapping[str, float], blind: float, votes: Mapping[str, Vote], host: Host) -> Verdict:
    likely = sorted(gains, key=gains.__getitem__, reverse=True)[:3]
    named = {*likely, *[vote.language for vote in votes.values()]}
    candidates = sorted((named & languages_of(host.scripts)) - {host.language, host.words})
    if not candidates:
        return Verdict(host.language, -math.inf)
    foreign = max([_sum(tag, gains.get(tag, blind), votes, host) for tag in candidates])
    fits = [_fit(tag, gains.get(tag, blind), votes) for tag in candidates]
    return Verdict(candidates[fits.index(max(fits))], foreign)


def _fit(tag: str, gain: float, votes: Mapping[str, Vote]) -> float:
    """How well a language fits a stretch beside other foreign ones; who does not know it has no say."""
    known = load_languages().detectors
    told = [SAYS_SO if v.language == tag else SAYS_FOREIGN * (tag not in known[name]) for name, v in votes.items()]
    return NAMING * gain + sum(told)


def _sum(tag: str, gain: float, votes: Mapping[str, Vote], host: Host) -> float:
    related = load_languages().related.get(host.language, {}).get(tag, 0.0)
    return _words_of(gain, host) - related + sum([_opinion(tag, name, vote, host) for name, vote in votes.items()])


def _words_of(gain: float, host: Host) -> float:
    """What a gain of the words weighs beside the opinions of detectors."""
    return min(max(gain, LEAST_OF_WORDS), MOST_OF_WORDS if host.language == host.words else MOST_BLINDLY)


def _opinion(tag: str, name: str, vote: Vote, host: Host) -> float:
    if vote.language == tag:
        return SAYS_SO * vote.clearness(host.language)
    if vote.language != host.language:
        return SAYS_FOREIGN
    knows = tag in load_languages().detectors[name]
    return SAYS_HOST * vote.clearness(tag) if knows else SAYS_HOST_BLINDLY
