"""The ledgers of a batch as columns, and where each entry lies in the source and in the final text.

`document.edits` says, span by span, what `origin` and `forward` mean; `places_of` says the same of all entries at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.edits import APPLIED, Entry
from pipeline.schema import EDIT

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_ROW = 32
"""Bits of an offset in a key that starts with its row."""


@dataclass(frozen=True)
class Ledgers:
    """The entries of a batch, ledger after ledger, by their documents' rows: `rows` says whose each one is.

    `columns` are the fields of Entry by name, with the types of schema.EDIT.
    """

    rows: Numbers
    columns: Mapping[str, pa.Array]

    def one_of(self, name: str, values: Collection[str]) -> Mask:
        """Which entries have one of some values in a field."""
        mask: Mask = pc.is_in(self.columns[name], pa.array(sorted(values), pa.string())).to_numpy(zero_copy_only=False)
        return mask

    def numbers(self, name: str) -> Numbers:
        """A field that holds offsets."""
        return np.asarray(self.columns[name], dtype=np.int64)

    @cached_property
    def applied(self) -> Mask:
        """Which entries were applied."""
        return self.one_of("outcome", {APPLIED})

    @cached_property
    def taken(self) -> Numbers:
        """Code points of what stood there."""
        return np.asarray(pc.utf8_length(self.columns["before"]), dtype=np.int64)

    @cached_property
    def written(self) -> Numbers:
        """Code points of what stands there, or was proposed to."""
        return np.asarray(pc.utf8_length(self.columns["after"]), dtype=np.int64)

    def entries(self, asked: Mask) -> dict[int, list[Entry]]:
        """The entries in the mask by row."""
        at = np.flatnonzero(asked)
        fields = (self.columns[name].take(pa.array(at)).to_pylist() for name in Entry._fields)
        found: dict[int, list[Entry]] = {}
        for row, *entry in zip(self.rows[at].tolist(), *fields, strict=True):
            found.setdefault(row, []).append(Entry(*entry))
        return found


def read_ledgers(ledgers: Mapping[int, Sequence[Entry]]) -> Ledgers:
    """The ledgers of a batch, given by row."""
    rows = sorted(ledgers)
    entries = [entry for row in rows for entry in ledgers[row]]
    fields = zip(*entries, strict=True) if entries else [()] * len(Entry._fields)
    columns = {name: pa.array(field, EDIT.field(name).type) for name, field in zip(Entry._fields, fields, strict=True)}
    return Ledgers(np.repeat(np.array(rows, np.int64), [len(ledgers[row]) for row in rows]), columns)


def joined(ledgers: Sequence[Ledgers]) -> Ledgers:
    """The ledgers of several stages, given in the order they ran, as one."""
    if not ledgers:
        return read_ledgers({})
    rows = np.concatenate([own.rows for own in ledgers])
    order = np.argsort(rows, kind="stable")
    columns = {
        name: pa.concat_arrays([own.columns[name] for own in ledgers]).take(pa.array(order)) for name in Entry._fields
    }
    return Ledgers(rows[order], columns)


class Places(NamedTuple):
    """Of each entry its span of the source text, and of the final text; -1 and -1 where nothing of it survives."""

    source_start: Numbers
    source_end: Numbers
    text_start: Numbers
    text_end: Numbers


def places_of(ledgers: Ledgers) -> Places:
    """Where the entries of some ledgers lie; each ledger lists whole stages in the order they ran."""
    turns, keys = _turns(ledgers), ledgers.rows << _ROW
    tracks = _tracks(ledgers, turns)
    starts, ends = keys + ledgers.numbers("start"), keys + ledgers.numbers("end")
    sources, texts = Side(starts.copy(), ends.copy()), Side(starts, ends)
    for turn, track in reversed([*enumerate(tracks)]):
        later = np.flatnonzero(turns > turn)
        _move(sources, later, track.made, track.given)
    for turn, track in enumerate(tracks):
        held = np.flatnonzero((turns <= turn) & (texts.starts < texts.ends))
        _move(texts, held, track.given, track.made)
    gone = texts.starts >= texts.ends
    kept = (np.where(gone, -1, side - keys) for side in texts)
    return Places(sources.starts - keys, sources.ends - keys, *kept)


class Side(NamedTuple):
    """Spans of the texts of a batch; an offset has the number of its row before it, so that all of them ascend."""

    starts: Numbers
    ends: Numbers


class Track(NamedTuple):
    """What the stages applied whose turn it was: the spans that they were given, and what they made of them."""

    given: Side
    made: Side


def _turns(ledgers: Ledgers) -> Numbers:
    """How many other stages stand before an entry's own in its ledger."""
    rows, stages = ledgers.rows, np.asarray(ledgers.columns["stage"].dictionary_encode().indices)
    begins, opens = np.ones((2, len(rows)), dtype=np.bool_)
    begins[1:] = rows[1:] != rows[:-1]
    opens[1:] = begins[1:] | (stages[1:] != stages[:-1])
    turns: Numbers = np.cumsum(opens, dtype=np.int64)
    turns -= turns[np.flatnonzero(begins)][np.cumsum(begins) - 1]
    return turns


def _tracks(ledgers: Ledgers, turns: Numbers) -> list[Track]:
    """What was applied, by turn."""
    applied, starts, ends = ledgers.applied, ledgers.numbers("start"), ledgers.numbers("end")
    lengths = ledgers.written
    growth = lengths - ledgers.taken
    tracks = []
    for turn in range(turns.max(initial=-1) + 1):
        at = np.flatnonzero(applied & (turns == turn))
        rows, grown = ledgers.rows[at], np.cumsum(growth[at]) - growth[at]
        keys = rows << _ROW
        moved = keys + starts[at] + grown - grown[np.searchsorted(rows, rows)]
        tracks.append(Track(Side(keys + starts[at], keys + ends[at]), Side(moved, moved + lengths[at])))
    return tracks


def _move(spans: Side, at: Numbers, here: Side, there: Side) -> None:
    """Some spans from one side of a track to the other; one that cuts into a span of the track takes the whole."""
    for offsets, behind, edge in ((spans.starts, 0, there.starts), (spans.ends, 1, there.ends)):
        keys = offsets[at]
        nearest = np.searchsorted(here.starts, keys - behind, side="right") - 1
        known = np.flatnonzero(nearest >= 0)
        known = known[here.starts[nearest[known]] >> _ROW == keys[known] >> _ROW]
        keys, nearest = keys[known], nearest[known]
        beyond = keys - here.ends[nearest]
        offsets[at[known]] = np.where(beyond < 0, edge[nearest], there.ends[nearest] + beyond)
