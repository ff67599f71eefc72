"""The findings in the pages of a batch, by its rules."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.edits import Finding
from pipeline.document.page import Facts, Page
from pipeline.findings import Findings, Numbers, findings_of, joined, removals
from pipeline.rules import Rule
from pipeline.shape import bytes_of
from pipeline.stages.boilerplate._spans import count_blanks
from pipeline.stages.boilerplate.copies import copies_in
from pipeline.stages.boilerplate.matched import Mask, Matched, matches_in
from pipeline.stages.boilerplate.outside import by_shape, rules_on
from pipeline.stages.boilerplate.screen import NAME, Readings
from pipeline.stages.boilerplate.sections import Sections, edges, texts_of
from pipeline.stages.boilerplate.unmarked import by_scorer
from pipeline.stages.contract import Column, Tools


def propose(page: Page, tools: Tools) -> Iterator[Finding]:
    """The findings of the rules for the page's language in its chosen lines."""
    if not page.chosen:
        return
    lines = pa.array([page.lines.texts], pa.list_(pa.string()))
    facts = (pa.array([fact], pa.string()) for fact in (page.facts.language, page.facts.layout))
    column = Column(pa.array([page.text], pa.string()), lines, *facts)
    chosen = np.zeros(len(page.lines), dtype=bool)
    chosen[[*page.chosen]] = True
    found = _found(column, Readings(column, tools), chosen, tools)
    yield from map(found.one, range(len(found.rows)))


def propose_all(column: Column, tools: Tools) -> Findings:
    """The findings in all pages of a batch."""
    readings: Readings = column.notes.get(NAME) or Readings(column, tools)
    return _found(column, readings, readings.chosen, tools)


def _found(column: Column, readings: Readings, chosen: Mask, tools: Tools) -> Findings:
    """The findings in the chosen lines of a batch."""
    matches = matches_in(column, readings, chosen)
    doubled = copies_in(column, readings, chosen, tools)
    named = np.zeros(len(chosen), dtype=bool)
    named[matches.lines[matches.of(_names)]] = True
    named[doubled.lines[doubled.of(_names)]] = True
    is_section = matches.of(lambda rule: rule.scope == "section")
    return joined(
        [
            _of_matches(column, matches.take(np.flatnonzero(~is_section))),
            _of_matches(column, doubled),
            _of_sections(column, readings, matches.take(np.flatnonzero(is_section))),
            by_scorer(column, readings.runs, named),
            _by_shape(column, readings, named, tools),
        ]
    )


def _names(rule: Rule) -> bool:
    """Whether a line that the rule matches is left to it."""
    return rule.scope in ("line", "doubled") and not (rule.flag_only or rule.opt_in)


def _of_matches(column: Column, matches: Matched) -> Findings:
    """The findings of matches: one that leaves nothing of its line takes the line's end with it."""
    codes = column.distinct.indices.to_numpy()[matches.lines]
    offsets, data = bytes_of(column.distinct.dictionary)
    blanks = np.empty(len(codes), np.int64)
    count_blanks(data, offsets, edges(), codes, blanks)
    opens, closes = matches.starts <= blanks, matches.ends >= blanks + column.shapes.lengths[codes]
    begins, pasts = _whole(column, matches.lines, matches.lines)
    return removals(
        column.owners[matches.lines],
        begins + np.where(opens & (closes | matches.of(lambda rule: rule.scope == "head")), 0, matches.starts),
        np.where(opens & closes, pasts, begins + matches.ends),
        matches.rule,
        matches.names,
        pa.array(matches.values, pa.string()).take(pa.array(matches.value)),
    )


def _whole(column: Column, first: Numbers, last: Numbers) -> tuple[Numbers, Numbers]:
    """Where some lines begin in their documents, and where others end with their terminators."""
    rows = column.owners[first]
    return column.starts[first + rows], column.starts[last + rows + 1]


def _of_sections(column: Column, readings: Readings, matches: Matched) -> Findings:
    """The sections that matches open; a heading inside a section that its rule found opens none: a page with many
    headings would have its end in the ledger as many times."""
    texts = texts_of(column, readings.prose)
    kept, lasts = [], []
    rows = column.owners[matches.lines].tolist()
    for row, own in groupby(range(len(rows)), key=rows.__getitem__):
        sections = Sections(texts, *column.borders[row : row + 2].tolist())
        ends: dict[str, int] = {}
        for at in own:
            line, rule = int(matches.lines[at]), matches.rules[int(matches.rule[at])]
            if line >= ends.get(rule.id, 0) and sections.opens(rule, line):
                kept.append(at)
                lasts.append(sections.last_of(rule, line))
                ends[rule.id] = lasts[-1] + 1
    matches = matches.take(np.array(kept, np.int64))
    starts, ends_of = _whole(column, matches.lines, np.array(lasts, np.int64))
    nothing = pa.repeat("", len(kept))
    return removals(column.owners[matches.lines], starts, ends_of, matches.rule, matches.names, nothing)


def _by_shape(column: Column, readings: Readings, named: Mask, tools: Tools) -> Findings:
    """What stands outside the article of whole pages, for the rules that are on."""
    found: dict[int, list[Finding]] = {}
    for row in np.flatnonzero(pc.equal(column.layouts, "page")).tolist() if len(readings.scores) else ():
        own = slice(*column.borders[row : row + 2].tolist())
        rules = rules_on(tools, column.languages[row].as_py())
        page = column.page(row, [], Facts())
        found[row] = [*by_shape(page, rules, readings.scores[own].tolist(), np.flatnonzero(named[own]).tolist())]
    return findings_of(found)
