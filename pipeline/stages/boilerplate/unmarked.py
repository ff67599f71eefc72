"""Findings of the line scorer in whole pages: a batch at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.findings import Findings, removals
from pipeline.stages.boilerplate._spans import cut_runs
from pipeline.stages.boilerplate.characters import Numbers
from pipeline.stages.boilerplate.scorer import RULE, Run, runs_outside
from pipeline.stages.contract import Column

MOST_DIGITS = 4
"""Bytes that a line's per cent takes at most, with a blank."""

Mask = npt.NDArray[np.bool_]


def judged(column: Column, ruled: Numbers) -> dict[int, list[Run]]:
    """The runs that are not the article of each whole page of a batch that has one, by row; `ruled` says of each line
    whether a rule's words are in it."""
    whole = pc.equal(column.layouts, "page").to_numpy(zero_copy_only=False)
    of_pages = whole[column.owners]
    owner = (np.cumsum(whole) - 1)[column.owners[of_pages]]
    runs = runs_outside(column.distinct.filter(pa.array(of_pages)), owner, ruled[of_pages])
    return dict(zip(np.flatnonzero(whole).tolist(), runs, strict=True))


def by_scorer(column: Column, runs: Mapping[int, Sequence[Run]], named: Mask) -> Findings:
    """What of whole pages is not their article, given the runs of each row; lines that a rule `named` are left to it.

    A finding's score is the mean probability of its lines, its value says what weighed most and, line by line, how sure
    the scorer is in per cent.
    """
    told = [(row, run) for row, own in runs.items() for run in own]
    rows, begins = np.array([(row, run.start) for row, run in told], np.int64).reshape(-1, 2).T
    borders = np.cumsum([0, *(len(run.percent) for _, run in told)], dtype=np.int64)
    percent = np.frombuffer(b"".join([run.percent for _, run in told]), np.uint8)
    pieces, digits = np.empty((len(percent), 5), np.int64), np.empty(MOST_DIGITS * len(percent), np.uint8)
    ends = np.empty(len(percent) + 1, np.int32)
    starts = column.borders[rows] + begins
    count = cut_runs(percent, borders, starts, named.view(np.uint8), pieces, ends, digits)
    run, first, past, filled, total = pieces[:count].T
    rows = rows[run]
    values = pa.StringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(digits))
    reasons = pa.array([own.reasons for _, own in told], pa.string()).take(pa.array(run))
    found = removals(
        rows,
        column.starts[first + rows],
        column.starts[past + rows],
        np.zeros(count, np.int64),
        [RULE],
        pc.binary_join_element_wise(reasons, values, ": "),
    )
    means = (total / np.maximum(filled, 1)).tolist()
    return found._replace(scores=np.array([round(mean / 100, 2) for mean in means], np.float64))
