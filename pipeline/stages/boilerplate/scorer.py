"""The line scorer: which lines of a whole page are boilerplate that no phrase marks, told by shape, place and
neighbours alone. What it learned is in `line_scorer.json`, described in `line_scorer.md`."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from pipeline.stages.boilerplate import decision
from pipeline.stages.boilerplate.characters import Numbers
from pipeline.stages.boilerplate.decision import PARTS, WORDS, kept
from pipeline.stages.boilerplate.features import FEATURES, OF_PAGE, borders_of, write_features
from pipeline.stages.boilerplate.measures import measures_of
from pipeline.stages.boilerplate.second_look import FEATURES as LOOKED_FEATURES
from pipeline.stages.boilerplate.second_look import LOOKED, write_looked
from pipeline.stages.boilerplate.trees import UNIT, Trees, trees_of

RULE = "boilerplate.unmarked.und.line-scorer"
WEIGHTS = files(__package__).joinpath("line_scorer.json")
GROUP = 1 << 14
"""Lines judged at once: enough that calls cost little, few enough that their features stay in a processor's cache."""
BLANK = 0xFF
"""Stands for blank lines where others have their per cent."""
LARGEST = 8 * UNIT
"""Logits beyond which a probability is as good as sure."""
NAMED = 3
"""Features that an explanation names."""


class Run(NamedTuple):
    """Lines of a page, from line `start` on, that are not its article.

    `percent` says line by line, a byte each, how probably it is boilerplate, or that it is BLANK; the first and the
    last are not. `reasons` holds the names of the features that weighed most.
    """

    start: int
    percent: bytes
    reasons: str


class Looks(NamedTuple):
    """What training learned: each line is judged by itself and what is around it, then once more in the light of what
    the first look said."""

    first: Trees
    second: Trees


@cache
def load_looks() -> Looks:
    """The shipped weights."""
    return read_looks(WEIGHTS.read_text("utf-8"))


def read_looks(text: str) -> Looks:
    """Weights from their JSON file."""
    table = json.loads(text)
    return Looks(trees_of(table["first"], FEATURES), trees_of(table["second"], FEATURES + LOOKED_FEATURES))


@cache
def _probabilities() -> Numbers:
    """The probability, in parts of PARTS, of each logit from -LARGEST up."""
    logits = range(-LARGEST, LARGEST + 1)
    return np.array([round(PARTS / (1 + math.exp(-logit / UNIT))) for logit in logits], dtype=np.int32)


def runs_outside(
    lines: pa.DictionaryArray, owner: Numbers, ruled: Numbers, looks: Looks | None = None
) -> list[list[Run]]:
    """The runs that are not the article, page by page.

    `lines` holds the lines of whole pages, `owner` the number of each line's page, ascending from 0 (every page has a
    line), `ruled` whether a rule matches in the line.
    """
    first = borders_of(owner)
    own, measured = measured_lines(lines)
    filled = np.flatnonzero(own[:, 0].take(measured))
    pages = borders_of(owner.take(filled))
    times = np.zeros(len(own), dtype=np.int32)
    runs: list[Run] = []
    for start, end in _groups(pages):
        some = filled[pages[start] : pages[end]]
        borders = pages[start : end + 1] - pages[start]
        features = np.empty((len(FEATURES) + len(LOOKED_FEATURES), len(some)), dtype=np.int16)
        write_features(own, measured.take(some), borders, ruled.take(some), times, features[: len(FEATURES)])
        runs += _runs_of(features, borders, some, looks or load_looks())
    lines = np.array([run.start for run in runs], dtype=np.int64)
    pages = owner[lines]
    found: list[list[Run]] = [[] for _ in first[1:]]
    for page, start, run in zip(pages.tolist(), (lines - first[pages]).tolist(), runs, strict=True):
        found[page].append(Run(start, run.percent, run.reasons))
    return found


def measured_lines(lines: pa.DictionaryArray) -> tuple[Numbers, Numbers]:
    """The measures of distinct lines, one row a line, and for each line which of the rows is its own."""
    codes = lines.indices.to_numpy()
    place = np.zeros(len(lines.dictionary), dtype=np.int64)
    place[codes] = 1
    asked = np.flatnonzero(place)
    place[asked] = np.arange(len(asked))
    return measures_of(lines.dictionary, asked), place.take(codes)


def _groups(borders: Numbers) -> Iterator[tuple[int, int]]:
    """The first page, and the one past the last, of pages that are judged together."""
    opens = np.flatnonzero(np.diff(borders[:-1] // GROUP, prepend=-1)).tolist()
    return pairwise([*opens, len(borders) - 1])


def _runs_of(features: Numbers, borders: Numbers, places: Numbers, looks: Looks) -> Iterator[Run]:
    """Every run outside an article, told by `places`, those of the lines among all that are judged together, blank ones
    counted."""
    probability = judged(features, borders, looks)
    runs = decision.runs_outside(kept(features, probability, borders), features, borders)
    if not len(runs):
        return
    first = int(places[0])
    percent = np.full(int(places[-1]) + 1 - first, BLANK, dtype=np.uint8)
    percent[places - first] = 100 - (probability + 5) // 10
    told = percent.tobytes()
    spans = places[runs[:, :2]].tolist()
    for (start, last), reasons in zip(spans, _reasons(features, runs[:, 2], looks), strict=True):
        yield Run(start, told[start - first : last + 1 - first], reasons)


def judged(features: Numbers, borders: Numbers, looks: Looks) -> Numbers:
    """Each line's probability of belonging to the article, in parts of PARTS, from FEATURES; those of the second look
    are written into the rows below them."""
    probability = probabilities_of(looks.first.logits(features))
    write_looked(probability, features[WORDS], borders, features[len(FEATURES) :])
    return probabilities_of(looks.second.logits(features))


def probabilities_of(logits: Numbers) -> Numbers:
    """The probabilities of logits in parts of UNIT, in parts of PARTS."""
    return _probabilities().take(np.clip(logits, -LARGEST, LARGEST) + LARGEST)


def _reasons(features: Numbers, lines: Numbers, looks: Looks) -> list[str]:
    """The names of the features that weighed most against each of some lines in both looks together; what the second
    took from the first explains nothing."""
    both, telling = _both(looks)
    heaviest = both.heaviest(features, lines, telling, NAMED).tolist()
    return [", ".join([both.names[place] for place in places]) for places in heaviest]


@cache
def _both(looks: Looks) -> tuple[Trees, Numbers]:
    """The trees of both looks as one sum, and which of their names tell something of a line."""
    both = Trees(0, [*looks.first.trees, *looks.second.trees], looks.second.rows)
    telling = [at for at, name in enumerate(both.names) if not name.startswith((OF_PAGE, LOOKED))]
    return both, np.array(telling, dtype=np.int64)
