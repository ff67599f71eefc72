"""How much of the source text each stage took."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

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
    numbers = {stage: number for number, stage in enumerate(STAGES)}
    places = ledgers.mapped("stage", lambda stage: numbers.get(stage, len(STAGES))) * len(sources) + ledgers.rows
    taken = np.bincount(places, ledgers.taken * ledgers.applied, (len(STAGES) + 1) * len(sources))
    by_stage = taken.reshape(len(STAGES) + 1, len(sources))
    return {name: np.minimum(share(by_stage[i], sources), 1) for i, name in enumerate(STAGES.values())}
