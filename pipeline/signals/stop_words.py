"""Stop words by language: the lists, and the two signals that need them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from unicodedata import normalize

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.shape import bytes_of

from . import _stop_words

# Letters that the composed form of Unicode (NFC) writes as two code points, though texts hold them as one.
_WRITTEN_AS_ONE = {normalize("NFC", chr(code)): chr(code) for code in (*range(0x958, 0x960), 0x9DC, 0x9DD, 0x9DF,
    0xA33, 0xA36, 0xA59, 0xA5A, 0xA5B, 0xA5E, 0xB5C, 0xB5D)}  # fmt: skip
_FIRST_WRITTEN_AS_ONE = min(_WRITTEN_AS_ONE)[0]
SLOTS = 1 << 11
"""Slots of a language's table: at least eight for a form, so that few words meet one."""


@cache
def load_stop_words() -> Mapping[str, frozenset[str]]:
    """Language (BCP 47, without script and region) to its stop words, in lower case."""
    table = tomllib.loads(files(__package__).joinpath("stop_words.toml").read_text("utf-8"))
    return {language: frozenset(words.split()) for language, words in table.items()}


class Lists(NamedTuple):
    """Lists of stop words for some documents: the number of each one's own, 0 where there is none, and a table of
    forms for each number (see `load_table`)."""

    numbers: npt.NDArray[np.int32]
    tables: npt.NDArray[np.uint64]


def lists_of(languages: Sequence[str]) -> Lists:
    """The lists of some documents by their languages, BCP 47 tags."""
    bases = [tag.split("-")[0] for tag in languages]
    known = sorted({*bases} & load_stop_words().keys())
    numbers = {base: number for number, base in enumerate(known, 1)}
    tables = np.stack([*map(load_table, ("", *known))])
    return Lists(np.array([numbers.get(base, 0) for base in bases], np.int32), tables)


@cache
def load_table(language: str) -> npt.NDArray[np.uint64]:
    """Every form of every stop word of a language, in slots: its hash, the lowest bits of which give way to the number
    of its word, from 1 to 63; 0 in a free slot."""
    words = enumerate(sorted(load_stop_words().get(language, ())), 1)
    forms = {form: number for number, word in words for form in forms_of(word)}
    bounds, data = bytes_of(pa.array(forms, pa.string()))
    slots = np.zeros(SLOTS, np.uint64)
    _stop_words.put_forms(data, bounds, np.array([*forms.values()], np.int32), slots)
    return slots


def forms_of(word: str) -> frozenset[str]:
    """How a word is written: in lower case, with a capital, in capitals; composed or not."""
    dotted = word.replace("i", "İ")
    cased = {word, word[:1].upper() + word[1:], word.upper(), dotted[:1] + word[1:], dotted.upper()}
    kept = {form for form in cased if "".join(map(str.lower, form.replace("İ", "i"))) == word}
    as_one = {_as_one(form) for form in kept if max(form) >= _FIRST_WRITTEN_AS_ONE}
    return frozenset(kept | {normalize("NFD", form) for form in kept} | as_one)


def _as_one(form: str) -> str:
    for two, one in _WRITTEN_AS_ONE.items():
        form = form.replace(two, one)
    return form
