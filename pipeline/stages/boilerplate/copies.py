"""What rules match in short lines that stand twice at once: captions in the head, copies elsewhere."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa

from pipeline.document.layout import Zones
from pipeline.rules import BLANKS, Match
from pipeline.rules.patterns import Matcher
from pipeline.stages.boilerplate.doubled import DOUBLED_LENGTH
from pipeline.stages.boilerplate.matched import Mask, Matched, matched
from pipeline.stages.boilerplate.screen import Readings
from pipeline.stages.contract import Column, Tools


def copies_in(column: Column, readings: Readings, chosen: Mask, tools: Tools) -> Matched:
    """What the rules for lines that stand twice match in the chosen ones. A caption in the head, below the first line
    that is not doubled, goes with its copy; elsewhere only the copy is found."""
    captions = _captions(column, readings)
    asked = captions.copy()
    asked[readings.pairs[:, 1]] = True
    lines = np.flatnonzero(asked & chosen)
    texts = column.distinct.take(pa.array(lines)).dictionary_decode().to_pylist()
    languages = column.languages.take(pa.array(column.owners[lines])).to_pylist()
    told = zip(lines.tolist(), texts, languages, captions[lines].tolist(), strict=True)
    return matched(
        [
            (line, match)
            for line, text, language, is_caption in told
            for matcher in tools.rules.patterns(language).doubled
            if (matcher.rule.zone == "head") is is_caption
            for match in _matches_in(matcher, text)
        ]
    )


def _captions(column: Column, readings: Readings) -> Mask:
    """Which lines are captions or their copies."""
    captions = np.zeros(len(column.owners), dtype=bool)
    rows = column.owners[readings.pairs[:, 0]]
    heads = column.borders[rows] + readings.zones[Zones._fields.index("head"), rows]
    inside = readings.pairs[:, 1] < heads
    for row in np.unique(rows[inside]).tolist():
        start, end = column.borders[row : row + 2].tolist()
        own = slice(*np.searchsorted(rows, (row, row + 1)))
        twice = {*readings.pairs[own].ravel().tolist()}
        others = (line for line in range(start, end) if line not in twice)
        single = next((line for line in others if _is_filled(column.line(line))), end)
        captions[readings.pairs[own][inside[own] & (readings.pairs[own, 0] > single)]] = True
    return captions


@lru_cache(maxsize=4096)
def _matches_in(matcher: Matcher, line: str) -> tuple[Match, ...]:
    """What a rule matches in a short line: few that stand twice are met once only."""
    return tuple(matcher.matches_in(line))


def _is_filled(text: str) -> bool:
    return len(text) > DOUBLED_LENGTH or bool(text.strip(BLANKS))
