"""Findings of the line scorer in whole pages: judged a batch at a time, looked up page by page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.edits import Finding
from pipeline.document.layout import runs_of
from pipeline.document.page import Page
from pipeline.stages.boilerplate.characters import Numbers
from pipeline.stages.boilerplate.scorer import RULE, Run, runs_outside
from pipeline.stages.contract import Column


def judged(column: Column, ruled: Numbers) -> dict[int, list[Run]]:
    """The runs that are not the article of each whole page of a batch, by row; `ruled` says of each line whether a
    rule's words are in it."""
    whole = pc.equal(column.layouts, "page").to_numpy(zero_copy_only=False)
    if not whole.any():
        return {}
    of_pages = whole[column.owners]
    flat = column.flat if whole.all() else column.flat.filter(pa.array(of_pages))
    owner = (np.cumsum(whole) - 1)[column.owners[of_pages]]
    alike = column.distinct.indices.to_numpy()[of_pages].astype(np.int64)
    runs = runs_outside(flat, column.lengths[of_pages], owner, ruled[of_pages], alike)
    return dict(zip(np.flatnonzero(whole).tolist(), runs, strict=True))


def by_scorer(page: Page, runs: Sequence[Run], named: Collection[int]) -> Iterator[Finding]:
    """What of a whole page is not its article; lines that a rule named are left to it.

    The finding's score is the mean probability of its lines, its value says what weighed most and, line by line, how
    sure the scorer is in per cent.
    """
    for run in runs:
        scores = dict(zip(run.lines, run.percent, strict=True))
        within = range(run.lines[0], run.lines[-1] + 1)
        for first, last in runs_of([index for index in within if index not in named]):
            own = [scores[index] for index in range(first, last) if index in scores]
            if own:
                value = f"{run.reasons}: {' '.join(map(str, own))}"
                score = round(sum(own) / len(own) / 100, 2)
                yield Finding(page.lines.starts[first], page.whole(last - 1)[1], RULE, score=score, value=value)
