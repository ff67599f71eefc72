"""Signals: numbers about a text, never a decision. One function a signal, with its source in its docstring."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
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
from .view import Counts, View, with_newlines

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
    duplicate_line_share,
    duplicate_line_character_share,
    duplicate_paragraph_share,
    duplicate_paragraph_character_share,
)
"""Signals of a view: each function bears its signal's name. `ngram_shares` makes those of n-grams together."""

BLOCK = 1 << 19
"""Code points that are viewed together."""


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
    plain = [with_newlines(text or "") for text in texts.to_pylist()]
    views = [View(plain[start:end], languages[start:end]) for start, end in _blocks(plain)]
    found = [_of_view(view) for view in views]
    columns = {name: _numbers(np.concatenate([of_view[name] for of_view in found])) for name in found[0]}
    columns |= {name: _numbers(values) for name, values in stage_shares(ledgers or {}, _sizes(texts, sources)).items()}
    columns["placeholder_texts"] = _numbers(placeholder_texts(pc.fill_null(texts, "")))
    columns["charset_confidence"] = (
        pa.nulls(len(texts), pa.float32()) if charset_confidence is None else charset_confidence
    )
    return pa.StructArray.from_arrays([columns[name] for name, _ in SIGNALS], [name for name, _ in SIGNALS])


def _of_view(view: View) -> dict[str, Any]:
    return {signal.__name__: signal(view) for signal in OF_TEXT} | ngram_shares(view)


def _numbers(values: Any) -> pa.Array:
    """Numbers as a column; what is no number is null."""
    return pa.array(np.asarray(values, dtype=np.float32), from_pandas=True)


def _sizes(texts: pa.StringArray, sources: pa.StringArray | None) -> Counts:
    return np.asarray(pc.utf8_length(pc.fill_null(texts if sources is None else sources, "")), dtype=np.int64)


def _blocks(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Rows that are viewed together: arrays of their size stay in a processor's cache."""
    start = size = 0
    for row, text in enumerate(texts):
        if row > start and size + len(text) > BLOCK:
            yield start, row
            start, size = row, 0
        size += len(text)
    yield start, len(texts)
