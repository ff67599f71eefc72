"""What rules match in short lines that stand twice at once: captions in the head, copies elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

from pipeline.document.layout import Zones
from pipeline.rules import BLANKS, Match
from pipeline.rules.patterns import Matcher
from pipeline.stages.boilerplate.doubled import DOUBLED_LENGTH
from pipeline.stages.boilerplate.matched import Mask, Matched, matched
from pipeline.stages.boilerplate.screen import Readings
from pipeline.stages.contract import Column, Tools

Pairs = Sequence[tuple[int, int]]


def copies_in(column: Column, readings: Readings, chosen: Mask, tools: Tools) -> Matched:
    """What the rules for lines that stand twice match in the chosen ones. A caption in the head, below the first line
    that is not doubled, goes with its copy; elsewhere only the copy is found."""
    found: list[tuple[int, Match]] = []
    rows = column.owners[readings.pairs[:, 0]].tolist()
    for row, own in groupby(zip(rows, readings.pairs.tolist(), strict=True), key=lambda told: told[0]):
        pairs = [(line, copy) for _, (line, copy) in own]
        captions = _captions(column, row, pairs, readings.zones[row])
        copies = {copy for _, copy in pairs} - captions
        for matcher in tools.rules.patterns(column.languages[row].as_py()).doubled:
            for line in sorted(captions if matcher.rule.zone == "head" else copies):
                if chosen[line]:
                    found += ((line, match) for match in _matches_in(matcher, column.line(line)))
    return matched(found)


def _captions(column: Column, row: int, pairs: Pairs, zones: Zones) -> set[int]:
    """The lines of pairs that are captions and their copies."""
    start, end = column.borders[row : row + 2].tolist()
    inside = [pair for pair in pairs if pair[1] < start + zones.head]
    if not inside:
        return set()
    twice = {line for pair in pairs for line in pair}
    others = (line for line in range(start, end) if line not in twice)
    single = next((line for line in others if _is_filled(column.line(line))), end)
    return {line for pair in inside if single < pair[0] for line in pair}


@lru_cache(maxsize=4096)
def _matches_in(matcher: Matcher, line: str) -> tuple[Match, ...]:
    """What a rule matches in a short line: few that stand twice are met once only."""
    return tuple(matcher.matches_in(line))


def _is_filled(text: str) -> bool:
    return len(text) > DOUBLED_LENGTH or bool(text.strip(BLANKS))
