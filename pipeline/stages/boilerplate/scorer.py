"""The line scorer: which lines of a whole page are boilerplate that no phrase marks, told by shape, place and
neighbours alone. What it learned is in `line_scorer.json`, described in `line_scorer.md`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from pipeline.stages.boilerplate.characters import Numbers
from pipeline.stages.boilerplate.features import OF_PAGE, Pages, features_of
from pipeline.stages.boilerplate.measures import measures_of
from pipeline.stages.boilerplate.trees import UNIT, Trees, read_trees

RULE = "boilerplate.unmarked.und.line-scorer"
WEIGHTS = files(__package__).joinpath("line_scorer.json")
GROUP = 1 << 22
"""Characters judged at once: enough that calls cost little, few enough that columns stay small."""
PARTS = 1000
"""Parts that probabilities are counted in."""
LARGEST = 8 * UNIT
"""Logits beyond which a probability is as good as sure."""
UNKNOWN_WORDS = 50
"""Words that an article is taken to have beyond those seen: a page of a few lines keeps more of them."""
LEAN = 0.7
"""How much of the best threshold is asked for: a line lost costs more than one left."""
REMOVED_GAP, KEPT_GAP = 4, 2
"""Lines: so short a run to be removed inside the article stays, so short a run to be kept outside it goes."""
SURE_OUT, SURE_IN = 0.25, 1.6
"""Shares of the threshold beyond which even such a run is what its lines say."""
EDGES, EDGE_WIDTH, SURE_EDGE = 3, 12, 0.2
"""How many lines at either edge of what is kept stay with it when they are sentences of this width, unless so sure."""
FEWEST = 16
"""A page with fewer lines around its article is not touched: whole pages have more."""
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


@cache
def load_trees() -> Trees:
    """The shipped weights."""
    return read_trees(WEIGHTS.read_text("utf-8"))


@cache
def _probabilities() -> Numbers:
    """The probability, in parts of PARTS, of each logit from -LARGEST up."""
    logits = range(-LARGEST, LARGEST + 1)
    return np.array([round(PARTS / (1 + math.exp(-logit / UNIT))) for logit in logits], dtype=np.int64)


def runs_outside(
    flat: pa.StringArray, lengths: Numbers, owner: Numbers, ruled: Numbers, alike: Numbers, trees: Trees | None = None
) -> list[list[Run]]:
    """The runs that are not the article, page by page.

    `flat` holds the lines of whole pages, `lengths` their code points, `owner` the number of each line's page,
    ascending from 0 (every page has a line), `ruled` whether a rule matches in the line, `alike` a number that only
    equal lines share.
    """
    trees = trees or load_trees()
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
            some, heavy = _judged(features, pages, filled - first[owner[filled]], trees)
            runs += [(int(owner[filled[at]]), run) for at, run in some]
            heaviest.append({name: features[name].take(heavy) for name in trees.names})
    for (page, run), reasons in zip(runs, _reasons(heaviest, trees), strict=True):
        found[page].append(run._replace(reasons=reasons))
    return found


def _judged(
    features: dict[str, Numbers], pages: Pages, places: Numbers, trees: Trees
) -> tuple[list[tuple[int, Run]], Numbers]:
    """(first line, run) of every run outside an article, and the line of each that has most words; `places` are those
    of the lines in their pages, blank ones counted."""
    probability = probabilities(features, trees)
    keep = kept(features, probability, pages)
    opens, size = _runs(keep, pages)
    most = np.maximum.reduceat(features["words"].astype(np.int64) * len(keep) + pages.index, opens) % len(keep)
    gone = ~keep[opens]
    percent = (100 - (probability + 5) // 10).tolist()
    place = places.tolist()
    spans = zip(opens[gone].tolist(), (opens + size)[gone].tolist(), strict=True)
    return [(at, Run(place[at:end], percent[at:end], "")) for at, end in spans], most[gone]


def _reasons(heaviest: list[dict[str, Numbers]], trees: Trees) -> list[str]:
    """The names of the features that weighed most against each line."""
    if not heaviest:
        return []
    features = {name: np.concatenate([some[name] for some in heaviest]) for name in trees.names}
    rows = [row for row, name in enumerate(trees.names) if not name.startswith(OF_PAGE)]
    order = np.argsort(trees.reasons(features)[rows], axis=0, kind="stable")[:NAMED].T.tolist()
    return [", ".join(trees.names[rows[place]] for place in places) for places in order]


def probabilities(features: dict[str, Numbers], trees: Trees) -> Numbers:
    """Each line's probability of belonging to the article, in parts of PARTS."""
    return _probabilities().take(np.clip(trees.logits(features), -LARGEST, LARGEST) + LARGEST)


def kept(features: Mapping[str, Numbers], probability: Numbers, pages: Pages) -> Numbers:
    """Which lines belong to their page's article."""
    threshold = thresholds(probability, features["words"].astype(np.int64), pages)
    keep = smoothed(probability >= threshold, probability, threshold, pages)
    keep = with_edges(keep, is_sentence(features) & (probability >= SURE_EDGE * threshold), pages)
    untouched: Numbers = around(keep, pages) < FEWEST
    return keep | untouched


def thresholds(probability: Numbers, words: Numbers, pages: Pages) -> Numbers:
    """Each line's page's threshold: the one that makes the expected F1 of words greatest, times LEAN.

    Keeping the lines above t is expected to give F1 = 2 * kept right / (kept + article); the best t is half the best
    F1 (D. Lewis, "Evaluating and optimizing autonomous text classification systems", 1995).
    """
    order = np.sort((pages.owner * (PARTS + 1) + PARTS - probability) * len(words) + pages.index) % len(words)
    each_right, each_kept = (words * probability)[order], words[order]
    right, kept = np.cumsum(each_right), np.cumsum(each_kept)
    right = right - (right - each_right)[pages.start]
    kept = kept - (kept - each_kept)[pages.start]
    whole = (pages.sums(words * probability) + UNKNOWN_WORDS * PARTS)[pages.owner]
    expected = 2 * right / (kept * PARTS + whole)
    best: Numbers = np.maximum.reduceat(expected, pages.first)[pages.owner]
    return best / 2 * LEAN * PARTS


def smoothed(keep: Numbers, probability: Numbers, threshold: Numbers, pages: Pages) -> Numbers:
    """Short runs between others go with them, unless a line is sure."""
    for kept, longest, sure in ((False, REMOVED_GAP, SURE_OUT), (True, KEPT_GAP, SURE_IN)):
        opens, size = _runs(keep, pages)
        inner = (opens > pages.start[opens]) & (opens + size < pages.end[opens])
        extreme = (np.maximum if kept else np.minimum).reduceat(probability, opens)
        unsure = (extreme < sure * threshold[opens]) == kept
        keep = keep ^ np.repeat(inner & unsure & (size <= longest) & (keep[opens] == kept), size)
    return keep


def is_sentence(features: Mapping[str, Numbers]) -> Numbers:
    """Whether each line is a sentence that stands alone: no item of a list, not repeated in its page."""
    item = (features["bullet"] > 0) | (features["separators"] > 0) | (features["repeated"] > 1)
    sentence: Numbers = (features["sentence"] > 0) & (features["width"] >= EDGE_WIDTH) & ~item
    return sentence


def with_edges(keep: Numbers, candidates: Numbers, pages: Pages) -> Numbers:
    """What is kept and the candidates next to it, EDGES on either side."""
    together = pages.owner[1:] == pages.owner[:-1]
    for _ in range(EDGES):
        above = np.append(keep[1:] & together, False)
        below = np.append(False, keep[:-1] & together)
        keep = keep | (candidates & (above | below))
    return keep


def around(keep: Numbers, pages: Pages) -> Numbers:
    """How many lines of each line's page stand above the first that is kept and below the last."""
    count = len(keep)
    first = np.minimum.reduceat(np.where(keep, pages.index, count), pages.first)[pages.owner]
    last = np.maximum.reduceat(np.where(keep, pages.index, -1), pages.first)[pages.owner]
    above = np.minimum(first, pages.end) - pages.start
    below = pages.end - 1 - np.maximum(last, pages.start - 1)
    lines: Numbers = above + below
    return lines


def _runs(keep: Numbers, pages: Pages) -> tuple[Numbers, Numbers]:
    """First line and number of lines of each run of one kind in one page."""
    change = (keep[1:] != keep[:-1]) | (pages.owner[1:] != pages.owner[:-1])
    opens = np.flatnonzero(np.append(True, change))
    return opens, np.diff(opens, append=len(keep))
