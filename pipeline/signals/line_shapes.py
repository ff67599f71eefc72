"""Signals of how lines look: bullets, ellipses, short lines."""

from __future__ import annotations

from .kinds import BLANK, load_members
from .sentences import line_ends
from .view import Mask, Shares, View, share

SHORT = 30
"""Code points of a short line at most (FineWeb)."""

_BULLETS, _DASHES = "•‣⁃∙◦▪▫●○■□▸►➢➤✓✔·・", "-*+–"


def bullet_share(view: View) -> Shares:
    """Lines that open with a bullet (Gopher, Rae et al. 2021, A1.1: at most 0.9)."""
    first = view.points[view.lines.starts]
    parted = (view.kinds[view.lines.starts + 1] & BLANK != 0) & (view.lines.lengths > 1)
    return _share(view, load_members(_BULLETS)[first] | (load_members(_DASHES)[first] & parted))


def ellipsis_share(view: View) -> Shares:
    """Lines that end with an ellipsis (Gopher, Rae et al. 2021, A1.1: at most 0.3)."""
    return _share(view, view.once(line_ends).cut_short)


def short_line_share(view: View) -> Shares:
    """Lines of at most 30 characters (FineWeb, Penedo et al. 2024: at most 0.67)."""
    return _share(view, view.lines.lengths <= SHORT)


def _share(view: View, mask: Mask) -> Shares:
    return share(view.lines.total(mask), view.lines.counts)
