"""What each character is to the signals: flags for each code point."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import numpy.typing as npt
import regex

from ._kinds import (
    APART,
    ARMENIAN,
    BLANK,
    BULLET,
    CLAUSE_END,
    CLAUSE_LETTER,
    CLOSER,
    DANDA,
    DASH,
    DIGIT,
    DIGIT_JOINER,
    ETHIOPIC,
    GREEK,
    HEBREW,
    KNOWN,
    LETTER,
    LETTER_JOINER,
    NUMBER,
    OPENER,
    PARTING,
    SIGN,
    TERMINAL,
    UNMARKED,
    WORD,
)

Kinds = npt.NDArray[np.uint32]

# Unicode's Sentence_Terminal beyond ASCII (Unicode 17), with the marks that end a sentence in Tibetan and small and
# full-width full stops.
TERMINALS = (
    "\u0589\u061d-\u061f\u06d4\u0700-\u0702\u07f9\u0837\u0839\u083d\u083e\u0964\u0965\u0f08\u0f0d-\u0f12"
    "\u104a\u104b\u1362\u1367\u1368\u166e\u1735\u1736\u17d4\u17d5\u17da\u1803\u1809\u1944\u1945"
    "\u1aa8-\u1aab\u1b4e\u1b4f\u1b5a\u1b5b\u1b5e\u1b5f\u1b7d-\u1b7f\u1c3b\u1c3c\u1c7e\u1c7f\u203c\u203d"
    "\u2047-\u2049\u2cf9-\u2cfb\u2e2e\u2e3c\u2e53\u2e54\u2e60\u2e61\u3002\ua4ff\ua60e\ua60f\ua6f3\ua6f7"
    "\ua876\ua877\ua8ce\ua8cf\ua92f\ua9c8\ua9c9\uaa5d-\uaa5f\uaaf0\uaaf1\uabeb\ufe12\ufe15\ufe16\ufe52"
    "\ufe56\ufe57\uff01\uff0e\uff1f\uff61\U00010a56\U00010a57\U00010f55-\U00010f59\U00010f86-\U00010f89"
    "\U00011047\U00011048\U000110be-\U000110c1\U00011141-\U00011143\U000111c5\U000111c6\U000111cd"
    "\U000111de\U000111df\U00011238\U00011239\U0001123b\U0001123c\U000112a9\U000113d4\U000113d5"
    "\U0001144b\U0001144c\U000115c2\U000115c3\U000115c9-\U000115d7\U00011641\U00011642"
    "\U0001173c-\U0001173e\U00011944\U00011946\U00011a42\U00011a43\U00011a9b\U00011a9c"
    "\U00011c41\U00011c42\U00011ef7\U00011ef8\U00011f43\U00011f44\U00016a6e\U00016a6f\U00016af5"
    "\U00016b37\U00016b38\U00016b44\U00016d6e\U00016d6f\U00016e98\U0001bc9f\U0001da88"
)
# What joins letters, digits or both where it stands between two of them (Unicode Standard Annex 29).
LETTER_JOINERS = "'.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a"
DIGIT_JOINERS = (
    ",;'.\u037e\u0589\u060c\u060d\u066c\u07f8\u2018\u2019\u2024\u2044"
    "\ufe10\ufe14\ufe50\ufe52\ufe54\uff07\uff0c\uff0e\uff1b"
)
# Scripts written without blanks between words, and those whose letters ICU joins or parts in ways of their own.
_UNSPACED = (
    r"\p{Hangul}\p{Han}\p{Hiragana}\p{Katakana}\u3006\u302e-\u3035\u30fc\uff70\uff9e\uff9f\p{Thai}\p{Lao}\p{Khmer}"
    r"\p{Myanmar}\p{Tai_Le}\p{New_Tai_Lue}\p{Tai_Tham}\p{Tai_Viet}\p{Ahom}\p{Tangut}\p{Nushu}\p{Khitan_Small_Script}"
    r"\p{Bopomofo}"
)
_FORMATS = r"\u00ad\u200c-\u200f"
"""Format characters that belong to the word before them."""
_JOINING = r"\p{Sk}\p{Pc}\u055a-\u055e\u058a\u05f3\u066b\u24b6-\u24e9\u3200-\u321e\u3260-\u327e\U0001f130-\U0001f189"
_APART = rf"[{_UNSPACED}{_JOINING}[\p{{Cf}}--[{_FORMATS}]][\p{{N}}--\p{{Nd}}]]"

# By flag, characters that have a property:
# BLANK: what divides tokens. LETTER: of any script. DIGIT: a decimal digit of any script, NUMBER: another number.
# WORD: a letter, mark or digit of a script with blanks between words. APART: what a word is divided at by more than
# its neighbours, so that ICU is asked; with WORD, a Hangul syllable. OPENER, CLOSER: quotes and brackets.
# UNMARKED: of a script that has no mark for the end of a sentence; ARMENIAN to DANDA: of one in which a mark of
# another script is typed for its own.
PATTERNS = (
    (BLANK, r"[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"),
    (WORD, rf"[[\p{{L}}\p{{M}}\p{{Nd}}{_FORMATS}]--{_APART}]|[\uac00-\ud7a3]"),
    (LETTER, r"\p{L}"),
    (DIGIT, r"\p{Nd}"),
    (NUMBER, r"[\p{N}--\p{Nd}]"),
    (APART, _APART),
    (OPENER, r"""[\p{Ps}\p{Pi}"']"""),
    (CLOSER, r"""[\p{Pe}\p{Pf}\p{Pi}"'*\u200e\u200f\u2069]"""),
    (UNMARKED, r"[\p{Thai}\p{Lao}\p{Tai_Le}\p{New_Tai_Lue}\p{Tai_Tham}\p{Tai_Viet}]"),
    (ARMENIAN, r"\p{Armenian}"),
    (GREEK, r"\p{Greek}"),
    (ETHIOPIC, r"\p{Ethiopic}"),
    (DANDA, r"[\p{Devanagari}\p{Bengali}]"),
)
# By flag, characters that are listed; `a-b` are all from a to b.
# SIGN: what is counted or may end a sentence. TERMINAL: a mark beyond ASCII that ends one. PARTING: what a line has
# that divides paragraphs.
LISTED = (
    (SIGN, "#{}….!?:;|\u1361"),
    (TERMINAL, TERMINALS),
    (LETTER_JOINER, LETTER_JOINERS),
    (DIGIT_JOINER, DIGIT_JOINERS),
    (HEBREW, "\u0591-\u05f4"),
    (CLAUSE_END, "、。，！？；：）」』】》"),
    (CLAUSE_LETTER, "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff"),
    (BULLET, "•‣⁃∙◦▪▫●○■□▸►➢➤✓✔·・"),
    (DASH, "-*+–"),
    (PARTING, " \t\xa0\u3000"),
)
_RUNS = [(flag, regex.compile(f"(?:{pattern})++", regex.V1)) for flag, pattern in PATTERNS]
_PAGE = 0x100
_ALIKE = (
    (range(0x3400, 0x4DC0), LETTER | APART),
    (range(0x4E00, 0xA000), LETTER | APART),
    (range(0xAC00, 0xD7A4), WORD | LETTER | APART),
    (range(0xE0000, 0xE1000), APART),
)
"""Code points that need no look at the patterns: ideographs and Hangul, which are many, and tags, which only ICU
divides from what they follow."""


@cache
def load_kinds() -> Kinds:
    """The flags of every number that UTF-8 could say; without `KNOWN` on pages that `read_page` has not read."""
    kinds = np.zeros(0x200000, dtype=np.uint32)
    for points, flags in _ALIKE:
        kinds[points.start : points.stop] = flags | KNOWN
    for flag, chars in LISTED:
        for first, last in re.findall("(?s)(.)(?:-(.))?", chars):
            kinds[ord(first) : ord(last or first) + 1] |= flag
    kinds[:_PAGE] |= _flags_of(0)
    return kinds


def read_page(page: int) -> None:
    """Let the flags of a page of 256 code points be known."""
    load_kinds()[page * _PAGE : (page + 1) * _PAGE] |= _flags_of(page)


def _flags_of(page: int) -> Kinds:
    kinds = np.full(_PAGE, KNOWN, dtype=np.uint32)
    listed = "".join(map(chr, range(page * _PAGE, (page + 1) * _PAGE)))
    for flag, runs in _RUNS:
        for match in runs.finditer(listed):
            kinds[match.start() : match.end()] |= flag
    return kinds
