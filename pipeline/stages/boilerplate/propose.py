"""The findings in one page, by its rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import pyarrow as pa

from pipeline.document.edits import Finding
from pipeline.document.layout import Zones
from pipeline.document.page import Page
from pipeline.rules import Match, Rule
from pipeline.stages.boilerplate.doubled import by_repetition
from pipeline.stages.boilerplate.outside import by_shape, rules_on
from pipeline.stages.boilerplate.screen import Notes, Readings
from pipeline.stages.boilerplate.sections import Sections
from pipeline.stages.boilerplate.unmarked import by_scorer
from pipeline.stages.contract import Column, Tools

OF_OTHERS = ("timestamp", "byline")
"""Kinds that, below the head of a whole page, speak of other pages: they give no value there."""


def propose(page: Page, tools: Tools) -> Iterator[Finding]:
    """The findings of the rules for the page's language in its chosen lines."""
    notes: Notes = page.notes or _notes_of(page, tools)
    chosen = range(len(page.lines)) if len(page.chosen) == len(page.lines) else frozenset(page.chosen)
    matches = list(_matches(page, notes, chosen))
    yield from _by_words(page, notes, matches)
    doubled: list[tuple[int, Match]] = []
    if notes.pairs:
        patterns = tools.rules.patterns(page.facts.language)
        doubled += by_repetition(page.lines, chosen, patterns, notes.pairs, notes.zones)
    yield from (_finding(page, index, match) for index, match in doubled)
    if page.facts.layout == "page" and chosen:
        named = {index for index, match in (*matches, *doubled) if _names(match.rule)}
        yield from by_scorer(page, notes.runs, named)
        if notes.scores:
            yield from by_shape(page, rules_on(tools, page.facts.language), notes.scores, named)


def _notes_of(page: Page, tools: Tools) -> Notes:
    """The notes of a page that no screen has seen."""
    lines = pa.array([page.lines.texts], pa.list_(pa.string()))
    facts = (pa.array([fact], pa.string()) for fact in (page.facts.language, page.facts.layout))
    return Readings(Column(pa.array([page.text], pa.string()), lines, *facts), tools)[0]


def _matches(page: Page, notes: Notes, chosen: Collection[int]) -> Iterator[tuple[int, Match]]:
    zones, layout = notes.zones, page.facts.layout
    below = zones.head if layout == "page" else len(page.lines)
    for index, candidates in notes.candidates.items():
        for candidate in candidates if index in chosen else ():
            rule = candidate.matcher.rule
            if rule.layout in ("any", layout) and (rule.zone == "any" or in_zone(rule, index, zones)):
                is_of_others = index >= below and rule.kind in OF_OTHERS
                for match in candidate.bare_matches if is_of_others else candidate.matches:
                    yield index, match


def _by_words(page: Page, notes: Notes, matches: Sequence[tuple[int, Match]]) -> Iterator[Finding]:
    """The findings of matches; a heading inside a section that its rule found opens none: a page with many headings
    would have its end in the ledger as many times."""
    sections = Sections(page.lines, notes.prose)
    ends: dict[str, int] = {}
    for index, match in matches:
        if match.rule.scope != "section":
            yield _finding(page, index, match)
        elif index >= ends.get(match.rule.id, 0) and sections.opens(match.rule, index):
            last = sections.last_of(match.rule, index)
            ends[match.rule.id] = last + 1
            yield Finding(page.lines.starts[index], page.whole(last)[1], match.rule.id)


def _names(rule: Rule) -> bool:
    """Whether a line that the rule matches is left to it."""
    return rule.scope in ("line", "doubled") and not (rule.flag_only or rule.opt_in)


def in_zone(rule: Rule, index: int, zones: Zones) -> bool:
    """Whether line `index` lies in the zone that the rule asks for."""
    match rule.zone:
        case "any":
            return True
        case "first":
            return index == zones.first
        case "head":
            return index < zones.head
        case "foot":
            return index >= zones.foot
        case "edge":
            return index < zones.head or index >= zones.foot
        case "body":
            return zones.head <= index < zones.foot
        case "below":
            return index >= zones.head
        case "under":
            return index >= zones.under
        case "end":
            return index >= zones.end and index >= zones.head
    return True


def _finding(page: Page, index: int, match: Match) -> Finding:
    """A finding that leaves nothing of its line takes the line's end with it."""
    begin, past = page.whole(index)
    start, end = begin + match.start, begin + match.end
    if start == begin or not page.text[begin:start].strip():
        if not page.text[end:past].strip():
            start, end = begin, past
        elif match.rule.scope == "head":
            start = begin
    return Finding(start, end, match.rule.id, "", 1.0, match.value)
