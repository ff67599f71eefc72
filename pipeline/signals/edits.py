"""How much of the source text each stage took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.document.edits import APPLIED, Entry

from .view import Counts, Shares, share

STAGES: Mapping[str, str] = {
    "encoding": "changed_by_encoding",
    "boilerplate": "removed_by_boilerplate",
    "repeated": "removed_by_repeated",
    "fragments": "removed_by_fragments",
    "privacy": "removed_by_privacy",
    "whitespace": "removed_by_whitespace",
}


def stage_shares(ledgers: Mapping[int, Sequence[Entry]], sources: Counts) -> dict[str, Shares]:
    """The share of each source text that each stage replaced or removed (what a maker's card calls removal rates).

    `ledgers` holds the ledger of each row that has one, `sources` the code points of each source text.
    """
    taken = {name: np.zeros(len(sources), dtype=np.int64) for name in STAGES.values()}
    for row, ledger in ledgers.items():
        for entry in ledger:
            if entry.outcome == APPLIED and entry.stage in STAGES:
                taken[STAGES[entry.stage]][row] += len(entry.before)
    return {name: np.minimum(share(counts, sources), 1) for name, counts in taken.items()}
