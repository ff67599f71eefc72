"""`document.edits.settle` for a whole batch: ledgers as columns, the new texts as one array.

What becomes of findings is said there, for one document; nothing here says anything else (a property test compares).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import _settling
from pipeline.document.edits import APPLIED, FLAGGED, OVERRULED, Action, Finding
from pipeline.ledgers import Ledgers, Numbers
from pipeline.shape import bytes_of

OUTCOMES = (FLAGGED, APPLIED, OVERRULED)
ROW = 32
"""Bits of an offset in a key that starts with its row."""
FLAG, REMOVE, REPLACE = range(3)
"""What is to be done with a finding. The compiled loops know this and the outcomes by their numbers."""

Bytes = npt.NDArray[np.uint8]


class Settled(NamedTuple):
    """The texts of a batch after a stage, the same array where none changed, and the stage's entries."""

    texts: pa.StringArray
    ledgers: Ledgers


class Spans(NamedTuple):
    """The row, start and end of each of some findings; offsets in code points."""

    rows: Numbers
    starts: Numbers
    ends: Numbers

    def take(self, at: Numbers) -> Spans:
        """The spans of some numbers."""
        return Spans(*(column[at] for column in self))


def settle_batch(stage: str, texts: pa.StringArray, found: Mapping[int, Sequence[Finding]], action: Action) -> Settled:
    """Settle what `stage` found in the texts of some rows.

    Raises ValueError for a finding that is empty or lies outside its text.
    """
    rows, findings = _told(found, action)
    starts, ends, rules, replacements, scores, values = zip(*findings, strict=True) if findings else [()] * 6
    named, written = pa.array(rules, pa.string()).dictionary_encode(), pa.array(replacements, pa.string())
    spans = Spans(rows, np.array(starts, np.int64), np.array(ends, np.int64))
    if len(empty := np.flatnonzero((spans.starts < 0) | (spans.starts >= spans.ends))):
        raise _misplaced(texts, spans, named, int(empty[0]))
    order = _ordered(spans, findings.__getitem__)
    wishes = _wishes(named, written, action)[order]
    spans, outcomes, order = _decided(spans.take(order), findings, wishes, order)
    taken = pa.array(order)
    columns = {
        "stage": pa.array([stage], pa.string()).take(pa.array(np.zeros(len(order), np.int8))),
        "rule": named.take(taken).dictionary_decode(),
        "start": pa.array(spans.starts, pa.int32()),
        "end": pa.array(spans.ends, pa.int32()),
        "after": written.take(taken),
        "outcome": pa.array(OUTCOMES, pa.string()).take(pa.array(outcomes)),
        "score": pa.array(np.array(scores, np.float32)[order]),
        "value": pa.array(values, pa.string()).take(taken),
    }
    places = _places(texts, spans, columns["rule"])
    columns["before"] = _cut(texts, places)
    applied = np.flatnonzero(outcomes == OUTCOMES.index(APPLIED))
    if len(applied):
        texts = _rewritten(texts, spans.rows[applied], places[applied], columns["after"].take(pa.array(applied)))
    return Settled(texts, Ledgers(spans.rows, columns))


def _told(found: Mapping[int, Sequence[Finding]], action: Action) -> tuple[Numbers, list[Finding]]:
    """The findings of rules that are not off, and the row of each one, ascending."""
    off = {rule for rule in {finding[2] for own in found.values() for finding in own} if action(rule) == "off"}
    told = {row: [f for f in found[row] if f[2] not in off] if off else found[row] for row in sorted(found)}
    rows = np.repeat(np.array([*told], np.int64), [*map(len, told.values())])
    return rows, [*chain.from_iterable(told.values())]


def _wishes(rules: pa.DictionaryArray, replacements: pa.StringArray, action: Action) -> Bytes:
    """What is to be done with each finding."""
    applied = np.array([action(rule) == "apply" for rule in rules.dictionary.to_pylist()], dtype=bool)
    removes = np.asarray(pc.equal(replacements, ""))
    return np.where(applied[rules.indices], np.where(removes, REMOVE, REPLACE), FLAG).astype(np.uint8)


def _ordered(spans: Spans, tie: Callable[[int], Any]) -> Numbers:
    """The numbers of spans by row, start and falling end; equal ones as `tie` orders them, which is given a number."""
    order = np.lexsort((-spans.ends, spans.rows << ROW | spans.starts))
    alike = np.zeros(len(order) + 1, dtype=bool)
    alike[1:-1] = True
    for column in spans:
        alike[1:-1] &= np.diff(column[order]) == 0
    borders = np.flatnonzero(alike[1:] != alike[:-1])
    for first, last in borders.reshape(-1, 2).tolist():
        order[first : last + 1] = sorted(order[first : last + 1].tolist(), key=tie)
    return order


def _decided(spans: Spans, findings: Sequence[Finding], wishes: Bytes, order: Numbers) -> tuple[Spans, Bytes, Numbers]:
    """What becomes of findings, given in the order they are decided in: their spans, clipped to what was left of them,
    their outcomes and their numbers among the `findings`, all in the order of a ledger."""
    starts, outcomes = spans.starts.copy(), np.zeros(len(order), np.uint8)
    _settling.decide(spans.rows, starts, spans.ends, wishes, outcomes)
    clipped = np.isin(spans.rows, spans.rows[starts != spans.starts])
    spans, places = spans._replace(starts=starts), np.flatnonzero(clipped)

    def tie(at: int) -> tuple[object, ...]:
        finding = findings[order[places[at]]]
        return finding.rule, finding.replacement, OUTCOMES[outcomes[places[at]]], finding.score, finding.value

    turns = np.arange(len(order))
    turns[places] = places[_ordered(spans.take(places), tie)]
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
