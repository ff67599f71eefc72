"""What each word says for each language, and the stretches of a line that speak for another language than the host.

The evidence is py3langid's model (a naive Bayes classifier over byte n-grams: Lui and Baldwin, 2011, "Cross-domain
Feature Selection for Language Identification"), read word by word instead of document by document. Being additive,
it turns the search for foreign stretches into a search for the sub-sequences of highest sum.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .detectors import load_py3langid
from .labels import load_languages, tag_of
from .scripts import languages_in

Scores = npt.NDArray[np.float32]

# n-grams of one word are not independent: their log-likelihoods count for about a third.
TEMPER = 0.35
# No single word decides: a loanword or a misspelling says at most so much, in nats.
MOST_OF_A_WORD = 8.0


class Word(NamedTuple):
    """`weight` (0..1) is how far the word may speak: names speak less, numbers not at all. `before` is the cost, in
    nats, of a change of language in front of it: low at a quotation mark or a sentence end, high inside a clause.
    `own` is what it says for the host beside its spelling, in nats: a function word of the host's alone says much."""

    text: str
    weight: float
    before: float
    own: float = 0.0


class Segment(NamedTuple):
    """Words `first` to `last` (exclusive) speak for `language` rather than for the host by `score` nats."""

    first: int
    last: int
    language: str
    score: float


class Model(NamedTuple):
    """py3langid's tables: `table[feature]` holds a log-likelihood a language (`tags`); the rest is its automaton."""

    tags: tuple[str, ...]
    table: npt.NDArray[np.float16]
    moves: Any
    rows: Any
    output: Any


@cache
def load_model() -> Model:
    """The model that ships with py3langid, read once a process."""
    identifier = load_py3langid()
    tags = tuple(tag_of(label) for label in identifier.nb_classes)
    return Model(tags, identifier.nb_ptc, identifier.tk_nextmove, identifier._rowbase, identifier.tk_output)


def _features(text: str) -> list[int]:
    model = load_model()
    moves, rows, output = model.moves, model.rows, model.output
    state, found = 0, []
    for byte in text.encode("utf-8", "replace"):
        state = moves[rows[state] + byte]
        feature = output[state]
        if feature >= 0:
            found.append(feature)
    return found


@lru_cache(maxsize=32_768)
def word_scores(word: str) -> Scores:
    """The log-likelihood of a word in each of the model's languages, up to a constant of its own."""
    folded = unicodedata.normalize("NFC", word.lower() if word.isupper() else word)
    features = _features(f" {folded[:60]} ")
    table = load_model().table
    return table[features].sum(0, dtype=np.float32) if features else np.zeros(table.shape[1], np.float32)


@cache
def _columns(scripts: frozenset[str]) -> tuple[npt.NDArray[np.intp], Scores]:
    """The model's languages written in one of `scripts`, as columns, with what each must overcome to be believed."""
    written = frozenset[str]().union(*(languages_in(script) for script in scripts))
    model = load_model()
    columns = [i for i, tag in enumerate(model.tags) if tag in written]
    prior = load_languages().prior
    costs = np.array([prior.get(model.tags[i], RARE) for i in columns], np.float32)
    return np.array(columns, np.intp), costs


# What a language that few pages quote must overcome, in nats; `languages.toml` lists those that must overcome less.
RARE = 6.0


# What one word may say about a whole document, in nats: so little that a foreign paragraph does not decide.
MOST_FOR_A_DOCUMENT = 3.0


def own_label(words: Sequence[str], language: str, scripts: frozenset[str]) -> str:
    """The model's own label of a document of `language`: what stretches of it are compared with.

    It is `language`, unless most of `words` (some of the document's, in `scripts`) speak for another.
    """
    columns, _ = _columns(scripts)
    if not words or not len(columns):
        return "und"
    tags = [load_model().tags[i] for i in columns]
    scores = np.array([word_scores(word) for word in words])[:, columns]
    base = tags.index(language) if language in tags else int(scores.sum(0).argmax())
    gains = np.clip(scores - scores[:, [base]], -MOST_FOR_A_DOCUMENT, MOST_FOR_A_DOCUMENT)
    return str(tags[int(gains.sum(0).argmax())])


def _gains(words: Sequence[Word], host: int, columns: npt.NDArray[np.intp]) -> Scores:
    """What each word says for each column's language rather than for the host's."""
    scores = np.array([word_scores(word.text) for word in words])[:, columns]
    weights = np.array([word.weight for word in words], np.float32)[:, None] * np.float32(TEMPER)
    own = np.array([word.own for word in words], np.float32)[:, None]
    gains: Scores = np.clip((scores - scores[:, [host]]) * weights - own, -MOST_OF_A_WORD, MOST_OF_A_WORD)
    return gains


def word_gains(words: Sequence[Word], host: str, scripts: frozenset[str]) -> dict[str, float]:
    """What `words` together say for each language rather than for `host`, in nats, less what it must overcome."""
    columns, prior = _columns(scripts)
    tags = [load_model().tags[i] for i in columns]
    if host not in tags or not words:
        return {}
    sums = _gains(words, tags.index(host), columns).sum(0) - prior
    gains: dict[str, float] = {}
    for tag, gain in zip(tags, sums.tolist(), strict=True):
        gains[tag] = max(gain, gains.get(tag, gain))
    return gains


def foreign_segments(words: Sequence[Word], host: str, scripts: frozenset[str], least: float) -> Iterator[Segment]:
    """The stretches of a line that speak for another language than `host` by at least `least` nats, changes paid.

    `host` is the model's own label of the whole document (`own_label`). None overlaps another.
    """
    columns, prior = _columns(scripts)
    tags = [load_model().tags[i] for i in columns]
    if host not in tags or not words:
        return
    gains = _gains(words, tags.index(host), columns)
    costs = np.array([*(word.before for word in words), words[0].before], np.float32)
    todo = [(0, len(words))]
    while todo:
        first, last = todo.pop()
        best = _best(gains[first:last], costs[first : last + 1], prior)
        if best.score < least:
            continue
        yield Segment(first + best.first, first + best.last, tags[best.column], best.score)
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
