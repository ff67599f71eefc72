"""From probabilities of lines to the article: which lines of a page stay."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pipeline.document.layout import SHORT_LENGTH
from pipeline.stages.boilerplate.characters import Numbers
from pipeline.stages.boilerplate.features import Pages, best_stretch, order_of

PARTS = 1000
"""Parts that probabilities are counted in."""
UNKNOWN_WORDS = 50
"""Words that an article is taken to have beyond those seen: a page of a few lines keeps more of them."""
LEAN = 0.7
"""How much of the best threshold is asked for: a line lost costs more than one left."""
INSIDE, OUTSIDE = 0.5, 2.0
"""Shares of the threshold that lines in the likeliest stretch of the page, and lines out of it, have to reach."""
MOST_WORDS = 100
"""Words beyond which a line weighs no more in the likeliest stretch."""
REMOVED_GAP, SURE_OUT = 4, 0.25
"""So many lines to be removed between others stay with them, unless one is below this share of the threshold."""
EDGES, EDGE_WIDTH, SURE_EDGE = 3, 12, 0.1
"""How many lines at either edge of what is kept stay with it when they are sentences of this width, unless so sure."""
FEWEST, FEWEST_SURE, SURELY_NOT = 16, 8, 50
"""A page with fewer lines around its article, or fewer of a probability below SURELY_NOT, is not touched: whole pages
have more."""


def kept(features: Mapping[str, Numbers], probability: Numbers, pages: Pages) -> Numbers:
    """Which lines belong to their page's article: all of them where it is not clear that there is anything else."""
    words = features["words"].astype(np.int64)
    best = expected_f1(probability, words, pages)
    threshold = thresholds(probability, words, best, pages)
    keep = smoothed(probability >= threshold, probability, threshold, pages)
    keep = with_edges(keep, is_sentence(features) & (probability >= SURE_EDGE * threshold), pages)
    heading = (features["width"] < SHORT_LENGTH) & (features["sentence"] == 0) & (probability < best / 2 * PARTS)
    keep = keep & ~(heading & is_last(keep, pages))
    surely_others = pages.spread(pages.sums(probability < SURELY_NOT))
    stays: Numbers = keep | (around(keep, pages) < FEWEST) | (surely_others < FEWEST_SURE)
    return stays


def thresholds(probability: Numbers, words: Numbers, best: Numbers, pages: Pages) -> Numbers:
    """Each line's threshold: the one that makes its page's expected F1 greatest, times LEAN; less in the likeliest
    stretch of the page than out of it, for an article is one stretch.

    Keeping the lines above t is expected to give F1 = 2 * kept right / (kept + article); the best t is half the best
    F1 (D. Lewis, "Evaluating and optimizing autonomous text classification systems", 1995), `best` of `expected_f1`.
    """
    threshold = best / 2 * LEAN * PARTS
    scores = ((probability - threshold) * np.minimum(words + 1, MOST_WORDS)).astype(np.int64)
    start, end = best_stretch(scores, pages)
    inside = (pages.index >= start) & (pages.index <= end)
    asked: Numbers = threshold * np.where(inside, INSIDE, OUTSIDE)
    return asked


def expected_f1(probability: Numbers, words: Numbers, pages: Pages) -> Numbers:
    """Each line's page's greatest F1 of words that keeping the lines above one threshold is expected to give."""
    order = order_of(pages.owner * (PARTS + 1) + PARTS - probability)
    article = words * probability
    each_right, each_kept = article.take(order), words.take(order)
    right, kept = np.cumsum(each_right), np.cumsum(each_kept)
    right = right - pages.spread((right - each_right)[pages.first])
    kept = kept - pages.spread((kept - each_kept)[pages.first])
    whole = pages.spread(pages.sums(article) + UNKNOWN_WORDS * PARTS)
    expected = 2 * right / (kept * PARTS + whole)
    best: Numbers = pages.spread(np.maximum.reduceat(expected, pages.first))
    return best


def smoothed(keep: Numbers, probability: Numbers, threshold: Numbers, pages: Pages) -> Numbers:
    """What is kept and the short runs between it, unless a line of theirs is surely not of the article."""
    opens, size = runs_in(keep, pages)
    inner = (opens > pages.start[opens]) & (opens + size < pages.end[opens])
    unsure = np.minimum.reduceat(probability, opens) >= SURE_OUT * threshold[opens]
    filled: Numbers = keep | np.repeat(inner & unsure & (size <= REMOVED_GAP), size)
    return filled


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


def is_last(keep: Numbers, pages: Pages) -> Numbers:
    """Which lines are the last of their page that are kept: a heading is none, for it has a text below it."""
    last: Numbers = pages.spread(np.maximum.reduceat(np.where(keep, pages.index, -1), pages.first)) == pages.index
    return last


def around(keep: Numbers, pages: Pages) -> Numbers:
    """How many lines of each line's page stand above the first that is kept and below the last."""
    count = len(keep)
    first = np.minimum.reduceat(np.where(keep, pages.index, count), pages.first)
    last = np.maximum.reduceat(np.where(keep, pages.index, -1), pages.first)
    above = np.minimum(first, pages.last) - pages.first
    below = pages.last - 1 - np.maximum(last, pages.first - 1)
    return pages.spread(above + below)


def runs_in(keep: Numbers, pages: Pages) -> tuple[Numbers, Numbers]:
    """First line and number of lines of each run of one kind in one page."""
    change = np.append(True, keep[1:] != keep[:-1])
    change[pages.first] = True
    opens = np.flatnonzero(change)
    return opens, np.diff(opens, append=len(keep))
