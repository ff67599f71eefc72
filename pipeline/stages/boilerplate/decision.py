"""From probabilities of lines to the article: which lines of a page stay."""

from __future__ import annotations

import numpy as np

from pipeline.stages.boilerplate import _decision
from pipeline.stages.boilerplate.characters import Numbers
from pipeline.stages.boilerplate.features import FEATURES

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
SURE_OUT, SURE_EDGE = 0.25, 0.1
"""Shares of a line's threshold below which it is surely not of the article: it parts what stands around it, and is no
sentence next to the article."""
WORDS = FEATURES.index("words")


def kept(features: Numbers, probability: Numbers, borders: Numbers) -> Numbers:
    """Which lines of pages within `borders` belong to their page's article, as uint8: all of them where it is not clear
    that there is anything else. `features` has a row for each of FEATURES at least."""
    words = features[WORDS]
    best = expected_f1(probability, words, borders)
    threshold = best / 2 * LEAN * PARTS
    asked = threshold[:, None] * np.array([OUTSIDE, INSIDE])
    least = np.stack((asked, SURE_OUT * asked, SURE_EDGE * asked), axis=2)
    keep = np.empty(len(probability), dtype=np.uint8)
    _decision.write_kept(
        probability,
        features,
        borders,
        likeliest(probability, words, threshold, borders),
        _least(least),
        _least(best / 2 * PARTS),
        keep,
    )
    return keep


def _least(borders: Numbers) -> Numbers:
    """The least whole numbers that are not below the borders."""
    return np.ceil(borders).astype(np.int64)


def likeliest(probability: Numbers, words: Numbers, threshold: Numbers, borders: Numbers) -> Numbers:
    """First and last line of the stretch of each page that is most likely its article, which is one stretch: less is
    asked of lines in it than of others. Each page has its `threshold`."""
    above = probability - np.repeat(threshold, np.diff(borders))
    scores = (above * np.minimum(words.astype(np.int64) + 1, MOST_WORDS)).astype(np.int64)
    stretches = np.empty((len(borders) - 1, 2), dtype=np.int64)
    _decision.write_stretches(scores, borders, stretches)
    return stretches


def expected_f1(probability: Numbers, words: Numbers, borders: Numbers) -> Numbers:
    """Each page's greatest F1 of words that keeping the lines above one threshold is expected to give.

    Keeping the lines above t is expected to give F1 = 2 * kept right / (kept + article); the best t is half the best
    F1 (D. Lewis, "Evaluating and optimizing autonomous text classification systems", 1995).
    """
    room = np.zeros((2, PARTS + 1), dtype=np.int64)
    fractions = np.empty((2, len(probability)), dtype=np.int64)
    _decision.write_fractions(probability, words, borders, UNKNOWN_WORDS, room, fractions)
    best: Numbers = np.maximum.reduceat(fractions[0] / fractions[1], borders[:-1])
    return best


def runs_outside(keep: Numbers, features: Numbers, borders: Numbers) -> Numbers:
    """First line, last line and line of most words of each run of lines of one page that do not stay (rows)."""
    runs = np.empty((len(keep), 3), dtype=np.int64)
    return runs[: _decision.find_runs(keep, features, borders, runs)]
