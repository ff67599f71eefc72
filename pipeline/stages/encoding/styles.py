"""Forms of characters that are right but not everybody's choice; each rule is off until a policy names it.

None touches what another rule of the stage changes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from pipeline.document.edits import Finding

_RULE = "encoding.character.und."
NFC, LIGATURE, FORM, WIDTH, HYPHEN = (
    f"{_RULE}{name}" for name in ("nfc", "ligature", "presentation-form", "width", "soft-hyphen")
)
# Marks that compose with the letter before them.
_MARKS = "\u0300-\u036f\u0653-\u0655\u093c\u09bc\u09be\u09d7\u0a3c\u0b3c\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u3099\u309a"
# Cues by rule, for the screen: a line without them holds no finding of the rule.
CUES: Mapping[str, str] = {
    # Marks that compose, singletons that are normalised away, jamo.
    NFC: f"[{_MARKS}\u1100-\u11ff\u2126\u212a\u212b]",
    LIGATURE: "[\ufb00-\ufb06]",
    FORM: "[\ufb50-\ufdcf\ufe70-\ufefc]",
    WIDTH: "[\uff01-\uff5e\uff66-\uff9f]",
    HYPHEN: "\u00ad",
}
# Patterns, as text: most processes need none.
LETTER_WITH_MARKS = f"[^{_MARKS}][{_MARKS}]{{1,30}}|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|[\u2126\u212a\u212b]"
LIGATURES = "[\ufb00-\ufb06]++"
FORMS = "[\ufb50-\ufdcf\ufe70-\ufefc]++"
WIDE = "[\uff01-\uff5e\u3000]++"
NARROW_KANA = "[\uff66-\uff9f]++"
SOFT_HYPHENS = "(?<=[^\\W\\d_])\u00ad++(?=[^\\W\\d_])"
# Scripts in which full width is the usual width of punctuation and letters.
EAST_ASIAN = "[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f]"


def style(text: str, rule: str) -> Iterator[Finding]:
    """The findings of one opt-in rule in one line."""
    for start, end, replacement in READ[rule](text):
        if text[start:end] != replacement:
            yield Finding(start, end, rule, replacement)


def _nfc(text: str) -> Iterator[tuple[int, int, str]]:
    return _normalized(LETTER_WITH_MARKS, "NFC", text)


def _ligatures(text: str) -> Iterator[tuple[int, int, str]]:
    return _normalized(LIGATURES, "NFKC", text)


def _forms(text: str) -> Iterator[tuple[int, int, str]]:
    return _normalized(FORMS, "NFKC", text)


def _widths(text: str) -> Iterator[tuple[int, int, str]]:
    """Half-width kana always; full-width letters and punctuation only in lines without East Asian text."""
    yield from _normalized(NARROW_KANA, "NFKC", text)
    if not re.search(EAST_ASIAN, text):
        yield from _normalized(WIDE, "NFKC", text)


def _soft_hyphens(text: str) -> Iterator[tuple[int, int, str]]:
    return ((match.start(), match.end(), "") for match in re.finditer(SOFT_HYPHENS, text))


def _normalized(pattern: str, form: Literal["NFC", "NFKC"], text: str) -> Iterator[tuple[int, int, str]]:
    for match in re.finditer(pattern, text):
        yield match.start(), match.end(), unicodedata.normalize(form, match.group())


READ: Mapping[str, Callable[[str], Iterator[tuple[int, int, str]]]] = {
    NFC: _nfc,
    LIGATURE: _ligatures,
    FORM: _forms,
    WIDTH: _widths,
    HYPHEN: _soft_hyphens,
}
