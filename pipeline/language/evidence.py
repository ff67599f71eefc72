"""What each word says for each language, and the stretches of a line that speak for another language than the host.

The evidence is eldc's table of words and word parts (Efficient Language Detector, github.com/nitotm/eldc), read word by
word instead of text by text. Its scores are sums over parts of words; being additive, they turn the search for foreign
stretches into a search for the sub-sequences of highest sum.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .detectors import load_eldc, remembering
from .labels import load_languages
from .scripts import languages_of

Scores = npt.NDArray[np.float32]

# What the detector's mean score of a part of a word is multiplied with to be nats. Chosen by hand.
NATS = 1.2
# The detector cuts words into parts of so many bytes.
PART = 6
# A longer word is read to here. Characters.
LONGEST_WORD = 60
# No single word decides: a loanword or a misspelling says at most so much, in nats.
MOST_OF_A_WORD = 8.0


class Segment(NamedTuple):
    """Words `first` to `last` (exclusive) speak for `language` rather than for the host by `score` nats."""

    first: int
    last: int
    language: str
    score: float


@cache
def known_languages() -> tuple[str, ...]:
    """The languages that words speak for."""
    return tuple(sorted(load_languages().detectors["eldc"]))


def _parts(word: str) -> int:
    """How many parts the detector reads of a word: its start, its end, and what lies between."""
    size = len(word.encode("utf-8", "replace"))
    return 1 if size <= PART else 2 + len(range(PART, size - PART, PART))


def word_scores(word: str) -> Mapping[str, float]:
    """What a word (its first 60 characters) says for each language that it says something for, in nats, up to a
    constant."""
    word = word[:LONGEST_WORD]
    word = word if word.isascii() else unicodedata.normalize("NFC", word)
    nats = NATS * _parts(word)
    return {tag: -math.log1p(-score) * nats for tag, score in load_eldc().detect_details(word).scores.items()}


def quick_gain(text: str, host: str) -> tuple[str, float]:
    """The language that a text's words, read together, speak for most, and by how much a part of a word does so rather
    than for `host`, in nats."""
    language, scores = _quick_scores(text)
    best, own = scores.get(language, 0.0), scores.get(host, 0.0)
    return language, NATS * (math.log1p(-own) - math.log1p(-best))


def _read_together(text: str) -> tuple[str, Mapping[str, float]]:
    details = load_eldc().detect_details(text)
    return str(details.language), details.scores


# Stretches come again in documents of many languages.
_quick_scores = remembering(_read_together, 1_024)


class _Table:
    """What words say for each language written in some scripts: one column of `scores` for each of `tags`, with the
    `costs` that each must overcome to be believed; a row for each word that came, until there is no more room."""

    def __init__(self, scripts: frozenset[str]) -> None:
        prior = load_languages().prior
        self.tags = tuple(tag for tag in known_languages() if tag in languages_of(scripts))
        self.columns = {tag: column for column, tag in enumerate(self.tags)}
        self.costs = np.array([prior.get(tag, RARE) for tag in self.tags], np.float32)
        self.scores = np.empty((MOST_WORDS, len(self.tags)), np.float32)
        self.rows: dict[str, int] = {}

    def read(self, words: Sequence[str]) -> Scores:
        """The scores of some words, at most `MOST_WORDS`: a row for each."""
        rows = self.rows
        if len(rows) + len(words) > MOST_WORDS:
            rows.clear()
        for word in words:
            if word not in rows:
                self.scores[rows.setdefault(word, len(rows))] = self._row(word)
        return self.scores.take([rows[word] for word in words], axis=0)

    def _row(self, word: str) -> list[float]:
        row = [0.0] * len(self.tags)
        for tag, score in word_scores(word).items():
            if tag in self.columns:
                row[self.columns[tag]] = score
        return row


# The words of each group of scripts that are remembered.
MOST_WORDS = 16_384
_table = cache(_Table)

# What a language that few pages quote must overcome, in nats; `languages.toml` lists those that must overcome less.
RARE = 6.0


class Weighed(NamedTuple):
    """What each word of a line (a row) says for each language of `tags` (a column) rather than for the host's, in nats,
    and by how much less it says for the host's (`lacks`) than words in that language do; `befores` is what a change of
    language costs in front of each word, `costs` what each language must overcome."""

    tags: Sequence[str]
    gains: Scores
    lacks: Scores
    befores: Scores
    costs: Scores

    def sums(self, first: int, last: int) -> tuple[dict[str, float], float]:
        """What the words `first` to `last` (exclusive) together say for each language, less what it must overcome, and
        how much they lack of the host's: all that words can say for a language that none of them knows."""
        sums = np.add.reduce(self.gains[first:last]) - self.costs
        return dict(zip(self.tags, sums.tolist(), strict=True)), float(np.add.reduce(self.lacks[first:last]))


def weigh(
    words: Sequence[str],
    weights: Scores,
    befores: Scores,
    own: Scores,
    host: str,
    scripts: frozenset[str],
) -> Weighed | None:
    """The evidence of the words of a line on a page that the words' own label of is `host`; None where they do not know
    that language, or there are none.

    `weights` (0..1) say how far each word may speak: names speak less, numbers not at all. `befores` are the costs, in
    nats, of a change of language in front of each: low at a quotation mark or a sentence end, high inside a clause.
    `own` is what each says for the host beside its spelling, in nats: a function word of the host's alone says much,
    one with a letter that the host lacks less than nothing.
    """
    table = _table(scripts)
    if host not in table.columns or not words:
        return None
    gains = table.read(words)
    host_scores = gains[:, table.columns[host]].copy()
    gains -= host_scores[:, None]
    gains *= weights[:, None]
    gains -= own[:, None]
    np.maximum(np.minimum(gains, MOST_OF_A_WORD, out=gains), -MOST_OF_A_WORD, out=gains)
    lacks = (np.float32(USUAL) - host_scores) * weights
    lacks -= np.maximum(own, 0)
    return Weighed(table.tags, gains, lacks, befores, table.costs)


# What a small word says for the language that it is in, about the least that most do, in nats.
USUAL = 1.2


# More than the sums of a line can be wrong by, in nats.
ROUNDING = 0.5


def foreign_segments(weighed: Weighed, least: float) -> Iterator[Segment]:
    """The stretches of a line that speak for another language than the host's by at least `least` nats, changes paid.
    None overlaps another."""
    # No stretch says more for a language than all the words that speak for it.
    most = np.add.reduce(np.maximum(weighed.gains, 0)) - weighed.costs - 2 * weighed.befores.min()
    columns = np.flatnonzero(most >= least - ROUNDING)
    if not len(columns):
        return
    gains, prior = weighed.gains[:, columns], weighed.costs[columns]
    costs = np.concatenate((weighed.befores, weighed.befores[:1]))
    todo = [(0, len(gains))]
    while todo:
        first, last = todo.pop()
        best = _best(gains[first:last], costs[first : last + 1], prior)
        if best.score < least:
            continue
        yield Segment(first + best.first, first + best.last, weighed.tags[columns[best.column]], best.score)
        todo += [(a, b) for a, b in ((first, first + best.first), (first + best.last, last)) if a < b]


class _Stretch(NamedTuple):
    first: int
    last: int
    column: int
    score: float


def _best(gains: Scores, costs: Scores, prior: Scores) -> _Stretch:
    """The stretch of highest sum over all languages, each change of language at the cost of its place."""
    sums = np.zeros((len(gains) + 1, gains.shape[1]), np.float32)
    np.cumsum(gains, axis=0, out=sums[1:])
    starts = sums[:-1] + costs[:-1, None]
    lowest = np.minimum.accumulate(starts, axis=0)
    worth = sums[1:] - costs[1:, None] - lowest - prior
    last, column = divmod(int(worth.argmax()), worth.shape[1])
    first = int(starts[: last + 1, column].argmin())
    return _Stretch(first, last + 1, column, float(worth[last, column]))
