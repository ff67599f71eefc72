"""Signals that count: characters, lines, words, symbols, digits, brackets."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .view import Shares, View, share
from .words import Counts, counts_of, mask_of

_ELLIPSIS = r"\.\.\.|…"


def characters(view: View) -> Counts:
    """Code points."""
    return view.characters


def lines(view: View) -> Counts:
    """Lines that are not blank."""
    return view.lines.counts


def words(view: View) -> Counts:
    """Words by UAX 29 and ICU's dictionaries (Gopher, Rae et al. 2021, A1.1: between 50 and 100,000)."""
    return view.words.counts


def mean_word_length(view: View) -> Shares:
    """Code points a word (Gopher, Rae et al. 2021, A1.1: between 3 and 10, in English)."""
    return share(view.words.total(_lengths(view.words.vocabulary)), view.words.counts)


def symbol_word_ratio(view: View) -> Shares:
    """Hash signs or ellipses a word, whichever are more (Gopher, Rae et al. 2021, A1.1: at most 0.1 for either)."""
    hashes = view.tokens.total(_counted(view.tokens.vocabulary, "#"))
    ellipses = view.tokens.total(_counted(view.tokens.vocabulary, _ELLIPSIS))
    return share(np.maximum(hashes, ellipses), np.maximum(view.words.counts, 1))


def digit_share(view: View) -> Shares:
    """Decimal digits of any script among the characters (RefinedWeb, Penedo et al. 2023, G.2: lines of numbers)."""
    return share(view.tokens.total(_counted(view.tokens.vocabulary, r"\p{Nd}")), view.characters)


def alphabetic_word_share(view: View) -> Shares:
    """Words with a letter (Gopher, Rae et al. 2021, A1.1: at least 80 %)."""
    letters = mask_of(pc.match_substring_regex(view.words.vocabulary, r"\pL"))
    return share(view.words.total(letters), view.words.counts)


def line_word_ratio(view: View) -> Shares:
    """Lines a word (FineWeb, Penedo et al. 2024, as datatrove's `new_line_ratio`: at most 0.3; a list has more)."""
    return share(np.maximum(view.lines.counts - 1, 0), np.maximum(view.words.counts, 1))


def curly_brackets(view: View) -> Counts:
    """Curly brackets (C4, Raffel et al. 2020, 2.2: pages with one are code)."""
    return view.tokens.total(_counted(view.tokens.vocabulary, r"[{}]"))


def placeholder_texts(view: View) -> Counts:
    """Occurrences of "lorem ipsum" (C4, Raffel et al. 2020, 2.2: none)."""
    return counts_of(pc.count_substring(view.texts, "lorem ipsum", ignore_case=True))


def _lengths(strings: pa.StringArray) -> Counts:
    return counts_of(pc.utf8_length(strings))


def _counted(strings: pa.StringArray, pattern: str) -> Counts:
    return counts_of(pc.count_substring_regex(strings, pattern))
