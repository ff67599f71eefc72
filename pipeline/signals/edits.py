"""How much of the source text each stage took."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pipeline.document.edits import APPLIED
from pipeline.ledgers import Ledgers

from .counting import Counts, Shares, share

STAGES: Mapping[str, str] = {
    "encoding": "changed_by_encoding",
    "boilerplate": "removed_by_boilerplate",
    "repeated": "removed_by_repeated",
    "fragments": "removed_by_fragments",
    "privacy": "removed_by_privacy",
    "whitespace": "removed_by_whitespace",
}


def stage_shares(ledgers: Ledgers, sources: Counts) -> dict[str, Shares]:
    """The share of each source text that each stage replaced or removed (what a maker's card calls removal rates).

    `sources` are the code points of each source text.
    """
    taken = np.where(ledgers.one_of("outcome", {APPLIED}), ledgers.lengths("before"), 0)
    shares = {}
    for stage, name in STAGES.items():
        by_row = np.bincount(ledgers.rows, taken * ledgers.one_of("stage", {stage}), len(sources))
        shares[name] = np.minimum(share(by_row, sources), 1)
    return shares
