"""Short lines that stand twice at once: captions in the head, copies elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.layout import Zones
from pipeline.rules import BLANKS, Match, Patterns
from pipeline.rules.patterns import Matcher
from pipeline.stages.contract import Column

DOUBLED_LENGTH = 120
"""Longest line that counts as a doubled short line, in code points."""
LONG = -2
"""Stands for any longer line."""


def pairs_of(column: Column) -> npt.NDArray[np.int64]:
    """The short lines that equal the next of their document, blank lines and blanks around them aside: pairs of lines
    of the batch, in order."""
    short = column.lengths <= DOUBLED_LENGTH
    lines = column.distinct.indices.to_numpy()
    asked = np.zeros(len(column.distinct.dictionary), dtype=bool)
    asked[lines[short]] = True
    trimmed = pc.utf8_trim(column.distinct.dictionary.filter(pa.array(asked)), BLANKS).dictionary_encode()
    cores = np.full(len(asked), LONG)
    cores[asked] = trimmed.indices.to_numpy()
    codes, blank = cores[lines], pc.index(trimmed.dictionary, "").as_py()
    at = np.flatnonzero(codes != blank)
    codes, owners = codes[at], column.owners[at]
    first = np.flatnonzero((codes[1:] == codes[:-1]) & (owners[1:] == owners[:-1]) & (codes[1:] != LONG))
    return np.stack((at[first], at[first + 1]), axis=1)


def by_repetition(
    texts: Sequence[str], chosen: Collection[int], patterns: Patterns, pairs: Sequence[tuple[int, int]], zones: Zones
) -> Iterator[tuple[int, Match]]:
    """A caption in the head, below the first line that is not doubled, goes with its copy; elsewhere only the copy
    is found."""
    twice = {index for pair in pairs for index in pair}
    single = next((index for index, text in enumerate(texts) if index not in twice and _is_filled(text)), len(texts))
    captions = {index for pair in pairs if single < pair[0] and pair[1] < zones.head for index in pair}
    copies = {copy for _, copy in pairs} - captions
    for matcher in (matcher for matcher in patterns.matchers if matcher.rule.scope == "doubled"):
        for index in sorted(captions if matcher.rule.zone == "head" else copies):
            if index in chosen:
                yield from ((index, match) for match in _matches_in(matcher, texts[index]))


@lru_cache(maxsize=4096)
def _matches_in(matcher: Matcher, line: str) -> tuple[Match, ...]:
    """What a rule matches in a short line: few that stand twice are met once only."""
    return tuple(matcher.matches_in(line))


def _is_filled(text: str) -> bool:
    return len(text) > DOUBLED_LENGTH or bool(text.strip(BLANKS))
