"""Findings of the line scorer in whole pages: judged a batch at a time, looked up page by page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.edits import Finding
from pipeline.document.page import Page
from pipeline.stages.boilerplate.characters import Numbers
from pipeline.stages.boilerplate.scorer import BLANK, RULE, Run, runs_outside
from pipeline.stages.contract import Column

TOLD, BLANKS = [str(percent) for percent in range(101)], bytes([BLANK])
"""How per cents are written, and what stands for none."""


def judged(column: Column, ruled: Numbers) -> dict[int, list[Run]]:
    """The runs that are not the article of each whole page of a batch that has one, by row; `ruled` says of each line
    whether a rule's words are in it."""
    whole = pc.equal(column.layouts, "page").to_numpy(zero_copy_only=False)
    of_pages = whole[column.owners]
    owner = (np.cumsum(whole) - 1)[column.owners[of_pages]]
    runs = runs_outside(column.distinct.filter(pa.array(of_pages)), owner, ruled[of_pages])
    return dict(zip(np.flatnonzero(whole).tolist(), runs, strict=True))


def by_scorer(page: Page, runs: Sequence[Run], named: Collection[int]) -> Iterator[Finding]:
    """What of a whole page is not its article; lines that a rule named are left to it.

    The finding's score is the mean probability of its lines, its value says what weighed most and, line by line, how
    sure the scorer is in per cent.
    """
    left, starts = sorted(named), page.lines.starts
    for run in runs:
        end = run.start + len(run.percent)
        inside = left[bisect_left(left, run.start) : bisect_left(left, end)]
        for before, cut in pairwise([run.start - 1, *inside, end]):
            own = run.percent[before + 1 - run.start : cut - run.start].replace(BLANKS, b"")
            if own:
                value = f"{run.reasons}: {' '.join([TOLD[percent] for percent in own])}"
                score = round(sum(own) / len(own) / 100, 2)
                yield Finding(starts[before + 1], starts[cut], RULE, "", score, value)
