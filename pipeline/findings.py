"""The findings of a batch as columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.document.edits import Finding

Numbers = npt.NDArray[np.int64]


class Findings(NamedTuple):
    """The row of each finding's document, in any order, and the fields of Finding: offsets in code points, the scores
    as float64, the rules as numbers of different ones."""

    rows: Numbers
    starts: Numbers
    ends: Numbers
    rules: pa.DictionaryArray
    replacements: pa.StringArray
    scores: npt.NDArray[np.float64]
    values: pa.StringArray

    def take(self, at: Numbers) -> Findings:
        """The findings of some numbers."""
        taken = pa.array(at)
        return Findings._make(c[at] if isinstance(c, np.ndarray) else c.take(taken) for c in self)

    def one(self, at: int) -> Finding:
        """The finding of a number."""
        _, *fields = (column[at] for column in self)
        return Finding(*(field.as_py() if isinstance(field, pa.Scalar) else field.item() for field in fields))


def findings_of(found: Mapping[int, Sequence[Finding]]) -> Findings:
    """Findings given by row."""
    fields: Iterable[Sequence[Any]] = zip(*chain.from_iterable(found.values()), strict=True)
    starts, ends, rules, replacements, scores, values = [*fields] or [()] * len(Finding._fields)
    return Findings(
        np.repeat(np.array([*found], np.int64), [*map(len, found.values())]),
        np.array(starts, np.int64),
        np.array(ends, np.int64),
        pa.array(rules, pa.string()).dictionary_encode(),
        pa.array(replacements, pa.string()),
        np.array(scores, np.float64),
        pa.array(values, pa.string()),
    )


def removals(
    rows: Numbers, starts: Numbers, ends: Numbers, rules: Numbers, names: Sequence[str], values: pa.Array
) -> Findings:
    """Findings of what is to be removed, whose score is 1; `rules` holds the number of each one's rule in `names`."""
    named = pa.DictionaryArray.from_arrays(pa.array(rules, pa.int32()), pa.array(names, pa.string()))
    return Findings(rows, starts, ends, named, pa.repeat("", len(rows)), np.ones(len(rows)), values)


def joined(parts: Sequence[Findings]) -> Findings:
    """All findings of some parts of at least one."""
    rules = pa.chunked_array([part.rules for part in parts]).unify_dictionaries().combine_chunks()
    columns = zip(*parts, strict=True)
    whole = [np.concatenate(own) if isinstance(own[0], np.ndarray) else pa.concat_arrays(own) for own in columns if own]
    return Findings._make(whole)._replace(rules=rules)
