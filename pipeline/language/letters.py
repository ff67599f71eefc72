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
_BLANK = ord(" ")


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
    letters = load_letters()
    codes = _codes_of(text[:READ])
    _table().learn(codes)
    pairs, counts = np.unique(_pairs_of(codes), return_counts=True)
    rows = np.searchsorted(letters.pairs, pairs) % len(letters.pairs)
    rows[letters.pairs[rows] != pairs] = 0
    return counts.astype(np.float32) @ letters.table[rows] + np.float32(_oddity(codes)), int(counts.sum())


def _codes_of(text: str) -> npt.NDArray[np.uint16]:
    """The code units of a text, a character each."""
    if ASTRAL_RE.search(text):
        text = ASTRAL_RE.sub(_stand_in, text)
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)


def _stand_in(match: re.Match[str]) -> str:
    letter, word, symbol = _STAND_INS
    char = match.group()
    return letter if char.isalpha() else word if re.match(r"\w", char) else symbol


def _oddity(codes: npt.NDArray[np.uint16]) -> float:
    """What symbols and characters out of place count for."""
    if not len(codes) or codes.max() < 0x80:
        return 0.0
    kinds = np.zeros(len(codes) + 4, np.uint16)
    kinds[1:-3] = _table().kinds.take(codes)
    before, own, after = kinds[:-4], kinds[1:-3], kinds[2:-2]
    held = int(np.bitwise_or.reduce(own))
    odd = 0
    if held & (GLUED | BROKEN | STRAY):
        behind_letter = (before & LETTER) != 0
        out_of_place, within = _glued(kinds, behind_letter)
        out_of_place |= ((own & BROKEN) != 0) & ~within
        out_of_place |= behind_letter & ((own & STRAY) != 0) & ((after & WORD) == 0)
        odd += int(np.count_nonzero(out_of_place))
    if held & OTHER and held & LATIN:
        odd += int(np.count_nonzero(((own & OTHER) != 0) & (((before | after) & LATIN) != 0)))
    if held & CAPITAL:
        odd += int(np.count_nonzero(((own & CAPITAL) != 0) & ((before & SMALL) != 0)))
    common, rare = (np.count_nonzero(own & mark) if held & mark else 0 for mark in (COMMON_MARK, RARE_MARK))
    return ODD * odd + COMMON * common + SYMBOL * rare


def _glued(
    kinds: npt.NDArray[np.uint16], behind_letter: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Where one to three characters stand between two letters that nothing else joins: the first, and the others."""
    glued, letter = (kinds & GLUED) != 0, (kinds & LETTER) != 0
    begun = behind_letter & glued[1:-3]
    two, three = begun & glued[2:-2], begun & glued[2:-2] & glued[3:-1]
    two, three = two & letter[3:-1], three & letter[4:]
    within = np.zeros(len(begun), np.bool_)
    within[1:] = (two | three)[:-1]
    within[2:] |= three[:-2]
    return ((begun & letter[2:-2]) | two | three) & ~within, within


def _pairs_of(codes: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint32]:
    """The pairs of letters of a text; one blank stands for whatever parts words, and at both ends."""
    folded = np.full(len(codes) + 2, _BLANK, np.uint32)
    folded[1:-1] = _table().folds.take(codes)
    kept: npt.NDArray[np.uint32] = folded[1:][(folded[1:] != _BLANK) | (folded[:-1] != _BLANK)]
    before = np.full(len(kept), _BLANK, np.uint32)
    before[1:] = kept[:-1]
    return kept | before << np.uint32(16)


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
    pairs, rows = np.unique(np.concatenate((np.zeros(1, np.uint32), *found)), return_inverse=True)
    # Pairs that differ in capitals only are one.
    places, same = np.unique(rows[1:] * len(languages) + columns, return_inverse=True)
    shown = np.bincount(same, np.concatenate(counts))
    columns = places % len(languages)
    table = np.full((len(pairs), len(languages)), UNSEEN, np.float32)
    table.ravel()[places] = np.maximum(np.log10(shown / np.bincount(columns, shown)[columns]), UNSEEN)
    return Letters(languages, pairs, table)


def _profiles() -> Iterator[tuple[str, npt.NDArray[np.uint32], npt.NDArray[np.int64]]]:
    """Each language, the pairs of its profile, as numbers and in small letters, and how often each was counted."""
    for file in sorted(resources.files("langdetect").joinpath("profiles").iterdir(), key=lambda file: file.name):
        yield file.name, *_read_pairs(file.read_text(encoding="utf-8"))


def _read_pairs(profile: str) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """The keys of two letters in a JSON object of small whole numbers without blanks, and their values."""
    codes = np.frombuffer(profile.encode("utf-16-le"), np.uint16)
    quotes = np.flatnonzero(codes == ord('"'))
    opened, closed = quotes[::2], quotes[1::2]
    kept = (closed - opened == 3) & (codes[closed + 1] == ord(":"))
    first, at = opened[kept] + 1, closed[kept] + 2
    # A line each, so that no pair is lowered otherwise for what it stands next to (`Σ`).
    lines = np.stack((codes[first], codes[first + 1], np.full(len(first), ord("\n"), np.uint16)), axis=1)
    lowered = np.frombuffer(_lower(lines.tobytes().decode("utf-16-le")).encode("utf-16-le"), np.uint16)
    letters = lowered.reshape(-1, 3).astype(np.uint32)
    pairs: npt.NDArray[np.uint32] = letters[:, 0] << np.uint32(16) | letters[:, 1]
    return pairs, _read_numbers(codes, at)


def _read_numbers(codes: npt.NDArray[np.uint16], at: npt.NDArray[np.intp]) -> npt.NDArray[np.int64]:
    """The whole numbers of which the first digits stand at `at`."""
    numbers = np.zeros(len(at), np.int64)
    going = np.ones(len(at), np.bool_)
    while going.any():
        digits = codes[at] - np.uint16(ord("0"))
        going &= digits < 10
        numbers = np.where(going, 10 * numbers + digits, numbers)
        at = at + going
    return numbers


def _lower(text: str) -> str:
    """Small letters, one for one (`İ` would become two)."""
    return text.replace("İ", "i").lower()
