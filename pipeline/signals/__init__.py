"""Signals: numbers about a text, never a decision. One function a signal, with its source in its docstring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.ledgers import Ledgers, read_ledgers
from pipeline.schema import SIGNALS
from pipeline.shape import bytes_of

from . import _counts
from .counting import Counted, Counts, count_texts
from .edits import stage_shares
from .line_shapes import bullet_share, ellipsis_share, sentence_end_share, sentences, short_line_share
from .repetition import (
    duplicate_line_character_share,
    duplicate_line_share,
    duplicate_paragraph_character_share,
    duplicate_paragraph_share,
    ngram_shares,
)
from .sizes import (
    alphabetic_word_share,
    characters,
    curly_brackets,
    digit_share,
    line_word_ratio,
    lines,
    mean_word_length,
    placeholder_texts,
    stop_word_share,
    stop_words,
    symbol_word_ratio,
    words,
)

__all__ = ["count_characters", "signals_of"]

OF_TEXT: tuple[Callable[[Counted], Any], ...] = (
    characters,
    lines,
    words,
    sentences,
    mean_word_length,
    symbol_word_ratio,
    digit_share,
    alphabetic_word_share,
    sentence_end_share,
    bullet_share,
    ellipsis_share,
    short_line_share,
    line_word_ratio,
    stop_word_share,
    stop_words,
    curly_brackets,
    placeholder_texts,
    duplicate_line_share,
    duplicate_line_character_share,
    duplicate_paragraph_share,
    duplicate_paragraph_character_share,
)
"""Signals of what is counted: each function bears its signal's name. `ngram_shares` makes those of n-grams together."""


def signals_of(
    texts: pa.StringArray,
    languages: Sequence[str],
    *,
    charset_confidence: pa.Array | None = None,
    sizes: Counts | None = None,
    ledgers: Ledgers | None = None,
) -> pa.StructArray:
    """The `signals` column of final `texts`, whose languages are BCP 47 tags (`und` where unknown).

    `sizes` are the code points of the texts before the first stage and `ledgers` what the stages found: what they took
    is a share of the source. A text's signals never depend on its neighbours in the batch.
    """
    counts = count_texts(texts, languages)
    found = {signal.__name__: signal(counts) for signal in OF_TEXT} | ngram_shares(counts)
    found |= stage_shares(ledgers or read_ledgers({}), count_characters(texts) if sizes is None else sizes)
    columns = {name: _numbers(values) for name, values in found.items()}
    columns["charset_confidence"] = (
        pa.nulls(len(texts), pa.float32()) if charset_confidence is None else charset_confidence
    )
    return pa.StructArray.from_arrays([columns[name] for name, _ in SIGNALS], [name for name, _ in SIGNALS])


def _numbers(values: Any) -> pa.Array:
    """Numbers as a column; what is no number is null."""
    return pa.array(np.asarray(values, dtype=np.float32), from_pandas=True)


def count_characters(texts: pa.StringArray) -> Counts:
    """Code points of each text, 0 of null."""
    bounds, data = bytes_of(texts.fill_null("") if texts.null_count else texts)
    characters = np.empty(len(texts), np.int64)
    _counts.count_characters(data, bounds, characters)
    return characters
