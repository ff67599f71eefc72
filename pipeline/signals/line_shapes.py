"""Signals of how lines look: bullets, ellipses, short lines."""

from __future__ import annotations

import pyarrow.compute as pc

from .sentences import ELLIPSIS, matches, tails
from .view import Shares, View, share
from .words import Mask, counts_of, sums

SHORT = 30
"""Code points of a short line at most (FineWeb)."""

_BULLET = r"^(?:[•‣⁃∙◦▪▫●○■□▸►➢➤✓✔·・]|[-*+–]\s)"


def bullet_share(view: View) -> Shares:
    """Lines that open with a bullet (Gopher, Rae et al. 2021, A1.1: at most 0.9)."""
    return _share(view, matches(view.lines.values, _BULLET))


def ellipsis_share(view: View) -> Shares:
    """Lines that end with an ellipsis (Gopher, Rae et al. 2021, A1.1: at most 0.3)."""
    return _share(view, matches(view.once(tails), ELLIPSIS))


def short_line_share(view: View) -> Shares:
    """Lines of at most 30 characters (FineWeb, Penedo et al. 2024: at most 0.67)."""
    return _share(view, counts_of(pc.utf8_length(view.lines.values)) <= SHORT)


def _share(view: View, mask: Mask) -> Shares:
    return share(sums(mask, view.lines.offsets), view.lines.counts)
