"""Letter statistics: how much a text looks like writing in some language.

The counts are the n-gram profiles that langdetect ships for 55 languages (N. Shuyo's language-detection,
made from Wikipedia, Apache-2.0), read from the installed package when first needed. Pairs of letters, a
blank standing for everything that is no letter, capitals as small letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ._pairs import count_pairs, read_profile, read_text

# Log10 of the probability of a pair that a language never showed.
UNSEEN = -6.0
# What is read of a text, at most. Characters.
READ = 4_000
# What a symbol beyond ASCII counts for, as common punctuation, as any other, and where no text has it: between two
# letters (other than what joins words), a control, a capital behind a small letter. Log10.
COMMON, SYMBOL, ODD = -2.5, -5.5, -4.0
_PUNCTUATION = "‘’“”„–—…«»•°€"
_JOINS = r"\w\s'’‘ʼ´`.,:;/&@·\-‐‑–—…()\[\]\"\u200b-\u200f\u2060\u00ad\ufeff*+=|"
# What a character may be, a bit each: a letter; of words; glued where it stands between two letters; broken anywhere;
# stray behind a letter and before no word; a letter of ASCII, of another script; punctuation, symbol; small, capital.
LETTER, WORD, GLUED, BROKEN, STRAY, LATIN, OTHER, COMMON_MARK, RARE_MARK, SMALL, CAPITAL = (1 << i for i in range(11))
_KINDS = {
    LETTER: r"[^\W\d_]",
    WORD: r"\w",
    GLUED: rf"[^{_JOINS}]|[¹²³ºª]",
    BROKEN: "[\x80-\x9f\ufffd]",
    STRAY: "[·¡¢£¤¥¦§¨¬¶¿‡ˆ˜¯]",
    LATIN: "[A-Za-z]",
    OTHER: "[\u0370-\u1cff]",
    COMMON_MARK: f"[{_PUNCTUATION}]",
    RARE_MARK: rf"[^\x00-\x7f\w\u0300-\u0fff\u200b-\u200f{_PUNCTUATION}]|[ª²³¹º¼½¾]",
}
_CATEGORIES = {"Ll": SMALL, "Lu": CAPITAL}
# What stands for a character beyond the Basic Multilingual Plane: for a letter, for another of words, for a symbol.
ASTRAL_RE = re.compile("[\U00010000-\U0010ffff]")
_STAND_INS = "\ua500", "0", "\u2603"


class Letters(NamedTuple):
    """`table[row, i]` is the log10 probability of the pair `pairs[row]` in `languages[i]`; row 0 is of any other.

    A pair is a number: 65,536 times the code of its first letter, and that of its second.
    """

    languages: tuple[str, ...]
    pairs: npt.NDArray[np.uint32]
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
    letters, table, codes = load_letters(), _table(), _codes_of(text[:READ])
    table.learn(codes)
    found = np.empty(len(codes) + 1, np.uint32)
    size, odd, common, rare = read_text(codes, table.kinds, table.folds, found)
    found[:size].sort()
    rows, counts = np.empty((2, size), np.int64)
    kinds = count_pairs(found[:size], letters.pairs, rows, counts)
    oddity = ODD * odd + COMMON * common + SYMBOL * rare
    return counts[:kinds].astype(np.float32) @ letters.table[rows[:kinds]] + np.float32(oddity), size


def _codes_of(text: str) -> npt.NDArray[np.uint16]:
    """The code units of a text, a character each."""
    if ASTRAL_RE.search(text):
        text = ASTRAL_RE.sub(_stand_in, text)
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)


def _stand_in(match: re.Match[str]) -> str:
    letter, word, symbol = _STAND_INS
    char = match.group()
    return letter if char.isalpha() else word if re.match(r"\w", char) else symbol


class _Table:
    """What is known of each character of the Basic Multilingual Plane (its kinds, what it counts as), found when it
    first comes."""

    def __init__(self) -> None:
        self._known = np.zeros(0x10000, np.bool_)
        self.kinds = np.zeros(0x10000, np.uint16)
        self.folds = np.zeros(0x10000, np.uint16)

    def learn(self, codes: npt.NDArray[np.uint16]) -> None:
        """Find what is not known of `codes`."""
        known = self._known.take(codes)
        if known.all():
            return
        for code in set(codes[~known].tolist()):
            char = chr(code)
            self.kinds[code] = _kinds_of(char)
            self.folds[code] = ord(_fold(char))
            self._known[code] = True


@cache
def _table() -> _Table:
    return _Table()


def _kinds_of(char: str) -> int:
    kinds = sum(kind for kind, pattern in _KINDS.items() if re.match(pattern, char))
    return kinds | (0 if "A" <= char <= "Z" else _CATEGORIES.get(unicodedata.category(char), 0))


def _fold(char: str) -> str:
    from langdetect.utils.ngram import NGram

    return _lower(NGram.normalize(char)) if char.isalpha() or "\u0300" <= char <= "\u0fff" else " "


@cache
def load_letters() -> Letters:
    """The statistics of all languages; row 0 of the table is what none has shown."""
    languages, found, counts = zip(*_profiles(), strict=True)
    columns = np.repeat(np.arange(len(languages)), [len(pairs) for pairs in found])
    lowered = _numbers_of(_lower_pairs(np.concatenate(found)))
    pairs, rows = np.unique(np.concatenate((np.zeros(1, np.uint32), lowered)), return_inverse=True)
    # Pairs that differ in capitals only are one.
    places, same = np.unique(rows[1:] * len(languages) + columns, return_inverse=True)
    shown = np.bincount(same, np.concatenate(counts))
    columns = places % len(languages)
    table = np.full((len(pairs), len(languages)), UNSEEN, np.float32)
    table.ravel()[places] = np.maximum(np.log10(shown / np.bincount(columns, shown)[columns]), UNSEEN)
    return Letters(languages, pairs, table)


def _profiles() -> Iterator[tuple[str, npt.NDArray[np.uint32], npt.NDArray[np.int64]]]:
    """Each language, the pairs of its profile, as code points, and how often each was counted."""
    for file in sorted(resources.files("langdetect").joinpath("profiles").iterdir(), key=lambda file: file.name):
        data = np.frombuffer(file.read_bytes(), np.uint8)
        most = len(data) // len('"ab":1')
        pairs, counts = np.empty((most, 2), np.uint32), np.empty(most, np.int64)
        size = read_profile(data, pairs, counts)
        yield file.name, pairs[:size], counts[:size]


def _lower_pairs(pairs: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """The same pairs in small letters."""
    # A line each, so that no pair is lowered otherwise for what it stands next to (`Σ`).
    lines = np.full((len(pairs), 3), ord("\n"), np.uint32)
    lines[:, :2] = pairs
    lowered = _lower(lines.tobytes().decode("utf-32-le")).encode("utf-32-le")
    return np.frombuffer(lowered, np.uint32).reshape(-1, 3)[:, :2]


def _numbers_of(pairs: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Pairs of code points as `Letters` numbers them."""
    numbers: npt.NDArray[np.uint32] = pairs[:, 0] << np.uint32(16) | pairs[:, 1]
    return numbers


def _lower(text: str) -> str:
    """Small letters, one for one (`İ` would become two)."""
    return text.replace("İ", "i").lower()
