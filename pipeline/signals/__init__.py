"""Signals: numbers about a text, never a decision. One function a signal, with its source in its docstring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.edits import Entry
from pipeline.schema import SIGNALS

from .edits import stage_shares
from .line_shapes import bullet_share, ellipsis_share, short_line_share
from .repetition import (
    duplicate_line_character_share,
    duplicate_line_share,
    duplicate_paragraph_character_share,
    duplicate_paragraph_share,
    ngram_shares,
)
from .sentences import sentence_end_share, sentences
from .sizes import (
    alphabetic_word_share,
    characters,
    curly_brackets,
    digit_share,
    line_word_ratio,
    lines,
    mean_word_length,
    placeholder_texts,
    symbol_word_ratio,
    words,
)
from .stop_words import stop_word_share, stop_words
from .view import View
from .words import counts_of

__all__ = ["View", "signals_of"]

OF_TEXT: tuple[Callable[[View], Any], ...] = (
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
"""The signals that a text alone decides, but for those of n-grams: each function bears its signal's name."""


def signals_of(
    texts: pa.StringArray,
    languages: Sequence[str],
    *,
    charset_confidence: pa.Array | None = None,
    sources: pa.StringArray | None = None,
    ledgers: Mapping[int, Sequence[Entry]] | None = None,
) -> pa.StructArray:
    """The `signals` column of final `texts`, whose languages are BCP 47 tags (`und` where unknown).

    `sources` are the texts before the first stage and `ledgers` the entries of each row that has any: what the
    stages took is a share of the source. A text's signals never depend on its neighbours in the batch.
    """
    view = View(texts, languages)
    given = texts if sources is None else sources
    values: dict[str, Any] = {signal.__name__: signal(view) for signal in OF_TEXT}
    values |= ngram_shares(view)
    values |= stage_shares(ledgers or {}, counts_of(pc.utf8_length(pc.fill_null(given, ""))))
    values["charset_confidence"] = pa.nulls(len(texts)) if charset_confidence is None else charset_confidence
    columns = [pa.array(values[name]).cast(pa.float32()) for name, _ in SIGNALS]
    return pa.StructArray.from_arrays(columns, [name for name, _ in SIGNALS])
