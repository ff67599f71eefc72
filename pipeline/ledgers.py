"""The ledgers of a batch as columns, and where each entry lies in the source and in the final text.

`document.edits` says, span by span, what `origin` and `forward` mean; `places_of` says the same of all entries at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import _ledgers
from pipeline.document.edits import APPLIED, Entry
from pipeline.schema import EDIT

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Ledgers:
    """The entries of a batch, ledger after ledger, by their documents' rows: `rows` says whose each one is.

    `columns` are the fields of Entry by name, with the types of schema.EDIT.
    """

    rows: Numbers
    columns: Mapping[str, pa.Array]

    def one_of(self, name: str, values: Collection[str]) -> Mask:
        """Which entries have one of some values in a field of `codes`."""
        return self.mapped(name, lambda value: value in values).astype(np.bool_)

    def mapped(self, name: str, told: Callable[[str], int]) -> Numbers:
        """What `told` says of each entry's value in a field of `codes`."""
        codes = self.codes[name]
        numbers: Numbers = np.array([*map(told, codes.dictionary.to_pylist())], np.int64)[np.asarray(codes.indices)]
        return numbers

    @cached_property
    def codes(self) -> Mapping[str, pa.DictionaryArray]:
        """The fields of few different values, each of which is told once."""
        return {name: self.columns[name].dictionary_encode() for name in ("stage", "rule", "outcome")}

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
        return self.numbers("end") - self.numbers("start")

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
    groups, applied = _groups(ledgers), ledgers.applied.view(np.uint8)
    texts = np.stack((ledgers.numbers("start"), ledgers.numbers("end")))
    sources, tracks = texts.copy(), np.empty((4, np.count_nonzero(applied)), np.int64)
    firsts = np.empty(len(groups), np.int64)
    _ledgers.track(groups, texts, ledgers.written, applied, tracks, firsts)
    _ledgers.place(ledgers.rows, groups, tracks, firsts, sources, texts)
    return Places(*sources, *texts)


def _groups(ledgers: Ledgers) -> Numbers:
    """The bounds of what one stage says of one document, among all entries."""
    rows, stages = ledgers.rows, np.asarray(ledgers.codes["stage"].indices)
    opens = np.ones(len(rows) + 1, dtype=np.bool_)
    opens[1:-1] = (rows[1:] != rows[:-1]) | (stages[1:] != stages[:-1])
    return np.flatnonzero(opens)
