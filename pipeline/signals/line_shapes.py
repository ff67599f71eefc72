"""Signals of how lines look: bullets, ellipses, short lines, and how sentences and lines end."""

from __future__ import annotations

import numpy as np

from ._counts import BULLETS, CUT_LINES, ENDED_LINES, JUDGED_LINES, LINES, SENTENCES, SHORT_LINES
from .counting import Counted, Shares, share


def bullet_share(counts: Counted) -> Shares:
    """Lines that open with a bullet (Gopher, Rae et al. 2021, A1.1: at most 0.9)."""
    return share(counts[BULLETS], counts[LINES])


def ellipsis_share(counts: Counted) -> Shares:
    """Lines that end with an ellipsis (Gopher, Rae et al. 2021, A1.1: at most 0.3)."""
    return share(counts[CUT_LINES], counts[LINES])


def short_line_share(counts: Counted) -> Shares:
    """Lines of at most 30 characters (FineWeb, Penedo et al. 2024: at most 0.67)."""
    return share(counts[SHORT_LINES], counts[LINES])


def sentence_end_share(counts: Counted) -> Shares:
    """Lines that end as a sentence ends in their script (C4, Raffel et al. 2020, 2.2, kept no others; FineWeb, Penedo
    et al. 2024: at least 0.12). A line that ends with an ellipsis was cut short. Lines in a script without such a
    mark (Thai, Lao) count neither way; no number where there are no others."""
    return np.where(counts[JUDGED_LINES] == 0, np.nan, share(counts[ENDED_LINES], counts[JUDGED_LINES]))


def sentences(counts: Counted) -> Shares:
    """Sentences that end with a mark (C4, Raffel et al. 2020, 2.2: at least five). Initials and ordinals end none;
    no number where most lines are in a script without such a mark."""
    return np.where(counts[JUDGED_LINES] * 2 > counts[LINES], counts[SENTENCES], np.nan)
