"""What the words of rules match in the lines of a batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from pipeline.document.layout import Zones
from pipeline.rules import Match, Rule
from pipeline.stages.boilerplate.screen import Candidate, Readings
from pipeline.stages.contract import Column

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

OF_OTHERS = ("timestamp", "byline")
"""Kinds that, below the head of a whole page, speak of other pages: they give no value there."""


class Matched(NamedTuple):
    """Where rules match: the line of each match, in order, its start and end in that line, in code points, and the
    numbers of its rule and its value among the last two."""

    lines: Numbers
    starts: Numbers
    ends: Numbers
    rule: Numbers
    value: Numbers
    rules: Sequence[Rule]
    values: Sequence[str]

    @property
    def names(self) -> list[str]:
        """The ids of the rules."""
        return [rule.id for rule in self.rules]

    def of(self, wanted: Callable[[Rule], bool]) -> Mask:
        """Which matches are of rules that are wanted."""
        return _told(self.rules, self.rule, wanted)

    def take(self, at: Numbers) -> Matched:
        """The matches of some numbers."""
        lines, starts, ends, rule, value, rules, values = self
        return Matched(lines[at], starts[at], ends[at], rule[at], value[at], rules, values)


def matches_in(column: Column, readings: Readings, chosen: Mask) -> Matched:
    """What rules match in the lines that are chosen, where they may."""
    candidates = [*chain.from_iterable(readings.candidates)]
    counts = np.array([*map(len, readings.candidates)], np.int64)
    asked = np.flatnonzero((readings.slots >= 0) & chosen)
    slots = readings.slots[asked]
    lines, numbers = np.repeat(asked, counts[slots]), _ranges((np.cumsum(counts) - counts)[slots], counts[slots])
    of_candidates, rules = _rules_of(candidates)
    at, of_others = _standing(column, readings, lines, of_candidates[numbers], rules)
    keys = numbers[at] << 1 | of_others[at]
    wanted = np.flatnonzero(np.bincount(keys, minlength=1))
    found = [c.bare_matches if key & 1 else c.matches for key in wanted.tolist() for c in (candidates[key >> 1],)]
    counts = np.array([*map(len, found)], np.int64)
    places = np.searchsorted(wanted, keys)
    firsts = (np.cumsum(counts) - counts)[places]
    matches = _ranges(firsts, counts[places])
    starts = np.array([match.start for own in found for match in own], np.int64)
    ends = np.array([match.end for own in found for match in own], np.int64)
    rule = np.repeat(of_candidates[numbers[at]], counts[places])
    values = [match.value for own in found for match in own]
    return Matched(np.repeat(lines[at], counts[places]), starts[matches], ends[matches], rule, matches, rules, values)


def matched(found: Sequence[tuple[int, Match]]) -> Matched:
    """Lines and what was matched in them as columns."""
    rules = {match.rule.id: match.rule for _, match in found}
    numbers = dict(zip(rules, range(len(rules)), strict=True))
    told = [(line, match.start, match.end, numbers[match.rule.id]) for line, match in found]
    lines, starts, ends, rule = np.array(told, np.int64).reshape(-1, 4).T
    return Matched(
        lines, starts, ends, rule, np.arange(len(found)), [*rules.values()], [match.value for _, match in found]
    )


def _ranges(firsts: Numbers, counts: Numbers) -> Numbers:
    """So many numbers from each of the first ones on."""
    return np.repeat(firsts - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())


def _rules_of(candidates: Sequence[Candidate]) -> tuple[Numbers, list[Rule]]:
    """The number of each candidate's rule, and the rules."""
    rules = {candidate.matcher.rule.id: candidate.matcher.rule for candidate in candidates}
    numbers = dict(zip(rules, range(len(rules)), strict=True))
    found = [numbers[candidate.matcher.rule.id] for candidate in candidates]
    return np.array(found, np.int64), [*rules.values()]


def _standing(
    column: Column, readings: Readings, lines: Numbers, rule: Numbers, rules: Sequence[Rule]
) -> tuple[Numbers, Mask]:
    """Which of some lines stand where their rule may match, and which lines speak of other pages if it does."""
    rows = column.owners[lines]
    zones = Zones(*readings.zones[:, rows])
    index = lines - column.borders[rows]
    is_page, is_extracted = (
        pc.equal(column.layouts, layout).to_numpy(zero_copy_only=False)[rows] for layout in ("page", "extracted")
    )
    stands = ~_told(rules, rule, lambda own: own.layout == "page") | is_page
    stands &= ~_told(rules, rule, lambda own: own.layout == "extracted") | is_extracted
    of_others = is_page & (index >= zones.head) & _told(rules, rule, lambda own: own.kind in OF_OTHERS)
    for zone in {own.zone for own in rules} - {"any"}:
        asked = np.array([own.zone == zone for own in rules], dtype=bool)[rule]
        stands &= ~asked | in_zone(zone, index, zones)
    return np.flatnonzero(stands), of_others


def _told(rules: Sequence[Rule], numbers: Numbers, wanted: Callable[[Rule], bool]) -> Mask:
    """Which numbers are those of rules that are wanted."""
    mask: Mask = np.array([*map(wanted, rules)], dtype=bool)[numbers]
    return mask


def in_zone(zone: str, index: Numbers, zones: Zones) -> Any:
    """Which lines, told by their places in their documents, lie in the zone that a rule asks for; `zones` holds those
    of their documents. A mask."""
    match zone:
        case "first":
            return index == zones.first
        case "head":
            return index < zones.head
        case "foot":
            return index >= zones.foot
        case "edge":
            return (index < zones.head) | (index >= zones.foot)
        case "body":
            return (zones.head <= index) & (index < zones.foot)
        case "below":
            return index >= zones.head
        case "under":
            return index >= zones.under
        case "end":
            return (index >= zones.end) & (index >= zones.head)
    return np.ones(len(index), dtype=bool)
