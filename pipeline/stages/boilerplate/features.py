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
FAR = 300
"""Lines beyond which what is looked for is far."""


class Pages:
    """Where pages begin and end among lines: `first` and `last` (half-open) of each page, its number of lines in `size`
    and, line by line, `index`, the page's number without gaps in `owner`, its `start` and `end`. They are told by
    ascending numbers, one a line."""

    def __init__(self, numbers: Numbers) -> None:
        self.first = np.flatnonzero(np.diff(numbers, prepend=-1))
        self.last = np.append(self.first[1:], len(numbers))
        self.size = self.last - self.first
        self.index = np.arange(len(numbers), dtype=np.int32)
        self.owner = self.spread(np.arange(len(self.first)))
        self.start, self.end = self.spread(self.first.astype(np.int32)), self.spread(self.last.astype(np.int32))

    def spread(self, values: Numbers) -> Numbers:
        """Each page's value, for each of its lines."""
        return np.repeat(values, self.size)

    def sums(self, values: Numbers) -> Numbers:
        """Each page's sum."""
        return np.add.reduceat(values, self.first, dtype=np.int64)

    def windows(self, running: Numbers, size: int) -> tuple[Numbers, Numbers]:
        """Sums over `size` lines above and below each line, within its page, from running sums (one a row) that begin
        with 0."""
        above, below = np.empty_like(running[:, 1:]), np.empty_like(running[:, 1:])
        np.subtract(running[:, size:-1], running[:, : -1 - size], out=above[:, size:])
        np.subtract(running[:, 1 + size :], running[:, 1:-size], out=below[:, :-size])
        near = np.flatnonzero(self.index - self.start < size)
        above[:, near] = running.take(near, axis=1) - running.take(self.start[near], axis=1)
        near = np.flatnonzero(self.end - self.index <= size)
        below[:, near] = running.take(self.end[near], axis=1) - running.take(near + 1, axis=1)
        return above, below

    def shifted(self, values: Numbers, by: int) -> Numbers:
        """The value of the line `by` places further down; -2 outside the page."""
        moved = np.roll(values, -by)
        for outside in range(abs(by)):
            above, below = self.first + outside, self.last - 1 - outside
            moved[np.maximum(below, self.first) if by > 0 else np.minimum(above, self.last - 1)] = -2
        return moved

    def nearest(self, mask: Numbers, far: int) -> tuple[Numbers, Numbers]:
        """How many lines up and down the next one that the mask holds stands, in its page: `far` at most, and where
        there is none."""
        held, count = np.flatnonzero(mask).astype(np.int32), len(mask)
        above = np.repeat(np.append(np.int32(-1), held), np.diff(held, prepend=-1, append=count - 1))
        below = np.repeat(np.append(held, np.int32(count)), np.diff(held, prepend=0, append=count))
        up = np.where(above >= self.start, np.minimum(self.index - above, far), far)
        down = np.where(below < self.end, np.minimum(below - self.index, far), far)
        return up, down


def order_of(keys: Numbers) -> Numbers:
    """The places of whole numbers in ascending order, equal ones as they stand; quicker than a stable sort of places,
    for one of whole numbers is done by vectors."""
    bits = len(keys).bit_length()
    return np.sort((keys << bits) | np.arange(len(keys))) & ((1 << bits) - 1)


def features_of(own: dict[str, Numbers], pages: Pages, ruled: Numbers, alike: Numbers) -> dict[str, Numbers]:
    """Every feature of each line, by name, as int16, from its measures; `ruled` says whether a rule matches in it,
    `alike` holds a number that only equal lines share."""
    width = own["width"]
    prose = (width >= LONG_LENGTH) | ((width >= PROSE_LENGTH) & (own["sentence"] > 0))
    weight = np.minimum(width, PROSE_WIDTH) * prose
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
    within = values if values.dtype.itemsize <= 2 else np.clip(values, -MOST, MOST)
    return within.astype(np.int16, copy=False)


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
    score = np.where(open_end, -40, np.where(width < SHORT_LENGTH, -75, 50 * own["commas"].astype(np.int32) - 40))
    score = np.where((own["sentence"] > 0) & (width >= 20), 0, score)
    score = np.where(prose, 2 * np.minimum(width, PROSE_WIDTH), score)
    return np.where((width < LONG_LENGTH) & (own["separators"] > 0), -225, score)


def best_stretch(scores: Numbers, pages: Pages) -> tuple[Numbers, Numbers]:
    """First and last line of each line's page's stretch of greatest sum; the first of equals.

    Kadane's search for all pages at once: each page is lifted so far below the one before that running minima begin
    anew.
    """
    lift = pages.spread(np.arange(len(pages.first)) * (2 * int(np.abs(scores).sum()) + 2))
    after = np.cumsum(scores) - lift
    before = after - scores
    gain = after - np.minimum.accumulate(before)
    best = pages.spread(np.maximum.reduceat(gain, pages.first))
    end = np.minimum.reduceat(np.where(gain == best, pages.index, len(scores)), pages.first)
    last = pages.spread(end)
    opens = (before == pages.spread((after - gain)[end])) & (pages.index <= last)
    return pages.spread(np.maximum.reduceat(np.where(opens, pages.index, -1), pages.first)), last


def _repeated(alike: Numbers, pages: Pages) -> Numbers:
    """How often each line stands in its page, five times at most."""
    keys = pages.owner * (int(alike.max()) + 1) + alike
    order = order_of(keys)
    opens = np.flatnonzero(np.diff(keys.take(order), prepend=-1))
    size = np.diff(opens, append=len(keys))
    times = np.empty(len(keys), dtype=np.int16)
    times[order] = np.repeat(np.minimum(size, 5).astype(np.int16), size)
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
        "page.prose-share": 1000 * pages.sums(width * prose) // wide,
        "page.short-share": 1000 * pages.sums(short) // count,
        "page.bullet-share": 1000 * pages.sums(own["bullet"]) // count,
        "page.stretch-share": 1000 * pages.sums(weight * inside) // heavy,
        "page.cased-share": 1000 * pages.sums(own["cased"]) // np.maximum(pages.sums(own["letters"]), 1),
    }
    return {name: pages.spread(as_int16(values)) for name, values in shared.items()}


def _places(pages: Pages, prose: Numbers, weight: Numbers) -> dict[str, Numbers]:
    """Where a line stands: from the edges of its page and from the lines of prose around it."""
    index, start, end = pages.index, pages.start, pages.end
    up, down = pages.nearest(prose, FAR)
    before = np.cumsum(weight, dtype=np.int64) - weight
    share = 1000 * (before - pages.spread(before[pages.first])) // pages.spread(np.maximum(pages.sums(weight), 1))
    return {
        "from-top": np.minimum(index - start, 500),
        "from-bottom": np.minimum(end - 1 - index, 500),
        "position": np.int64(1000) * (index - start) // (end - start),
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
