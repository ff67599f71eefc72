"""What the second look of the line scorer knows of each line beside its features: what the first look made of the line,
of the lines around it and of the page. Whole numbers of 16 bits only."""

from __future__ import annotations

import numpy as np

from pipeline.stages.boilerplate import _second_look
from pipeline.stages.boilerplate.characters import Numbers
from pipeline.stages.boilerplate.decision import PARTS, expected_f1
from pipeline.stages.boilerplate.features import longest_of

LOOKED = "looked."
"""How the names of these features begin: an explanation leaves them out, for they say nothing of the line."""
LIKELY = 0.4
"""Share of the expected F1 from which on a line rather is of the article."""
_OF_RUN = ("likely", "lines", "mean", "least", "most", "article", "share", "share-above", "share-below")
_STRETCH = ("in-stretch-of", "below-start-of", "above-end-of")
FEATURES = (
    "looked.own",
    *(f"looked.{by}-{side}" for by in (1, 2, 3) for side in ("above", "below")),
    *(f"looked.mean.{size}-{side}" for size in (2, 8, 32) for side in ("above", "below")),
    *(f"looked.article.{size}-{side}" for size in (4, 16, 64) for side in ("above", "below")),
    "looked.share-above",
    "looked.article",
    "looked.article-below",
    "looked.expected-f1",
    "looked.below-sure",
    "looked.above-sure",
    "looked.between-sure",
    *(f"looked.run.{name}" for name in _OF_RUN),
    *(
        f"looked.run.{name}.{place}"
        for place in ("2-above", "1-above", "1-below", "2-below")
        for name in ("lines", "mean", "article")
    ),
    "looked.run.below-start",
    "looked.run.above-end",
    *(f"looked.{name}-{what}" for what in ("words", "lines") for name in _STRETCH),
)
"""The names of all of them, in the order of their rows.

`mean`: how probable the words above and below are on the mean (-1 where there are none); `article`: how many of them
are expected to be of the article; `sure`: lines to the next ones that surely are of it; `run`: the lines around that
are likely or unlikely like the line itself, and the runs next to it (-2 outside the page); `stretch`: the one most
likely to be the article, by words and by lines.
"""


def write_looked(probability: Numbers, words: Numbers, borders: Numbers, looked: Numbers) -> None:
    """Write FEATURES (rows, int16) of each line (column) of pages within `borders`, from its probability in parts of
    PARTS after the first look and its number of words."""
    best = expected_f1(probability, words, borders)
    likely, expected = (LIKELY * PARTS * best).astype(np.int64), (PARTS * best).astype(np.int64)
    room = np.empty((8, longest_of(borders) + 1), dtype=np.int64)
    _second_look.write_looked(probability, words, borders, likely, expected, room, looked)
