"""Short lines that stand twice at once: captions in the head, copies elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.layout import Zones
from pipeline.document.page import Lines
from pipeline.rules import BLANKS, Match, Patterns
from pipeline.rules.patterns import Matcher
from pipeline.shape import bytes_of
from pipeline.stages.contract import Column

DOUBLED_LENGTH = 120
"""Longest line that counts as a doubled short line, in code points."""
LONG, BLANK = -1, 0
"""What a longer line looks like, and one without anything but blanks."""

Numbers = npt.NDArray[np.int64]


def pairs_of(column: Column) -> Numbers:
    """The short lines that equal the next of their document, blank lines and blanks around them aside: pairs of lines
    of the batch, in order."""
    lines = column.distinct.indices.to_numpy()
    asked = np.zeros(len(column.distinct.dictionary), dtype=bool)
    asked[lines[column.lengths <= DOUBLED_LENGTH]] = True
    cores = pc.utf8_trim(column.distinct.dictionary.filter(pa.array(asked)), BLANKS)
    looks = np.full(len(asked), LONG)
    looks[asked] = _looks_of(cores)
    at = np.flatnonzero(looks[lines] != BLANK)
    alike, owners = looks[lines[at]], column.owners[at]
    first = np.flatnonzero((alike[1:] == alike[:-1]) & (owners[1:] == owners[:-1]) & (alike[1:] != LONG))
    pairs = np.stack((at[first], at[first + 1]), axis=1)
    places = np.cumsum(asked) - 1
    one, next_one = (cores.take(pa.array(places[lines[side]])) for side in pairs.T)
    return np.compress(pc.equal(one, next_one).to_numpy(zero_copy_only=False), pairs, axis=0)


def _looks_of(cores: pa.StringArray) -> Numbers:
    """A number for each line, the same for equal ones: its length in bytes, the first and the last of them."""
    offsets, data = bytes_of(cores)
    looks = np.diff(offsets).astype(np.int64)
    filled = np.flatnonzero(looks)
    first, last = data[offsets[:-1][filled]].astype(np.int64), data[offsets[1:][filled] - 1]
    looks[filled] = looks[filled] << 16 | first << 8 | last
    return looks


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
