"""Words as each script divides them: column-wise where blanks do it, by ICU where a dictionary must.

ICU (Unicode Standard Annex 29 with dictionaries for Chinese, Japanese, Thai, Lao, Khmer and Burmese) is the
one meaning of "word" here. Blanks never lie inside a word, so a text is divided at its blanks first, and only
the distinct tokens of a batch are looked at: a token of plain letters between punctuation is one word at
sight, all others go to ICU. `icu4py` counts offsets in code points, `uniseg` knows no dictionaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from icu4py.breakers import WordBreaker

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

LONGEST_CALL = 100_000
"""Code points given to ICU at once; a longer token is cut there."""

# One word at sight: letters and digits of scripts with blanks between words, or Hangul alone, between marks that no
# rule of UAX 29 joins to a word.
_JOINING = (
    r"\p{Cf}\p{Sk}\p{Pc}\x{055A}-\x{055E}\x{058A}\x{05F3}\x{066B}\x{24B6}-\x{24E9}\x{3200}-\x{321E}\x{3260}-\x{327E}"
    r"\x{1F130}-\x{1F189}"
)
_AROUND = rf"[^\pL\pM\pN{_JOINING}]*"
_SPACED = rf"^{_AROUND}[\pL\p{{Nd}}][\pL\pM\p{{Nd}}]*{_AROUND}$"
_HANGUL = rf"^{_AROUND}[\x{{AC00}}-\x{{D7A3}}]+{_AROUND}$"
_EDGES = r"[^\pL\pM\p{Nd}]+"
_NOT_SPACED = (
    r"[\p{Hangul}\p{Han}\p{Hiragana}\p{Katakana}\x{3006}\x{302E}-\x{3035}\x{30FC}\x{FF70}\x{FF9E}\x{FF9F}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tai_Le}"
    r"\p{New_Tai_Lue}\p{Tai_Tham}\p{Tai_Viet}\p{Ahom}\p{Tangut}\p{Nushu}\p{Khitan_Small_Script}\p{Bopomofo}]"
)


class Coded(NamedTuple):
    """Strings of a batch, each distinct one once: document i holds those of `codes[offsets[i]:offsets[i + 1]]`."""

    vocabulary: pa.StringArray
    codes: Counts
    offsets: Counts

    @property
    def counts(self) -> Counts:
        """Strings a document."""
        return np.diff(self.offsets)

    def total(self, weights: npt.NDArray[Any]) -> Counts:
        """Sum over each document of `weights`, one a string of the vocabulary."""
        return sums(weights[self.codes], self.offsets)


def counts_of(column: pa.Array) -> Counts:
    """A column of whole numbers."""
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.int64)


def mask_of(column: pa.Array) -> Mask:
    """A column of truth values."""
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.bool_)


def sums(values: npt.NDArray[Any], offsets: Counts) -> Counts:
    """Sum of `values[offsets[i]:offsets[i + 1]]` for each i."""
    running = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
    return running[offsets[1:]] - running[offsets[:-1]]


def coded(lists: pa.ListArray) -> Coded:
    """The strings of a list column, coded."""
    flat = lists.flatten().dictionary_encode()
    offsets = counts_of(lists.offsets)
    return Coded(flat.dictionary, counts_of(flat.indices), offsets - offsets[0])


def words_of(tokens: Coded) -> Coded:
    """The words in tokens that hold no blank; a word has at least one letter or digit."""
    values, counts = _divided(tokens.vocabulary)
    words = values.dictionary_encode()
    starts = np.concatenate(([0], np.cumsum(counts)))
    wanted = counts[tokens.codes]
    at = np.concatenate(([0], np.cumsum(wanted)))
    flat = np.repeat(starts[tokens.codes] - at[:-1], wanted) + np.arange(at[-1])
    return Coded(words.dictionary, counts_of(words.indices)[flat], at[tokens.offsets])


def _divided(tokens: pa.StringArray) -> tuple[pa.StringArray, Counts]:
    """The words of all tokens in order, and how many each token has."""
    spaced = pc.and_not(pc.match_substring_regex(tokens, _SPACED), pc.match_substring_regex(tokens, _NOT_SPACED))
    plain = pc.or_(spaced, pc.match_substring_regex(tokens, _HANGUL))
    at_sight, by_icu = np.flatnonzero(mask_of(plain)), np.flatnonzero(~mask_of(plain))
    counts = np.ones(len(tokens), dtype=np.int64)
    cores = pc.replace_substring_regex(tokens.filter(plain), _EDGES, "")
    found = list(divide(tokens.filter(pc.invert(plain)).to_pylist()))
    counts[by_icu] = [len(words) for words in found]
    order = np.argsort(np.concatenate([at_sight, np.repeat(by_icu, counts[by_icu])]), kind="stable")
    values = pa.concat_arrays([cores, pa.array(chain.from_iterable(found), pa.string())])
    return values.take(pa.array(order)), counts


def divide(tokens: Iterable[str]) -> Iterator[list[str]]:
    """The words of each token by ICU alone."""
    for block in _blocks(tokens):
        words: list[str] = []
        for piece in chain.from_iterable(WordBreaker(part, "root") for part in _parts("\n".join(block))):
            if piece == "\n":
                yield words
                words = []
            elif any(map(str.isalnum, piece)):
                words.append(piece)
        yield words


def _blocks(tokens: Iterable[str]) -> Iterator[list[str]]:
    """Tokens that are given to ICU together: several short ones, or one that may be too long."""
    block: list[str] = []
    size = 0
    for token in tokens:
        if block and size + len(token) > LONGEST_CALL:
            yield block
            block, size = [], 0
        block.append(token)
        size += len(token) + 1
    if block:
        yield block


def _parts(text: str) -> Iterator[str]:
    return (text[at : at + LONGEST_CALL] for at in range(0, len(text), LONGEST_CALL))
