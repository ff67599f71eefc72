"""What the line scorer knows of each line of a whole page: the line itself, its place, its neighbours. No word of any
language, so that what is learned on pages in one language holds for others. Whole numbers of 16 bits only."""

from __future__ import annotations

import numpy as np

from pipeline.stages.boilerplate import _features
from pipeline.stages.boilerplate.characters import Numbers
from pipeline.stages.boilerplate.measures import OWN

NEXT = {
    1: ("width", "sentence", "capitalised", "first-sign", "last-sign"),
    2: ("first-sign",),
}
"""Measures of the lines so many places above and below."""
SUMMED = (
    "width", "prose", "short", "middling", "sentence", "bullet", "capitalised", "short-words", "separators", "digits",
    "repeated", "ruled",
)  # fmt: skip
"""What is summed over neighbours."""
WINDOWS = (2, 4, 8, 16, 32)
"""Lines above and below over which it is."""
OF_PAGE = "page."
"""How the names of features begin that all lines of a page share: they explain no single line."""
FEATURES = (
    *OWN,
    "repeated",
    "in-stretch",
    "ruled",
    "below-start-of-stretch",
    "above-end-of-stretch",
    "page.lines",
    "page.prose-lines",
    "page.prose",
    "page.prose-share",
    "page.short-share",
    "page.bullet-share",
    "page.stretch-share",
    "page.cased-share",
    "from-top",
    "from-bottom",
    "position",
    "prose-above",
    "below-prose",
    "above-prose",
    "between-prose",
    *(f"{name}.{by}-{side}" for by, names in NEXT.items() for side in ("above", "below") for name in names),
    *(f"{name}.{size}-{side}" for size in WINDOWS for side in ("above", "below") for name in SUMMED),
)
"""The names of all features, in the order of their rows.

`repeated`: how often the line stands in its page, five times at most. The stretch is the one that looks most like
prose. Shares are in thousandths; distances are in lines, cut off where they are far.
"""
_NEXT_LINES = np.array(
    [(OWN.index(name), sign * by) for by, names in NEXT.items() for sign in (-1, 1) for name in names], dtype=np.int64
)
_WINDOWS = np.array(WINDOWS, dtype=np.int64)


def borders_of(owner: Numbers) -> Numbers:
    """Where the pages begin among lines that have ascending numbers of pages, and where the last one ends."""
    return np.flatnonzero(np.diff(owner, prepend=-1, append=-1))


def longest_of(borders: Numbers) -> int:
    """Lines of the longest page."""
    return int(np.diff(borders).max(initial=0))


def write_features(
    own: Numbers, lines: Numbers, borders: Numbers, ruled: Numbers, times: Numbers, features: Numbers
) -> None:
    """Write FEATURES (rows, int16) of each line (column) of pages within `borders`.

    `own` holds the measures of lines, one row a line, `lines` the row of each line, the same for equal lines only;
    `ruled` says whether a rule matches in it. `times` is room to count in, an int32 of 0 for each row of `own`.
    """
    longest = longest_of(borders)
    room, running = np.empty((2, longest), dtype=np.int64), np.empty((len(SUMMED), longest + 1), dtype=np.int16)
    _features.write_features(
        own, lines, borders, ruled.view(np.uint8), _NEXT_LINES, _WINDOWS, times, room, running, features
    )
