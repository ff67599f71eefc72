"""`document.edits.settle` for a whole batch: ledgers as columns, the new texts as one array.

What becomes of findings is said there, for one document; nothing here says anything else (a property test compares).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import _settling
from pipeline.document.edits import APPLIED, FLAGGED, OVERRULED, Action
from pipeline.findings import Findings, Numbers
from pipeline.ledgers import Ledgers
from pipeline.shape import bytes_of

OUTCOMES = (FLAGGED, APPLIED, OVERRULED)
ROW = 32
"""Bits of an offset in a key that starts with its row."""
RANK = 24
"""Bits of a rule's rank in a key that starts with an offset."""
FLAG, REMOVE, REPLACE = range(3)
"""What is to be done with a finding. The compiled loops know this and the outcomes by their numbers."""

Bytes = npt.NDArray[np.uint8]


class Settled(NamedTuple):
    """The texts of a batch after a stage, the same array where none changed, the ascending rows of those that were
    written anew, and the stage's entries."""

    texts: pa.StringArray
    rows: Numbers
    ledgers: Ledgers


class Spans(NamedTuple):
    """The row, start and end of each of some findings; offsets in code points."""

    rows: Numbers
    starts: Numbers
    ends: Numbers

    def take(self, at: Numbers) -> Spans:
        """The spans of some numbers."""
        return Spans(*(column[at] for column in self))


def settle_batch(stage: str, texts: pa.StringArray, findings: Findings, action: Action) -> Settled:
    """Settle what `stage` found in some texts.

    Raises ValueError for a finding that is empty or lies outside its text.
    """
    actions = np.array([action(rule) for rule in findings.rules.dictionary.to_pylist()], dtype="U")
    if "off" in actions:
        findings = findings.take(np.flatnonzero((actions != "off")[findings.rules.indices]))
    spans = Spans(findings.rows, findings.starts, findings.ends)
    if len(empty := np.flatnonzero((spans.starts < 0) | (spans.starts >= spans.ends))):
        raise _misplaced(texts, spans, findings.rules, int(empty[0]))
    ranks = _ranks(findings.rules)
    order = _ordered(spans, ranks, lambda at: findings.one(at)[3:])
    spans, outcomes, order = _decided(spans, findings, _wishes(findings, actions), ranks, order)
    taken = pa.array(order)
    columns = {
        "stage": pa.repeat(stage, len(order)),
        "rule": findings.rules.take(taken).dictionary_decode(),
        "start": pa.array(spans.starts, pa.int32()),
        "end": pa.array(spans.ends, pa.int32()),
        "after": findings.replacements.take(taken),
        "outcome": pa.array(OUTCOMES, pa.string()).take(pa.array(outcomes)),
        "score": pa.array(findings.scores[order].astype(np.float32)),
        "value": findings.values.take(taken),
    }
    places = _places(texts, spans, columns["rule"])
    columns["before"] = _cut(texts, places)
    applied = np.flatnonzero(outcomes == OUTCOMES.index(APPLIED))
    rows = spans.rows[applied]
    if len(applied):
        texts = _rewritten(texts, rows, places[applied], columns["after"].take(pa.array(applied)))
    return Settled(texts, rows[np.diff(rows, prepend=-1) > 0], Ledgers(spans.rows, columns))


def _wishes(findings: Findings, actions: npt.NDArray[np.str_]) -> Bytes:
    """What is to be done with each finding; `actions` says it of each rule."""
    removes = np.asarray(pc.equal(findings.replacements, ""))
    applied = (actions == "apply")[findings.rules.indices]
    return np.where(applied, np.where(removes, REMOVE, REPLACE), FLAG).astype(np.uint8)


def _ranks(rules: pa.DictionaryArray) -> Numbers:
    """The place of each rule in the alphabet."""
    names = rules.dictionary.to_pylist()
    ranks = np.empty(len(names), np.int64)
    ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    of_rules: Numbers = ranks[rules.indices]
    return of_rules


def _ordered(spans: Spans, ranks: Numbers, tie: Callable[[int], Any]) -> Numbers:
    """The numbers of spans by row, start, falling end and rank; equal ones as `tie` orders them, which is given a
    number."""
    order = np.lexsort((ranks - (spans.ends << RANK), spans.rows << ROW | spans.starts))
    alike = np.zeros(len(order) + 1, dtype=bool)
    alike[1:-1] = True
    for column in (*spans, ranks):
        alike[1:-1] &= np.diff(column[order]) == 0
    borders = np.flatnonzero(alike[1:] != alike[:-1])
    for first, last in borders.reshape(-1, 2).tolist():
        order[first : last + 1] = sorted(order[first : last + 1].tolist(), key=tie)
    return order


def _decided(
    spans: Spans, findings: Findings, wishes: Bytes, ranks: Numbers, order: Numbers
) -> tuple[Spans, Bytes, Numbers]:
    """What becomes of findings, which are decided in an `order`: their spans, clipped to what was left of them, their
    outcomes and their numbers, all in the order of a ledger."""
    spans = spans.take(order)
    starts, outcomes = spans.starts.copy(), np.zeros(len(order), np.uint8)
    _settling.decide(spans.rows, starts, spans.ends, wishes[order], outcomes)
    places = np.flatnonzero(np.isin(spans.rows, spans.rows[starts != spans.starts]))
    spans = spans._replace(starts=starts)

    def tie(at: int) -> tuple[object, ...]:
        finding = findings.one(order[places[at]])
        return finding.replacement, OUTCOMES[outcomes[places[at]]], finding.score, finding.value

    turns = np.arange(len(order))
    turns[places] = places[_ordered(spans.take(places), ranks[order[places]], tie)]
    return spans.take(turns), outcomes[turns], order[turns]


def _places(texts: pa.StringArray, spans: Spans, rules: pa.Array) -> Numbers:
    """The first byte of each span and the one behind its last; `rules` says whose they are."""
    borders, data = bytes_of(texts)
    places = np.empty((len(spans.rows), 2), np.int64)
    outside = _settling.places_of(data, borders, *spans, places)
    if outside >= 0:
        raise _misplaced(texts, spans, rules, outside)
    return places


def _misplaced(texts: pa.StringArray, spans: Spans, rules: pa.Array, at: int) -> ValueError:
    row, start, end = (int(column[at]) for column in spans)
    return ValueError(f"{rules[at]}: span {start}..{end} does not lie in a text of {pc.utf8_length(texts[row])}")


def _cut(texts: pa.StringArray, places: Numbers) -> pa.StringArray:
    """The bytes between places as texts."""
    borders = np.append(0, np.cumsum(places[:, 1] - places[:, 0]))
    data = np.empty(borders[-1], np.uint8)
    _settling.cut(bytes_of(texts)[1], places, data)
    return _texts_of(borders, data)


def _rewritten(texts: pa.StringArray, rows: Numbers, places: Numbers, written: pa.StringArray) -> pa.StringArray:
    """The texts of a batch with other text in some places, which ascend by row and do not overlap."""
    borders, data = bytes_of(texts)
    written_borders, new = bytes_of(written)
    removed = int((places[:, 1] - places[:, 0]).sum())
    new_borders, out = np.empty(len(borders), np.int64), np.empty(len(data) - removed + len(new), np.uint8)
    _settling.rewrite(data, borders, rows, places, new, written_borders, new_borders, out)
    return _texts_of(new_borders, out)


def _texts_of(borders: Numbers, data: Bytes) -> pa.StringArray:
    """Texts from where they begin and end in UTF-8. Raises pa.ArrowInvalid where they are too many bytes."""
    return pa.LargeStringArray.from_buffers(len(borders) - 1, pa.py_buffer(borders), pa.py_buffer(data)).cast(
        pa.string()
    )
