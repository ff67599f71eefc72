"""Which lines of a batch could hold boilerplate, and what is measured of its documents on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.layout import FOOT_PROSE, HEAD_PROSE
from pipeline.rules import Match
from pipeline.rules.patterns import EDGES, Matcher, Patterns, core_of
from pipeline.shape import bytes_of
from pipeline.stages.boilerplate.cues import PLACES, Texts, candidates_of, texts_of
from pipeline.stages.boilerplate.doubled import pairs_of
from pipeline.stages.boilerplate.scorer import Run
from pipeline.stages.boilerplate.unmarked import judged
from pipeline.stages.contract import Column, Tools

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

NAME = "boilerplate"
EDGE_BYTES = (np.arange(256) >= 0x80) | np.isin(np.arange(256), [ord(edge) for edge in EDGES if edge.isascii()])
"""Bytes with which a line may begin or end that is more than its core."""


@dataclass
class Candidate:
    """A line that a rule may match: its text without blanks and bullets, and where in the line that begins."""

    matcher: Matcher
    core: str
    start: int

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """What the rule matches in the line."""
        if self.matcher.is_sure(self.core, valued=True):
            return self.bare_matches
        return tuple(self.matcher.matches(self.core, self.start))

    @cached_property
    def bare_matches(self) -> tuple[Match, ...]:
        """The same without values."""
        if self.matcher.is_sure(self.core, valued=False):
            return (Match(self.matcher.rule, self.start, self.start + len(self.core), ""),)
        return tuple(match._replace(value="") for match in self.matches)


@dataclass(frozen=True)
class Notes:
    """What is known of one document when its findings are proposed: the candidates of each line that has some, the
    short lines that stand twice at once; of each line its length, whether it is not blank and whether it is prose; and
    the runs of a whole page that are not its article."""

    candidates: dict[int, Sequence[Candidate]]
    pairs: Sequence[tuple[int, int]]
    lengths: npt.NDArray[np.int32]
    filled: Mask
    prose: Mask
    runs: Sequence[Run]


def screen(column: Column, tools: Tools) -> pa.Array:
    """Which lines a rule for their document's language may match in, stand twice at once, or belong to a whole page."""
    readings = Readings(column, tools)
    column.notes[NAME] = readings
    return pa.array(readings.chosen)


class Readings:
    """The notes of a batch's documents, by row."""

    def __init__(self, column: Column, tools: Tools) -> None:
        self._column = column
        self._candidates, self._slots = _read_candidates(column, tools)
        self._pairs = pairs_of(column)
        self._whole = pc.equal(column.layouts, "page").to_numpy(zero_copy_only=False)
        self._codes = column.distinct.indices.to_numpy()
        self._runs = judged(column, self._ruled()) if self._whole.any() else {}
        offsets = column.lines.offsets.to_numpy()
        self._starts = offsets - offsets[0]

    @property
    def chosen(self) -> Mask:
        """Of each line of the batch, whether it could hold a finding."""
        chosen: Mask = (self._slots >= 0) | self._whole[self._column.owners]
        chosen[self._pairs.ravel()] = True
        return chosen

    def _ruled(self) -> Mask:
        """Of each line of the whole pages of the batch, whether a rule matches it; other lines are not asked about."""
        slots = np.where(self._whole[self._column.owners], self._slots, -1)
        ruled = np.zeros(len(self._candidates) + 1, dtype=bool)
        for slot in np.unique(slots[slots >= 0]).tolist():
            ruled[slot] = any(candidate.bare_matches for candidate in self._candidates[slot])
        of_lines: Mask = ruled[slots]
        return of_lines

    def __getitem__(self, row: int) -> Notes:
        start, end = int(self._starts[row]), int(self._starts[row + 1])
        slots = self._slots[start:end]
        first, past = np.searchsorted(self._pairs[:, 0], (start, end))
        shapes, codes = self._column.shapes, self._codes[start:end]
        return Notes(
            {line: self._candidates[slots[line]] for line in np.flatnonzero(slots >= 0).tolist()},
            [(i, j) for i, j in (self._pairs[first:past] - start).tolist()],
            self._column.lengths[start:end],
            shapes.lengths[codes] > 0,
            shapes.prose[codes],
            self._runs.get(row, ()),
        )


def _read_candidates(column: Column, tools: Tools) -> tuple[list[Sequence[Candidate]], Indices]:
    """The candidates of lines that have some, and for each line of the batch which of them are its own, or -1."""
    lines, codes = column.distinct.dictionary, column.distinct.indices.to_numpy()
    lengths = np.zeros(len(lines), np.int32)
    lengths[codes] = column.lengths
    texts = texts_of(lines, lengths, column.ascii.to_numpy(zero_copy_only=False), _stands(column))
    slots = np.full(len(codes), -1)
    candidates: list[Sequence[Candidate]] = []
    languages = column.languages.dictionary_encode()
    spoken = languages.indices.to_numpy()[column.owners]
    for number, language in enumerate(languages.dictionary.to_pylist()):
        here = np.flatnonzero(spoken == number) if len(languages.dictionary) > 1 else np.arange(len(codes))
        found = matched_lines(texts, _distinct(codes[here], len(lines)), tools.rules.patterns(language))
        places = np.full(len(lines), -1)
        places[list(found)] = np.arange(len(candidates), len(candidates) + len(found))
        candidates += found.values()
        slots[here] = places[codes[here]]
    return candidates, slots


def _stands(column: Column) -> Mask:
    """Of each of PLACES and each distinct line, whether the line stands there in some document: all lines of whole
    pages stand everywhere, for the scorer asks what rules match in them."""
    codes = column.distinct.indices.to_numpy()
    whole = pc.equal(column.layouts, "page").to_numpy(zero_copy_only=False)[column.owners]
    prose = column.shapes.prose[codes]
    starts = column.lines.offsets.to_numpy() - column.lines.offsets[0].as_py()
    passed = np.append(0, np.cumsum(prose))
    head = passed[1:] - passed[starts[:-1]][column.owners] <= HEAD_PROSE
    foot = passed[starts[1:]][column.owners] - passed[:-1] <= FOOT_PROSE
    stands = np.zeros((len(PLACES), len(column.distinct.dictionary)), dtype=bool)
    for place, lines in zip(stands, (True, head, foot, head | foot, False), strict=True):
        place[codes[whole | lines]] = True
    return stands


def _distinct(numbers: Indices, count: int) -> Indices:
    """Numbers below `count`, in order and without repetition: quicker than sorting them."""
    present = np.zeros(count, dtype=bool)
    present[numbers] = True
    return np.flatnonzero(present)


def matched_lines(texts: Texts, own: Indices, patterns: Patterns) -> dict[int, list[Candidate]]:
    """The candidates of each line that has some, in the order of rules."""
    lines, rules = candidates_of(texts, own, patterns)
    needed = _distinct(lines, len(texts.lines))
    places = np.searchsorted(needed, lines)
    cores = Cores(texts.lines.take(pa.array(needed)))
    found: dict[int, list[Candidate]] = {}
    borders = [0, *(np.flatnonzero(np.diff(rules)) + 1).tolist(), len(rules)] if len(rules) else []
    for first, past in pairwise(borders):
        matcher = patterns.matchers[int(rules[first])]
        for place in cores.admitted(matcher, places[first:past]):
            candidate = Candidate(matcher, cores.texts[place], cores.starts[place])
            found.setdefault(int(needed[place]), []).append(candidate)
    return found


class Cores:
    """Lines, none of them empty, without blanks and bullets at their ends."""

    def __init__(self, lines: pa.StringArray) -> None:
        self.texts = lines.to_pylist()
        self.starts = [0] * len(self.texts)
        offsets, data = bytes_of(lines)
        for place in np.flatnonzero(EDGE_BYTES[data[offsets[:-1]]] | EDGE_BYTES[data[offsets[1:] - 1]]).tolist():
            start, end = core_of(self.texts[place])
            self.starts[place], self.texts[place] = start, self.texts[place][start:end]
        self.encoded = [text.encode() for text in self.texts]
        self.filled = np.array([*map(bool, self.texts)], bool)
        self.ascii = np.array([text.isascii() for text in self.texts], bool)

    def admitted(self, matcher: Matcher, places: Indices) -> list[int]:
        """At which of the places stand lines that a rule may match."""
        found: list[int] = []
        for is_ascii in (True, False):
            own = places[self.filled[places] & (self.ascii[places] == is_ascii)].tolist()
            if own:
                parts = [self.encoded[place] for place in own]
                if not matcher.looks_at_all:
                    parts = [matcher.part_of(self.texts[place]).encode() for place in own]
                found += [own[at] for at in matcher.compiled(is_ascii).admitted(parts)]
        return found
