"""Stop words by language: the lists, and the two signals that need them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .view import View, share
from .words import Counts, Mask, counts_of, mask_of, sums


@cache
def load_stop_words() -> Mapping[str, frozenset[str]]:
    """Language (BCP 47, without script and region) to its stop words, in lower case."""
    table = tomllib.loads(files(__package__).joinpath("stop_words.toml").read_text("utf-8"))
    return {language: frozenset(words.split()) for language, words in table.items()}


def stop_word_share(view: View) -> pa.Array:
    """Stop words among the words; null where no list is known (FineWeb2, Penedo et al. 2025, by language)."""
    marked = view.once(mark_stop_words)
    return pa.array(share(sums(marked.mask, view.words.offsets), view.words.counts), mask=~marked.listed)


def stop_words(view: View) -> pa.Array:
    """Different stop words that occur; null where no list is known (Gopher, Rae et al. 2021, A1.1: at least two of
    eight English ones)."""
    marked = view.once(mark_stop_words)
    rows = np.repeat(np.arange(len(view.texts)), view.words.counts)[marked.mask]
    size = len(view.words.vocabulary) + 1
    different = np.unique(rows * size + marked.lowered[view.words.codes[marked.mask]])
    return pa.array(np.bincount(different // size, minlength=len(view.texts)).astype(np.float64), mask=~marked.listed)


class Marked(NamedTuple):
    """`mask`: which words of a view are stop words; `listed`: texts whose language has a list; `lowered`: a code of
    the lower case of each word of the vocabulary."""

    mask: Mask
    listed: Mask
    lowered: Counts


def mark_stop_words(view: View) -> Marked:
    """The stop words of each text's own language."""
    tags = [tag.split("-")[0] for tag in view.languages]
    known = [tag for tag in sorted(set(tags)) if tag in load_stop_words()]
    lowered = pc.utf8_normalize(pc.utf8_lower(view.words.vocabulary), "NFC")
    table = _table(lowered, known)
    place = {tag: row for row, tag in enumerate(known)}
    rows = np.array([place.get(tag, len(known)) for tag in tags], dtype=np.int64)
    mask = table[np.repeat(rows, view.words.counts), view.words.codes]
    return Marked(mask, rows < len(known), counts_of(lowered.dictionary_encode().indices))


def _table(lowered: pa.StringArray, languages: Sequence[str]) -> Mask:
    """A row a language, a column a word: whether it is a stop word; the last row, of no language, has none."""
    table = np.zeros((len(languages) + 1, len(lowered)), dtype=bool)
    for row, language in enumerate(languages):
        words = pa.array(sorted(load_stop_words()[language]), pa.string())
        table[row] = mask_of(pc.is_in(lowered, words))
    return table
