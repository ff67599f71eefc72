"""Signals that count: characters, lines, words, symbols, digits, brackets."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .kinds import DIGIT, LETTER
from .view import Counts, Shares, View, gaps, running_sums, share
from .words import characters_before, places, words_of


def characters(view: View) -> Counts:
    """Code points."""
    return view.characters


def lines(view: View) -> Counts:
    """Lines that are not blank."""
    return view.lines.counts


def words(view: View) -> Counts:
    """Words by UAX 29 and ICU's dictionaries (Gopher, Rae et al. 2021, A1.1: between 50 and 100,000)."""
    return view.once(words_of).counts


def mean_word_length(view: View) -> Shares:
    """Code points a word (Gopher, Rae et al. 2021, A1.1: between 3 and 10, in English)."""
    found, before = view.once(words_of), view.once(characters_before)
    return share(gaps(before[found.offsets]), found.counts)


def symbol_word_ratio(view: View) -> Shares:
    """Hash signs or ellipses a word, whichever are more (Gopher, Rae et al. 2021, A1.1: at most 0.1 for either)."""
    hashes = view.count(view.signs.which("#"))
    return share(np.maximum(hashes, _ellipses(view)), np.maximum(words(view), 1))


def _ellipses(view: View) -> Counts:
    """How many ellipses each text has, of one character or of three full stops."""
    dots = view.signs.which(".")
    runs = np.flatnonzero(gaps(np.append(-1, dots)) != 1)
    threes = gaps(np.append(runs, len(dots))) // 3
    long = np.flatnonzero(threes)
    return view.count(np.repeat(dots[runs[long]], threes[long])) + view.count(view.signs.which("…"))


def digit_share(view: View) -> Shares:
    """Decimal digits of any script among the characters (RefinedWeb, Penedo et al. 2023, G.2: lines of numbers)."""
    return share(view.count(view.where(DIGIT)), view.characters)


def alphabetic_word_share(view: View) -> Shares:
    """Words with a letter (Gopher, Rae et al. 2021, A1.1: at least 80 %)."""
    found = view.once(words_of)
    others = np.flatnonzero((view.kinds[found.starts] & LETTER) == 0)
    kinds = view.kinds[places(found.starts[others], found.ends[others])]
    first = running_sums(found.lengths[others])[:-1]
    bare = others[(np.bitwise_or.reduceat(kinds, first) & LETTER) == 0]
    return share(found.counts - gaps(np.searchsorted(bare, found.offsets)), found.counts)


def line_word_ratio(view: View) -> Shares:
    """Lines a word (FineWeb, Penedo et al. 2024, as datatrove's `new_line_ratio`: at most 0.3; a list has more)."""
    return share(np.maximum(view.lines.counts - 1, 0), np.maximum(words(view), 1))


def curly_brackets(view: View) -> Counts:
    """Curly brackets (C4, Raffel et al. 2020, 2.2: pages with one are code)."""
    return view.count(view.signs.which("{}"))


def placeholder_texts(texts: pa.StringArray) -> pa.Array:
    """Occurrences of "lorem ipsum" (C4, Raffel et al. 2020, 2.2: none)."""
    return pc.count_substring(texts, "lorem ipsum", ignore_case=True)
