"""What the second look of the line scorer knows of each line beside its features: what the first look made of the line,
of the lines around it and of the page. Whole numbers of 16 bits only."""

from __future__ import annotations

import numpy as np

from pipeline.stages.boilerplate.characters import Numbers
from pipeline.stages.boilerplate.decision import PARTS, expected_f1, runs_in
from pipeline.stages.boilerplate.features import FAR, Pages, as_int16, best_stretch

LOOKED = "looked."
"""How the names of these features begin: an explanation leaves them out, for they say nothing of the line."""
NEXT = (1, 2, 3)
MEANS, SUMS = (2, 8, 32), (4, 16, 64)
"""Lines above and below over which probabilities are averaged, and over which the words of the article are summed."""
SURE = 800
"""Parts of PARTS from which a line is surely of the article."""
LIKELY, MIDDLE = 0.4, 400
"""Probabilities from which a line rather is of the article: as share of the expected F1, and in parts of PARTS."""
MOST_WORDS = 200
"""Words beyond which a line weighs no more."""


def looked_at(probability: Numbers, words: Numbers, pages: Pages) -> dict[str, Numbers]:
    """Features of each line, by name, as int16, from its probability in parts of PARTS after the first look."""
    weight = np.minimum(words, MOST_WORDS).astype(np.int32) + 1
    running = np.zeros((2, len(weight) + 1), dtype=np.int64)
    np.cumsum([probability * weight, weight], axis=1, out=running[:, 1:])
    best = expected_f1(probability, words.astype(np.int64), pages)
    likely = (LIKELY * PARTS * best).astype(np.int64)
    features = _near(probability, pages) | _around(running, pages) | _of_page(running, best, pages)
    features |= _between_sure(probability, pages) | _of_run(probability, probability >= likely, running, pages)
    for name, scores in (("words", (probability - likely) * weight // 100), ("lines", probability - MIDDLE)):
        start, end = best_stretch(scores, pages)
        features[f"in-stretch-of-{name}"] = (pages.index >= start) & (pages.index <= end)
        features |= {f"below-start-of-{name}": pages.index - start, f"above-end-of-{name}": end - pages.index}
    return {LOOKED + name: as_int16(values) for name, values in features.items()}


def _near(probability: Numbers, pages: Pages) -> dict[str, Numbers]:
    """The line's own probability and those of the next lines."""
    probability = as_int16(probability)
    features = {"own": probability}
    for by in NEXT:
        features |= {f"{by}-above": pages.shifted(probability, -by), f"{by}-below": pages.shifted(probability, by)}
    return features


def _around(running: Numbers, pages: Pages) -> dict[str, Numbers]:
    """How probable the words above and below are on the mean (-1 where there are none), and how many of them are
    expected to be of the article. Running sums may pass 32 bits and begin anew: their differences do not."""
    running = running.astype(np.int32)
    features = {}
    for size in MEANS:
        for side, (article, words) in zip(("above", "below"), pages.windows(running, size), strict=True):
            features[f"mean.{size}-{side}"] = np.where(words > 0, article // np.maximum(words, 1), -1)
    for size in SUMS:
        for side, (article,) in zip(("above", "below"), pages.windows(running[:1], size), strict=True):
            features[f"article.{size}-{side}"] = article // PARTS
    return features


def _of_page(running: Numbers, best: Numbers, pages: Pages) -> dict[str, Numbers]:
    """How much article the page is expected to have, how much of it above and below the line, and how surely."""
    article, first = running[0], running[0][pages.first]
    last = running[0][pages.last]
    whole, above = last - first, article[:-1] - pages.spread(first)
    return {
        "share-above": PARTS * above // pages.spread(np.maximum(whole, 1)),
        "article": pages.spread(whole // PARTS),
        "article-below": (pages.spread(last) - article[1:]) // PARTS,
        "expected-f1": (PARTS * best).astype(np.int64),
    }


def _between_sure(probability: Numbers, pages: Pages) -> dict[str, Numbers]:
    """Lines to the next ones that surely are of the article."""
    up, down = pages.nearest(probability >= SURE, FAR)
    return {"below-sure": up, "above-sure": down, "between-sure": up + down}


def _of_run(probability: Numbers, likely: Numbers, running: Numbers, pages: Pages) -> dict[str, Numbers]:
    """The run of likely, or of unlikely, lines that the line is in, and the runs next to it (-2 outside the page)."""
    opens, size = runs_in(likely, pages)
    past = opens + size
    article, words = running[:, past] - running[:, opens]
    mean = article // words
    start, end = running[0][pages.start[opens]], running[0][pages.end[opens]]
    whole = np.maximum(end - start, 1)
    features = {
        "run.likely": likely[opens],
        "run.lines": size,
        "run.mean": mean,
        "run.least": np.minimum.reduceat(probability, opens),
        "run.most": np.maximum.reduceat(probability, opens),
        "run.article": article // PARTS,
        "run.share": PARTS * article // whole,
        "run.share-above": PARTS * (running[0][opens] - start) // whole,
        "run.share-below": PARTS * (end - running[0][past]) // whole,
    }
    runs = Pages(pages.owner[opens])
    for by in (-2, -1, 1, 2):
        side = f"{abs(by)}-{'above' if by < 0 else 'below'}"
        for name, values in (("lines", size), ("mean", mean), ("article", article // PARTS)):
            features[f"run.{name}.{side}"] = runs.shifted(values, by)
    features = {name: np.repeat(as_int16(values), size) for name, values in features.items()}
    below, above = pages.index - np.repeat(opens, size), np.repeat(past - 1, size) - pages.index
    return features | {"run.below-start": below, "run.above-end": above}
