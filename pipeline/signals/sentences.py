"""Sentences, as the marks of each script show them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import regex

from .kinds import APART, BLANK, CLOSER, DIGIT, LETTER, OPENER, TERMINALS, load_members
from .view import Counts, Mask, Points, Shares, View, gaps, share

_TAIL = 24
"""Code points at the end of a line, or around the end of a sentence, that are looked at."""

_CLOSER_CLASS = r"""\p{Pe}\p{Pf}\p{Pi}"'*\u200e\u200f\u2069"""
_NOTES = r"(?:\[\p{Nd}++\])*+"
# ":" and ";" where Armenian and Greek type them for their own marks, a doubled word space in Ethiopic, "|" for a danda.
_OWN = r"(?:\p{Armenian}:|\p{Greek};|\p{Ethiopic}(?:::|\u1361\u1361)|[\p{Devanagari}\p{Bengali}]\s?\|)"
_OWN_MARKS = ":;|\u1361"
_FIRST_OWN = 0x370
"""No letter before Greek has a mark of its own."""

_ENDED = rf"(?:[.!?{TERMINALS}]|{_OWN})[{_CLOSER_CLASS}\s]*+{_NOTES}$"
_OWN_END = rf"{_OWN}[{_CLOSER_CLASS}]*+{_NOTES}(?!\S)"
_NOTED = r"(?:\[\p{Nd}++\])++(?!\S)"
# Lines in scripts that have no mark for the end of a sentence, perhaps with the number of a note.
_UNMARKED = r"[\p{Thai}\p{Lao}\p{Tai_Le}\p{New_Tai_Lue}\p{Tai_Tham}\p{Tai_Viet}]\p{Nd}*+" + rf"[{_CLOSER_CLASS}\s]*+$"

_ENDERS = ".!?"


class LineEnds(NamedTuple):
    """Of each line: whether it ends as a sentence does, whether that can be said of it, whether an ellipsis cuts it."""

    ended: Mask
    counted: Mask
    cut_short: Mask


def sentence_end_share(view: View) -> Shares:
    """Lines that end as a sentence ends in their script (C4, Raffel et al. 2020, 2.2, kept no others; FineWeb, Penedo
    et al. 2024: at least 0.12). A line that ends with an ellipsis was cut short. Lines in a script without such a
    mark (Thai, Lao) count neither way; no number where there are no others."""
    ends = view.once(line_ends)
    lines = view.lines.total(ends.counted)
    return np.where(lines == 0, np.nan, share(view.lines.total(ends.ended), lines))


def sentences(view: View) -> Shares:
    """Sentences that end with a mark (C4, Raffel et al. 2020, 2.2: at least five). Initials and ordinals end none;
    no number where most lines are in a script without such a mark."""
    terminals = view.signs.at[np.flatnonzero(_is_terminal(view.signs.points))]
    terminals = terminals[gaps(np.append(-1, terminals)) != 1]
    found = view.count(terminals) + view.count(_points_that_end(view)) + view.count(_own_marks_that_end(view))
    known = view.lines.total(view.once(line_ends).counted) * 2 > view.lines.counts
    return np.where(known, found, np.nan)


def line_ends(view: View) -> LineEnds:
    """How the lines of a view end."""
    lines = view.lines
    least = np.maximum(lines.starts, lines.ends - _TAIL)
    at = _back(view, lines.ends, least, CLOSER | BLANK)
    last = view.points[at - 1] * (at > least)
    kinds = view.kinds[at - 1]
    cut = (last == ord("…")) | ((last == ord(".")) & (at - 1 > least) & _is_dot(view, at - 2))
    ended = (load_members(_ENDERS)[last] | _is_terminal(last)) & ~cut
    noted = ((kinds & DIGIT) != 0) & (view.points[at] == ord("]")) & (at < lines.ends)
    before = view.points[at - 2]
    owned = load_members(_OWN_MARKS)[last] & ((before >= _FIRST_OWN) | (before == last) | (last == ord("|")))
    for line in np.flatnonzero(noted | owned):
        ended[line] = _is_found(_ENDED, view.text[least[line] : lines.ends[line]])
    counted = np.ones(len(ended), dtype=np.bool_)
    lettered = _back(view, at, least, DIGIT)
    unsure = ~ended & (((kinds | view.kinds[lettered - 1]) & APART) != 0)
    for line in np.flatnonzero(unsure):
        counted[line] = not _is_found(_UNMARKED, view.text[least[line] : lines.ends[line]])
    return LineEnds(ended, counted, cut)


def _points_that_end(view: View) -> Counts:
    """Where `.`, `!` or `?` ends a token that is more than an initial, an ordinal or cut short."""
    at: Counts = view.signs.which(_ENDERS)
    closed = _forward(view, at + 1, CLOSER)
    ends = (view.kinds[closed] & BLANK) != 0
    for one in np.flatnonzero(view.points[closed] == ord("[")):
        ends[one] = _stands(_NOTED, view.text, closed[one])
    stops = np.flatnonzero(ends & (view.points[at] == ord(".")))
    ends[stops] = ~_is_dot(view, at[stops] - 1)
    stops = stops[ends[stops] & (closed[stops] == at[stops] + 1)]
    ends[stops] = ~_is_initial(view, at[stops])
    return at[np.flatnonzero(ends)]


def _is_initial(view: View, at: Counts) -> Mask:
    """Whether what stands before some places in the same token is one letter, or digits, behind openers at most."""
    least = np.maximum(at - _TAIL, 0)
    letters = (view.kinds[at - 1] & LETTER) != 0
    first = np.where(letters, at - 1, _back(view, at, least, DIGIT))
    alone: Mask = (first < at) & ((view.kinds[_back(view, first, least, OPENER) - 1] & BLANK) != 0)
    return alone


def _own_marks_that_end(view: View) -> Counts:
    at = view.signs.which(_OWN_MARKS)
    at = at[np.flatnonzero(view.points[at - 1] >= _FIRST_OWN)]
    return at[np.array([_stands(_OWN_END, view.text, place - 1) for place in at.tolist()], dtype=np.bool_)]


@cache
def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.V1)


def _is_found(pattern: str, text: str) -> bool:
    return _compiled(pattern).search(text) is not None


def _stands(pattern: str, text: str, at: int) -> bool:
    return _compiled(pattern).match(text, at) is not None


def _is_terminal(points: Points) -> Mask:
    """Whether each of some characters is a mark beyond ASCII that ends a sentence."""
    return (points > 127) & load_members(TERMINALS)[points]


def _is_dot(view: View, at: Counts) -> Mask:
    points = view.points[at]
    dots: Mask = (points == ord(".")) | (points == ord("…"))
    return dots


def _back(view: View, at: Counts, least: Counts, flags: np.uint8) -> Counts:
    """`at` before the characters with one of `flags` that end there, and not before `least`."""
    at = at.copy()
    moving = np.arange(len(at))
    for _ in range(_TAIL):
        moving = moving[(at[moving] > least[moving]) & ((view.kinds[at[moving] - 1] & flags) != 0)]
        if not len(moving):
            break
        at[moving] -= 1
    return at


def _forward(view: View, at: Counts, flags: np.uint8) -> Counts:
    """`at` behind the characters with one of `flags` that start there, 24 at most."""
    at = at.copy()
    moving = np.arange(len(at))
    for _ in range(_TAIL):
        moving = moving[(view.kinds[at[moving]] & flags) != 0]
        if not len(moving):
            break
        at[moving] += 1
    return at
