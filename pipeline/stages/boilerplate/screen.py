"""Which lines of a batch could hold boilerplate, and what is measured of its documents on the way."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.layout import FOOT_PROSE, HEAD_PROSE
from pipeline.rules import Match
from pipeline.rules.patterns import Matcher, Patterns
from pipeline.stages.boilerplate._places import mark_places
from pipeline.stages.boilerplate.cues import PLACES, Bytes, Numbers, Texts, parts_of, texts_of
from pipeline.stages.boilerplate.doubled import pairs_of
from pipeline.stages.boilerplate.outside import rules_on, scores_in
from pipeline.stages.boilerplate.scorer import RULE
from pipeline.stages.boilerplate.unmarked import judged
from pipeline.stages.boilerplate.zones import zones_in
from pipeline.stages.contract import Column, Tools

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

NAME = "boilerplate"


class Candidate:
    """A line that a rule may match: its text without blanks and bullets, and where in the line that begins."""

    __slots__ = ("_matches", "core", "matcher", "start")

    def __init__(self, matcher: Matcher, core: str, start: int) -> None:
        self.matcher, self.core, self.start = matcher, core, start
        self._matches: tuple[Match, ...] | None = None

    @property
    def is_match(self) -> bool:
        """Whether the rule matches in the line."""
        return self.matcher.is_sure(self.core, valued=False) or bool(self.matches)

    @property
    def matches(self) -> tuple[Match, ...]:
        """What the rule matches in the line."""
        if self._matches is None:
            is_sure = self.matcher.is_sure(self.core, valued=True)
            self._matches = self._whole if is_sure else tuple(self.matcher.matches(self.core, self.start))
        return self._matches

    @property
    def bare_matches(self) -> tuple[Match, ...]:
        """The same without values."""
        if self.matcher.is_sure(self.core, valued=False):
            return self._whole
        return tuple(match._replace(value="") for match in self.matches)

    @property
    def _whole(self) -> tuple[Match, ...]:
        return (Match(self.matcher.rule, self.start, self.start + len(self.core), ""),)


def screen(column: Column, tools: Tools) -> pa.Array:
    """Which lines a rule for their document's language may match in, stand twice at once, or belong to a whole page."""
    readings = Readings(column, tools)
    column.notes[NAME] = readings
    return pa.array(readings.chosen)


class Readings:
    """What is known of the documents of a batch when its findings are proposed: the `candidates` of lines that have
    some, and in `slots` for each line of the batch which of them are its own, or -1; the `pairs` of short lines that
    stand twice at once; the zones of each document; which lines are prose; by row, the `runs` of whole pages that are
    not their article; and the scores of lines, if a rule asks for them."""

    def __init__(self, column: Column, tools: Tools) -> None:
        codes, shapes = column.distinct.indices.to_numpy(), column.shapes
        self._whole = pc.equal(column.layouts, "page").to_numpy(zero_copy_only=False)[column.owners]
        self.prose = shapes.prose[codes]
        stands = _stands(column, self._whole, self.prose)
        self.candidates, self.slots = _read_candidates(column, tools, stands)
        self.pairs = pairs_of(column)
        self.zones = zones_in(column.borders, column.lengths, (shapes.lengths > 0)[codes], self.prose)
        has_page = bool(self._whole.any())
        is_scored = has_page and RULE not in tools.settings.get("off", ())
        is_shaped = has_page and any(rules_on(tools, language) for language in column.languages.unique().to_pylist())
        self._is_judged = is_scored or is_shaped
        self.runs = judged(column, self._ruled()) if is_scored else {}
        self.scores = scores_in(column, self._whole) if is_shaped else np.zeros(0, np.int32)

    @property
    def chosen(self) -> Mask:
        """Of each line of the batch, whether it could hold a finding."""
        chosen: Mask = self.slots >= 0
        if self._is_judged:
            chosen |= self._whole
        chosen[self.pairs.ravel()] = True
        return chosen

    def _ruled(self) -> Mask:
        """Of each line of the whole pages of the batch, whether a rule matches it; other lines are not asked about."""
        slots = np.where(self._whole, self.slots, -1)
        ruled = np.zeros(len(self.candidates) + 1, dtype=bool)
        for slot in _distinct(slots, len(ruled))[:-1].tolist():
            ruled[slot] = any(candidate.is_match for candidate in self.candidates[slot])
        ruled[-1] = False
        of_lines: Mask = ruled[slots]
        return of_lines


def _read_candidates(column: Column, tools: Tools, stands: Bytes) -> tuple[list[Sequence[Candidate]], Indices]:
    """The candidates of lines that have some, and for each line of the batch which of them are its own, or -1; `stands`
    is for `texts_of`."""
    lines, codes = column.distinct.dictionary, column.distinct.indices.to_numpy()
    texts = texts_of(lines, column.shapes.points, stands)
    slots, places = np.full(len(codes), -1), np.full(len(lines), -1)
    candidates: list[Sequence[Candidate]] = []
    languages = column.languages.dictionary_encode()
    spoken = languages.indices.to_numpy()[column.owners]
    order = np.argsort(spoken.astype(np.int16), kind="stable")
    borders = np.searchsorted(spoken[order], np.arange(len(languages.dictionary) + 1)).tolist()
    for language, (first, past) in zip(languages.dictionary.to_pylist(), pairwise(borders), strict=True):
        own = codes[order[first:past]]
        found = matched_lines(texts, own, tools.rules.patterns(language))
        places[list(found)] = np.arange(len(candidates), len(candidates) + len(found))
        candidates += found.values()
        slots[order[first:past]] = places[own]
        places[list(found)] = -1
    return candidates, slots


def _stands(column: Column, whole: Mask, prose: Mask) -> Bytes:
    """Of each distinct line bits of PLACES where it stands in some document: all lines of whole pages stand everywhere,
    for the scorer asks what rules match in them. The masks say which lines are of whole pages and which are prose."""
    stands = np.zeros(len(column.distinct.dictionary), np.uint8)
    anywhere, head, foot, edge, page = (1 << number for number in range(len(PLACES)))
    bits = anywhere, head | edge, foot | edge, anywhere | head | foot | edge | page
    codes, masks = column.distinct.indices.to_numpy(), (whole.view(np.uint8), prose.view(np.uint8))
    mark_places(codes, column.borders, *masks, HEAD_PROSE, FOOT_PROSE, *bits, stands)
    return stands


def _distinct(numbers: Indices, count: int) -> Indices:
    """Numbers below `count`, in order and without repetition: quicker than sorting them."""
    present = np.zeros(count, dtype=bool)
    present[numbers] = True
    return np.flatnonzero(present)


def matched_lines(texts: Texts, own: Numbers, patterns: Patterns) -> dict[int, list[Candidate]]:
    """The candidates of each of the lines `own` that has some, in the order of rules."""
    parts = parts_of(texts, own, patterns)
    data, joined, firsts = texts.data.data, parts.text.data, parts.firsts.tolist()
    found: dict[int, list[Candidate]] = {}
    for rule in np.flatnonzero(np.diff(parts.firsts)).tolist():
        matcher, first = patterns.matchers[rule], firsts[rule]
        starts = parts.starts[first : firsts[rule + 1] + 1]
        begin, end = int(starts[0]), int(starts[-1])
        for at in matcher.admitted(joined[begin : end - 1], (starts[:-1] - begin).tolist()):
            line = int(parts.lines[first + at])
            core = str(data[texts.starts[line] : texts.ends[line]], "utf-8")
            found.setdefault(line, []).append(Candidate(matcher, core, int(texts.passed[line])))
    return found
