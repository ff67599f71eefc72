"""What the line scorer knows of each line of a whole page: the line itself, its place, its neighbours. No word of any
language, so that what is learned on pages in one language holds for others. Whole numbers of 16 bits only."""

from __future__ import annotations

import numpy as np

from pipeline.document.layout import LONG_LENGTH, PROSE_LENGTH, SHORT_LENGTH
from pipeline.stages.boilerplate import characters as ch
from pipeline.stages.boilerplate.characters import Numbers
from pipeline.stages.boilerplate.measures import MOST

OWN = (
    "width", "words", "capitalised", "capitals", "short-words", "word-length", "digits", "sentence-ends", "commas",
    "colons", "separators", "symbols", "points", "first-sign", "last-sign", "sentence", "bullet",
)  # fmt: skip
NEXT = {
    1: ("width", "sentence", "capitalised", "first-sign", "last-sign"),
    2: ("first-sign",),
}
"""Measures of the lines so many places above and below."""
WINDOWS = (2, 4, 8, 16, 32)
"""Lines above and below over which measures are summed."""
OF_PAGE = "page."
"""How the names of features begin that all lines of a page share: they explain no single line."""
PROSE_WIDTH = 500
"""Width above which a line of prose weighs no more."""


class Pages:
    """Where pages begin and end among lines: `first` and `last` (half-open) of each page and, line by line, `owner`
    (the page's number, without gaps), `start` and `end`. They are told by ascending numbers, one a line."""

    def __init__(self, numbers: Numbers) -> None:
        self.owner = owner = np.cumsum(np.diff(numbers, prepend=numbers[:1]) > 0)
        self.index = np.arange(len(owner))
        self.first = np.flatnonzero(np.diff(owner, prepend=-1))
        self.last = np.append(self.first[1:], len(owner))
        self.start, self.end = self.first[owner], self.last[owner]

    def sums(self, values: Numbers) -> Numbers:
        """Each page's sum."""
        return np.add.reduceat(values, self.first, dtype=np.int64)

    def windows(self, running: Numbers, size: int) -> tuple[Numbers, Numbers]:
        """Sums over `size` lines above and below each line, within its page, from running sums (one a row) that begin
        with 0."""
        above = running[:, :-1] - running.take(np.maximum(self.index - size, self.start), axis=1)
        below = running.take(np.minimum(self.index + 1 + size, self.end), axis=1) - running[:, 1:]
        return above, below

    def shifted(self, values: Numbers, by: int) -> Numbers:
        """The value of the line `by` places further down; -2 outside the page."""
        there = self.index + by
        inside = (there >= self.start) & (there < self.end)
        return np.where(inside, values[np.clip(there, 0, len(values) - 1)], values.dtype.type(-2))


def features_of(own: dict[str, Numbers], pages: Pages, ruled: Numbers, alike: Numbers) -> dict[str, Numbers]:
    """Every feature of each line, by name, as int16, from its measures; `ruled` says whether a rule matches in it,
    `alike` holds a number that only equal lines share."""
    width = own["width"]
    prose = (width >= LONG_LENGTH) | ((width >= PROSE_LENGTH) & (own["sentence"] > 0))
    weight = np.where(prose, np.minimum(width, PROSE_WIDTH), 0)
    start, end = best_stretch(_scores(own, prose), pages)
    features = {name: own[name] for name in OWN}
    features["repeated"] = repeated = _repeated(alike, pages)
    features["in-stretch"] = inside = (pages.index >= start) & (pages.index <= end)
    features["ruled"] = ruled
    features |= {"below-start-of-stretch": pages.index - start, "above-end-of-stretch": end - pages.index}
    features |= _of_page(own, pages, prose, weight, inside) | _places(pages, prose, weight)
    for by, names in NEXT.items():
        features |= {f"{name}.{by}-above": pages.shifted(own[name], -by) for name in names}
        features |= {f"{name}.{by}-below": pages.shifted(own[name], by) for name in names}
    features = {name: as_int16(values) for name, values in features.items()}
    return features | _around(_summed(own, prose, weight, repeated) | {"ruled": ruled}, pages)


def as_int16(values: Numbers) -> Numbers:
    """Numbers as int16, the greatest and smallest cut off."""
    return values if values.dtype == np.int16 else np.clip(values, -MOST, MOST).astype(np.int16)


def _around(values: dict[str, Numbers], pages: Pages) -> dict[str, Numbers]:
    """Sums of `values` over the lines above and below. Running sums may pass 16 bits and begin anew: their differences
    do not, for 32 lines of the widest prose stay within."""
    running = np.zeros((len(values), len(pages.index) + 1), dtype=np.int16)
    np.cumsum(np.stack(list(values.values()), dtype=np.int16, casting="unsafe"), axis=1, out=running[:, 1:])
    features: dict[str, Numbers] = {}
    for size in WINDOWS:
        above, below = pages.windows(running, size)
        features |= {f"{name}.{size}-above": row for name, row in zip(values, above, strict=True)}
        features |= {f"{name}.{size}-below": row for name, row in zip(values, below, strict=True)}
    return features


def _scores(own: dict[str, Numbers], prose: Numbers) -> Numbers:
    """What each line says for or against being part of an article, as `document.layout` weighs lines, in hundredths."""
    width, last = own["width"], own["last-sign"]
    open_end = (last == ch.COLON) | (last == ch.COMMA)
    score = np.where(open_end, -40, np.where(width < SHORT_LENGTH, -75, 50 * own["commas"].astype(np.int64) - 40))
    score = np.where((own["sentence"] > 0) & (width >= 20), 0, score)
    score = np.where(prose, 2 * np.minimum(width, PROSE_WIDTH), score)
    return np.where((width < LONG_LENGTH) & (own["separators"] > 0), -225, score)


def best_stretch(scores: Numbers, pages: Pages) -> tuple[Numbers, Numbers]:
    """First and last line of each line's page's stretch of greatest sum; the first of equals.

    Kadane's search for all pages at once: each page is lifted so far below the one before that running minima begin
    anew.
    """
    lift = pages.owner * (2 * int(np.abs(scores).sum()) + 2)
    after = np.cumsum(scores) - lift
    before = after - scores
    gain = after - np.minimum.accumulate(before)
    best = np.maximum.reduceat(gain, pages.first)[pages.owner]
    end = np.minimum.reduceat(np.where(gain == best, pages.index, len(scores)), pages.first)[pages.owner]
    opens = (before == (after - gain)[end]) & (pages.index <= end)
    return np.maximum.reduceat(np.where(opens, pages.index, -1), pages.first)[pages.owner], end


def _repeated(alike: Numbers, pages: Pages) -> Numbers:
    """How often each line stands in its page, five times at most."""
    count = len(alike)
    key, line = np.divmod(np.sort((pages.owner * (alike.max() + 1) + alike) * count + pages.index), count)
    opens = np.flatnonzero(np.diff(key, prepend=-1))
    times = np.empty(count, dtype=np.int16)
    size = np.diff(opens, append=count)
    times[line] = np.repeat(np.minimum(size, 5), size)
    return times


def _of_page(
    own: dict[str, Numbers], pages: Pages, prose: Numbers, weight: Numbers, inside: Numbers
) -> dict[str, Numbers]:
    """What the lines of a page have in common."""
    count, width = pages.last - pages.first, own["width"]
    heavy, wide = np.maximum(pages.sums(weight), 1), np.maximum(pages.sums(width), 1)
    short = (width < SHORT_LENGTH) & (own["sentence"] == 0)
    shared = {
        "page.lines": count,
        "page.prose-lines": pages.sums(prose),
        "page.prose": heavy,
        "page.prose-share": 1000 * pages.sums(np.where(prose, width, 0)) // wide,
        "page.short-share": 1000 * pages.sums(short) // count,
        "page.bullet-share": 1000 * pages.sums(own["bullet"]) // count,
        "page.stretch-share": 1000 * pages.sums(np.where(inside, weight, 0)) // heavy,
        "page.cased-share": 1000 * pages.sums(own["cased"]) // np.maximum(pages.sums(own["letters"]), 1),
    }
    return {name: as_int16(values)[pages.owner] for name, values in shared.items()}


def _places(pages: Pages, prose: Numbers, weight: Numbers) -> dict[str, Numbers]:
    """Where a line stands: from the edges of its page and from the lines of prose around it."""
    index, far = pages.index, 300
    above = np.maximum.accumulate(np.where(prose, index, -1))
    above = np.concatenate(([-1], above[:-1]))
    below = np.minimum.accumulate(np.where(prose, index, len(index))[::-1])[::-1]
    below = np.concatenate((below[1:], [len(index)]))
    up = np.where(above >= pages.start, np.minimum(index - above, far), far)
    down = np.where(below < pages.end, np.minimum(below - index, far), far)
    before = np.cumsum(weight, dtype=np.int64) - weight
    share = 1000 * (before - before[pages.start]) // np.maximum(pages.sums(weight), 1)[pages.owner]
    return {
        "from-top": np.minimum(index - pages.start, 500),
        "from-bottom": np.minimum(pages.end - 1 - index, 500),
        "position": 1000 * (index - pages.start) // (pages.end - pages.start),
        "prose-above": share,
        "below-prose": up,
        "above-prose": down,
        "between-prose": np.minimum(up + down, 400),
    }


def _summed(own: dict[str, Numbers], prose: Numbers, weight: Numbers, repeated: Numbers) -> dict[str, Numbers]:
    """What is summed over neighbours."""
    width, sentence = own["width"], own["sentence"] > 0
    return {
        "width": np.minimum(width, PROSE_WIDTH),
        "prose": weight,
        "short": (width < SHORT_LENGTH) & ~sentence,
        "middling": (width >= SHORT_LENGTH) & ~prose,
        "sentence": sentence & (own["bullet"] == 0),
        "bullet": own["bullet"],
        "capitalised": own["capitalised"] > 600,
        "short-words": np.minimum(own["short-words"], 15),
        "separators": own["separators"] > 0,
        "digits": own["digits"] > 150,
        "repeated": repeated > 1,
    }
