"""The line scorer: which lines of a whole page are boilerplate that no phrase marks, told by shape, place and
neighbours alone. What it learned is in `line_scorer.json`, described in `line_scorer.md`."""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from pipeline.stages.boilerplate.characters import Numbers
from pipeline.stages.boilerplate.decision import PARTS, kept, runs_in
from pipeline.stages.boilerplate.features import OF_PAGE, Pages, features_of
from pipeline.stages.boilerplate.measures import measures_of
from pipeline.stages.boilerplate.second_look import LOOKED, looked_at
from pipeline.stages.boilerplate.trees import UNIT, Trees, trees_of

RULE = "boilerplate.unmarked.und.line-scorer"
WEIGHTS = files(__package__).joinpath("line_scorer.json")
GROUP = 1 << 16
"""Lines judged at once: enough that calls cost little, few enough that columns stay small."""
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
    return Looks(trees_of(table["first"]), trees_of(table["second"]))


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
    looks = looks or load_looks()
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    opens = first[np.flatnonzero(np.diff(first // GROUP, prepend=-1))]
    measured, own = _measured(lines)
    found: list[list[Run]] = [[] for _ in first]
    runs: list[Run] = []
    heaviest = []
    for start, end in pairwise([*opens.tolist(), len(owner)]):
        filled = start + np.flatnonzero(measured[start:end] >= 0)
        if len(filled):
            pages, line = Pages(owner[filled]), measured[filled]
            measures = {name: values.take(line) for name, values in own.items()}
            features, probability = judged(features_of(measures, pages, ruled[filled], line), pages, looks)
            some, heavy = _runs_of(features, probability, pages, filled)
            runs += some
            heaviest.append({name: features[name].take(heavy) for name in _both(looks).names})
    for run, reasons in zip(runs, _reasons(heaviest, looks) if runs else (), strict=True):
        page = int(owner[run.start])
        found[page].append(run._replace(start=run.start - int(first[page]), reasons=reasons))
    return found


def _measured(lines: pa.DictionaryArray) -> tuple[Numbers, dict[str, Numbers]]:
    """The measures of distinct lines, and for each line which of them are its own, or -1 where it is blank."""
    codes, count = lines.indices.to_numpy(), len(lines.dictionary)
    present = np.bincount(codes, minlength=count) > 0
    filled, own = measures_of(lines.dictionary.filter(pa.array(present)))
    place = np.full(count, -1)
    place[np.flatnonzero(present)[filled]] = np.arange(len(filled))
    return place[codes], own


def judged(features: dict[str, Numbers], pages: Pages, looks: Looks) -> tuple[dict[str, Numbers], Numbers]:
    """Each line's features, those of the second look among them, and its probability of belonging to the article, in
    parts of PARTS."""
    features = features | looked_at(probabilities_of(looks.first.logits(features)), features["words"], pages)
    return features, probabilities_of(looks.second.logits(features))


def probabilities_of(logits: Numbers) -> Numbers:
    """The probabilities of logits in parts of UNIT, in parts of PARTS."""
    return _probabilities().take(np.clip(logits, -LARGEST, LARGEST) + LARGEST)


def _runs_of(
    features: dict[str, Numbers], probability: Numbers, pages: Pages, places: Numbers
) -> tuple[list[Run], Numbers]:
    """Every run outside an article, told by `places`, those of the lines among all that are judged together, blank ones
    counted; and the line of each that has most words."""
    keep = kept(features, probability, pages)
    opens, size = runs_in(keep, pages)
    most = np.maximum.reduceat((features["words"].astype(np.int64) << 32) | pages.index, opens) & 0xFFFFFFFF
    gone = ~keep[opens]
    first = places[0]
    percent = np.full(places[-1] + 1 - first, BLANK, dtype=np.uint8)
    percent[places - first] = 100 - (probability + 5) // 10
    told = percent.tobytes()
    spans = zip(places[opens[gone]].tolist(), places[(opens + size)[gone] - 1].tolist(), strict=True)
    return [Run(start, told[start - first : last + 1 - first], "") for start, last in spans], most[gone]


def _reasons(heaviest: list[dict[str, Numbers]], looks: Looks) -> list[str]:
    """The names of the features that weighed most against each line in both looks together; what the second took from
    the first explains nothing."""
    both = _both(looks)
    features = {name: np.concatenate([some[name] for some in heaviest]) for name in both.names}
    rows = [row for row, name in enumerate(both.names) if not name.startswith((OF_PAGE, LOOKED))]
    added = both.reasons(features)[rows]
    heaviest_first = []
    for _ in range(NAMED):
        heaviest_first.append(added.argmin(axis=0))
        added[heaviest_first[-1], np.arange(added.shape[1])] = np.inf
    return [", ".join(both.names[rows[place]] for place in places) for places in np.stack(heaviest_first, 1).tolist()]


@cache
def _both(looks: Looks) -> Trees:
    """The trees of both looks as one sum."""
    return Trees(0, [*looks.first.trees, *looks.second.trees])
