"""Short lines that stand twice at once: captions in the head, copies elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.document.layout import Zones
from pipeline.document.page import Lines
from pipeline.rules import BLANKS, Match, Patterns
from pipeline.rules.patterns import BULLETS, Matcher
from pipeline.shape import bytes_of
from pipeline.stages.boilerplate._cores import find_doubled
from pipeline.stages.contract import Column

DOUBLED_LENGTH = 120
"""Longest line that counts as a doubled short line, in code points."""
EDGES = np.zeros(1 << 16, np.uint8)
"""Of code points: 1 for blanks, 2 for bullets."""
EDGES[[*map(ord, BLANKS)]] = 1
EDGES[[*map(ord, BULLETS)]] = 2

Numbers = npt.NDArray[np.int64]


def pairs_of(column: Column) -> Numbers:
    """The short lines that equal the next of their document, blank lines and blanks around them aside: pairs of lines
    of the batch, in order."""
    offsets, data = bytes_of(column.distinct.dictionary)
    codes = column.distinct.indices.to_numpy()
    pairs = find_doubled(data, offsets, EDGES, codes, column.lengths, column.borders, DOUBLED_LENGTH)
    return np.array(pairs, np.int64).reshape(-1, 2)


def by_repetition(
    lines: Lines, chosen: Collection[int], patterns: Patterns, pairs: Sequence[tuple[int, int]], zones: Zones
) -> Iterator[tuple[int, Match]]:
    """A caption in the head, below the first line that is not doubled, goes with its copy; elsewhere only the copy
    is found."""
    twice = {index for pair in pairs for index in pair}
    others = (index for index in range(len(lines)) if index not in twice)
    single = next((index for index in others if _is_filled(lines.text_at(index))), len(lines))
    captions = {index for pair in pairs if single < pair[0] and pair[1] < zones.head for index in pair}
    copies = {copy for _, copy in pairs} - captions
    for matcher in (matcher for matcher in patterns.matchers if matcher.rule.scope == "doubled"):
        for index in sorted(captions if matcher.rule.zone == "head" else copies):
            if index in chosen:
                yield from ((index, match) for match in _matches_in(matcher, lines.text_at(index)))


@lru_cache(maxsize=4096)
def _matches_in(matcher: Matcher, line: str) -> tuple[Match, ...]:
    """What a rule matches in a short line: few that stand twice are met once only."""
    return tuple(matcher.matches_in(line))


def _is_filled(text: str) -> bool:
    return len(text) > DOUBLED_LENGTH or bool(text.strip(BLANKS))
