"""Signals of repetition: lines and paragraphs that stood before, n-grams of words that come again.

All by Gopher (Rae et al. 2021, A1.1 and table A1), whose thresholds are 0.30 and 0.20 for lines and paragraphs
by number and by characters, 0.20, 0.18, 0.16 for the commonest 2-, 3- and 4-gram, and 0.15 to 0.10 for repeated
5- to 10-grams. Characters are those of words (of lines, of paragraphs) without the blanks between them.
"""

from __future__ import annotations

import numpy as np

from ._counts import (
    LINE_CHARACTERS,
    LINES,
    NGRAM_CHARACTERS,
    PARAGRAPH_CHARACTERS,
    PARAGRAPHS,
    REPEATED_LINE_CHARACTERS,
    REPEATED_LINES,
    REPEATED_PARAGRAPH_CHARACTERS,
    REPEATED_PARAGRAPHS,
    WORD_CHARACTERS,
)
from .counting import LONGEST_NGRAM, LONGEST_TOP, Counted, Shares, share

NGRAM_SHARES = {
    n: f"top_{n}gram_share" if n <= LONGEST_TOP else f"duplicate_{n}gram_share" for n in range(2, LONGEST_NGRAM + 1)
}


def duplicate_line_share(counts: Counted) -> Shares:
    """Lines that stood before, among the lines (Gopher: at most 0.30)."""
    return share(counts[REPEATED_LINES], counts[LINES])


def duplicate_line_character_share(counts: Counted) -> Shares:
    """Characters in lines that stood before (Gopher: at most 0.20; FineWeb, Penedo et al. 2024: at most 0.01)."""
    return share(counts[REPEATED_LINE_CHARACTERS], counts[LINE_CHARACTERS])


def duplicate_paragraph_share(counts: Counted) -> Shares:
    """Paragraphs that stood before, among the paragraphs (Gopher: at most 0.30)."""
    return share(counts[REPEATED_PARAGRAPHS], counts[PARAGRAPHS])


def duplicate_paragraph_character_share(counts: Counted) -> Shares:
    """Characters in paragraphs that stood before (Gopher: at most 0.20)."""
    return share(counts[REPEATED_PARAGRAPH_CHARACTERS], counts[PARAGRAPH_CHARACTERS])


def ngram_shares(counts: Counted) -> dict[str, Shares]:
    """`top_<n>gram_share` for n of 2 to 4 and `duplicate_<n>gram_share` for n of 5 to 10.

    Top: characters in all occurrences of the commonest n-gram, where it occurs at least twice. Duplicate:
    characters in n-grams that stood before, each character once (as datatrove counts: without the first).
    """
    whole = counts[WORD_CHARACTERS]
    return {name: np.minimum(share(counts[NGRAM_CHARACTERS + n - 2], whole), 1) for n, name in NGRAM_SHARES.items()}
