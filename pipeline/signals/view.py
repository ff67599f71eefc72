"""A batch of texts as signals see it: lines, paragraphs, tokens and words, each in one flat column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .words import Coded, Counts, coded, counts_of, mask_of, words_of

Made = TypeVar("Made")
Shares = npt.NDArray[np.float64]

_PARAGRAPH_END = "\n(?:[ \t\\x{A0}\\x{3000}]*\n)+"


class Flat(NamedTuple):
    """Strings that are not blank, outer blanks trimmed: document i holds `values[offsets[i]:offsets[i + 1]]`."""

    values: pa.StringArray
    offsets: Counts

    @property
    def counts(self) -> Counts:
        """Strings a document."""
        return np.diff(self.offsets)


class View:
    """The columns of a batch, each made when it is first asked for.

    `texts` holds no null and no `\\r`; `languages` holds one BCP 47 tag a text.
    """

    def __init__(self, texts: pa.StringArray, languages: Sequence[str]) -> None:
        self.texts = with_newlines(pc.fill_null(texts, ""))
        self.languages = languages
        self._made: dict[Any, Any] = {}

    def once(self, make: Callable[[View], Made]) -> Made:
        """What `make` makes of this view, made when it is first asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("Made", self._made[make])

    @cached_property
    def characters(self) -> Counts:
        """Code points a text."""
        return counts_of(pc.utf8_length(self.texts))

    @cached_property
    def lines(self) -> Flat:
        """Lines."""
        return _filled(pc.split_pattern(self.texts, "\n"))

    @cached_property
    def paragraphs(self) -> Flat:
        """Paragraphs: what blank lines divide."""
        return _filled(pc.split_pattern_regex(self.texts, _PARAGRAPH_END))

    @cached_property
    def tokens(self) -> Coded:
        """What blanks divide."""
        return coded(pc.utf8_split_whitespace(self.texts))

    @cached_property
    def words(self) -> Coded:
        """Words, as the script divides them."""
        return words_of(self.tokens)


def with_newlines(texts: pa.StringArray) -> pa.StringArray:
    """`texts` with `\\n` for every `\\r\\n` and `\\r`."""
    if not pc.any(pc.match_substring(texts, "\r")).as_py():
        return texts
    return pc.replace_substring_regex(texts, "\r\n?", "\n")


def _filled(lists: pa.ListArray) -> Flat:
    values = pc.utf8_trim_whitespace(lists.flatten())
    filled = pc.greater(pc.binary_length(values), 0)
    offsets = counts_of(lists.offsets)
    kept = np.concatenate(([0], np.cumsum(mask_of(filled))))
    return Flat(values.filter(filled), kept[offsets - offsets[0]])


def share(part: npt.NDArray[Any], whole: Counts) -> Shares:
    """`part / whole`, 0 where `whole` is 0."""
    return np.where(whole > 0, part / np.maximum(whole, 1), 0.0)
