"""Letter statistics: how much a text looks like writing in some language.

The counts are the n-gram profiles that langdetect ships for 55 languages (N. Shuyo's language-detection,
made from Wikipedia, Apache-2.0), read from the installed package when first needed. Pairs of letters, a
blank standing for everything that is no letter, capitals as small letters.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import regex

# Log10 of the probability of a pair that a language never showed.
UNSEEN = -6.0
# What is read of a text, at most. Characters.
READ = 4_000
# What a symbol beyond ASCII counts for, as common punctuation, as any other, and where no text has it: between two
# letters (other than what joins words), a control, a capital behind a small letter. Log10.
COMMON, SYMBOL, ODD = -2.5, -5.5, -4.0
_PUNCTUATION = "‘’“”„–—…«»•°€"
_JOINS = r"\w\s'’‘ʼ´`.,:;/&@·\-‐‑–—…()\[\]\"\u200b-\u200f\u2060\u00ad\ufeff*+=|"
COMMON_RE = re.compile(f"[{_PUNCTUATION}]")
SYMBOL_RE = re.compile(rf"[^\x00-\x7f\w\u0300-\u0fff\u200b-\u200f{_PUNCTUATION}]|[ª²³¹º¼½¾]")
CAPITAL_RE = regex.compile(r"(?<=\p{Ll})[\p{Lu}--[A-Z]]", regex.VERSION1)
_OTHER_SCRIPTS = "\u0370-\u1cff"
GLUED_RE = re.compile(
    rf"(?<=[^\W\d_])(?:[^{_JOINS}]|[¹²³ºª]){{1,3}}(?=[^\W\d_])|[\x80-\x9f\ufffd]"
    r"|(?<=[^\W\d_])[·¡¢£¤¥¦§¨¬¶¿‡ˆ˜¯](?!\w)"
    rf"|(?<=[A-Za-z])[{_OTHER_SCRIPTS}]|[{_OTHER_SCRIPTS}](?=[A-Za-z])"
)


class Letters(NamedTuple):
    """`table[pairs[pair], i]` is the log10 probability of `pair` in `languages[i]`."""

    languages: tuple[str, ...]
    pairs: dict[str, int]
    table: npt.NDArray[np.float32]


class Fit(NamedTuple):
    """How well a text fits the language that it fits best: log10 of the probability of its pairs of letters
    (`total`, and the `mean` of a pair)."""

    language: str
    total: float
    mean: float


def fit_of(text: str) -> Fit:
    """How well `text` (its first 4,000 characters) fits the best of all known languages."""
    totals, pairs = weigh(text)
    best = int(np.argmax(totals))
    return Fit(load_letters().languages[best], float(totals[best]), float(totals[best]) / max(pairs, 1))


def weigh(text: str) -> tuple[npt.NDArray[np.float32], int]:
    """Log10 of the probability of the pairs of `text` (its first 4,000 characters) in each language of
    `load_letters`, and the number of pairs."""
    letters = load_letters()
    text = text[:READ]
    counts = Counter(_pairs_of(text))
    rows = np.fromiter((letters.pairs.get(pair, 0) for pair in counts), np.int64, len(counts))
    weights = np.fromiter(counts.values(), np.float32, len(counts))
    return weights @ letters.table[rows] + _oddity(text), int(weights.sum())


def _oddity(text: str) -> float:
    if text.isascii():
        return 0.0
    odd = len(CAPITAL_RE.findall(text)) + len(GLUED_RE.findall(text))
    return ODD * odd + COMMON * len(COMMON_RE.findall(text)) + SYMBOL * len(SYMBOL_RE.findall(text))


def _pairs_of(text: str) -> Iterable[str]:
    folded = " ".join(text.translate(_FOLD).split())
    folded = f" {folded} "
    return (folded[i : i + 2] for i in range(len(folded) - 1)) if len(folded) > 2 else ()


class _Fold(dict[int, str]):
    """What a character counts as; filled as characters come."""

    def __missing__(self, code: int) -> str:
        from langdetect.utils.ngram import NGram

        char = chr(code)
        folded = _lower(NGram.normalize(char)) if char.isalpha() or "\u0300" <= char <= "\u0fff" else " "
        self[code] = folded
        return folded


_FOLD = _Fold()


@cache
def load_letters() -> Letters:
    """The statistics of all languages; row 0 of the table is what none has shown."""
    counts = {language: _pair_counts(frequencies) for language, frequencies in _profiles()}
    pairs = {pair: row for row, pair in enumerate(sorted(set().union(*counts.values())), start=1)}
    table = np.full((len(pairs) + 1, len(counts)), UNSEEN, np.float32)
    for column, found in enumerate(counts.values()):
        shares = np.fromiter(found.values(), np.float64, len(found)) / sum(found.values())
        table[[pairs[pair] for pair in found], column] = np.maximum(np.log10(shares), UNSEEN)
    return Letters(tuple(counts), pairs, table)


def _profiles() -> Iterable[tuple[str, dict[str, int]]]:
    for file in sorted(resources.files("langdetect").joinpath("profiles").iterdir(), key=lambda file: file.name):
        yield file.name, json.loads(file.read_text(encoding="utf-8"))["freq"]


def _pair_counts(frequencies: dict[str, int]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for gram, count in frequencies.items():
        if len(gram) == 2:
            counts[_lower(gram)] += count
    return counts


def _lower(text: str) -> str:
    """Small letters, one for one (`İ` would become two)."""
    return text.replace("İ", "i").lower()
