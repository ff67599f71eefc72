"""Signals of how much there is of what: characters, lines, words, symbols, digits, brackets."""

from __future__ import annotations

import numpy as np

from ._counts import (
    CHARACTERS,
    CURLY_BRACKETS,
    DIFFERENT_STOP_WORDS,
    DIGITS,
    ELLIPSES,
    HASH_SIGNS,
    LETTERED_WORDS,
    LINES,
    LISTED,
    PLACEHOLDERS,
    STOP_WORDS,
    WORD_CHARACTERS,
    WORDS,
)
from .counting import Counted, Counts, Shares, share


def characters(counts: Counted) -> Counts:
    """Code points."""
    return counts[CHARACTERS]


def lines(counts: Counted) -> Counts:
    """Lines that are not blank."""
    return counts[LINES]


def words(counts: Counted) -> Counts:
    """Words by UAX 29 and ICU's dictionaries (Gopher, Rae et al. 2021, A1.1: between 50 and 100,000)."""
    return counts[WORDS]


def mean_word_length(counts: Counted) -> Shares:
    """Code points a word (Gopher, Rae et al. 2021, A1.1: between 3 and 10, in English)."""
    return share(counts[WORD_CHARACTERS], counts[WORDS])


def symbol_word_ratio(counts: Counted) -> Shares:
    """Hash signs or ellipses a word, whichever are more (Gopher, Rae et al. 2021, A1.1: at most 0.1 for either). An
    ellipsis is one character or three full stops."""
    return share(np.maximum(counts[HASH_SIGNS], counts[ELLIPSES]), counts[WORDS])


def digit_share(counts: Counted) -> Shares:
    """Decimal digits of any script among the characters (RefinedWeb, Penedo et al. 2023, G.2: lines of numbers)."""
    return share(counts[DIGITS], counts[CHARACTERS])


def alphabetic_word_share(counts: Counted) -> Shares:
    """Words with a letter (Gopher, Rae et al. 2021, A1.1: at least 80 %)."""
    return share(counts[LETTERED_WORDS], counts[WORDS])


def line_word_ratio(counts: Counted) -> Shares:
    """Lines a word (FineWeb, Penedo et al. 2024, as datatrove's `new_line_ratio`: at most 0.3; a list has more)."""
    return share(np.maximum(counts[LINES] - 1, 0), counts[WORDS])


def stop_word_share(counts: Counted) -> Shares:
    """Stop words among the words; no number where no list is known (FineWeb2, Penedo et al. 2025, by language)."""
    return np.where(counts[LISTED], share(counts[STOP_WORDS], counts[WORDS]), np.nan)


def stop_words(counts: Counted) -> Shares:
    """Different stop words that occur; no number where no list is known (Gopher, Rae et al. 2021, A1.1: at least two of
    eight English ones)."""
    return np.where(counts[LISTED], counts[DIFFERENT_STOP_WORDS], np.nan)


def curly_brackets(counts: Counted) -> Counts:
    """Curly brackets (C4, Raffel et al. 2020, 2.2: pages with one are code)."""
    return counts[CURLY_BRACKETS]


def placeholder_texts(counts: Counted) -> Counts:
    """Occurrences of "lorem ipsum" (C4, Raffel et al. 2020, 2.2: none)."""
    return counts[PLACEHOLDERS]
