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
GROUP = 1 << 21
"""Characters judged at once: enough that calls cost little, few enough that columns stay small."""
LARGEST = 8 * UNIT
"""Logits beyond which a probability is as good as sure."""
NAMED = 3
"""Features that an explanation names."""


class Run(NamedTuple):
    """Lines of a page, from the first to the last of `lines`, that are not its article.

    `lines` holds the places of those that are not blank, `percent` how probably each is boilerplate, `reasons` the
    names of the features that weighed most.
    """

    lines: list[int]
    percent: list[int]
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
    return np.array([round(PARTS / (1 + math.exp(-logit / UNIT))) for logit in logits], dtype=np.int64)


def runs_outside(
    flat: pa.StringArray, lengths: Numbers, owner: Numbers, ruled: Numbers, alike: Numbers, looks: Looks | None = None
) -> list[list[Run]]:
    """The runs that are not the article, page by page.

    `flat` holds the lines of whole pages, `lengths` their code points, `owner` the number of each line's page,
    ascending from 0 (every page has a line), `ruled` whether a rule matches in the line, `alike` a number that only
    equal lines share.
    """
    looks = looks or load_looks()
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    group = np.cumsum(lengths, dtype=np.int64)[first] // GROUP
    opens = first[np.flatnonzero(np.diff(group, prepend=-1))]
    found: list[list[Run]] = [[] for _ in first]
    runs: list[tuple[int, Run]] = []
    heaviest = []
    for start, end in pairwise([*opens.tolist(), len(owner)]):
        filled, own = measures_of(flat[start:end], lengths[start:end])
        if len(filled):
            filled += start
            pages = Pages(owner[filled])
            features = features_of(own, pages, ruled[filled], alike[filled])
            features, probability = judged(features, pages, looks)
            some, heavy = _runs_of(features, probability, pages, filled - first[owner[filled]])
            runs += [(int(owner[filled[at]]), run) for at, run in some]
            heaviest.append({name: features[name].take(heavy) for name in _both(looks).names})
    for (page, run), reasons in zip(runs, _reasons(heaviest, looks), strict=True):
        found[page].append(run._replace(reasons=reasons))
    return found


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
) -> tuple[list[tuple[int, Run]], Numbers]:
    """(first line, run) of every run outside an article, and the line of each that has most words; `places` are those
    of the lines in their pages, blank ones counted."""
    keep = kept(features, probability, pages)
    opens, size = runs_in(keep, pages)
    most = np.maximum.reduceat(features["words"].astype(np.int64) * len(keep) + pages.index, opens) % len(keep)
    gone = ~keep[opens]
    percent = (100 - (probability + 5) // 10).tolist()
    place = places.tolist()
    spans = zip(opens[gone].tolist(), (opens + size)[gone].tolist(), strict=True)
    return [(at, Run(place[at:end], percent[at:end], "")) for at, end in spans], most[gone]


def _reasons(heaviest: list[dict[str, Numbers]], looks: Looks) -> list[str]:
    """The names of the features that weighed most against each line in both looks together; what the second took from
    the first explains nothing."""
    if not heaviest:
        return []
    both = _both(looks)
    features = {name: np.concatenate([some[name] for some in heaviest]) for name in both.names}
    rows = [row for row, name in enumerate(both.names) if not name.startswith((OF_PAGE, LOOKED))]
    order = np.argsort(both.reasons(features)[rows], axis=0, kind="stable")[:NAMED].T.tolist()
    return [", ".join(both.names[rows[place]] for place in places) for places in order]


@cache
def _both(looks: Looks) -> Trees:
    """The trees of both looks as one sum."""
    return Trees(0, [*looks.first.trees, *looks.second.trees])
