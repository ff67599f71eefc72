"""Classes of characters hold what they hold for RE2, with regard to case and without."""

from __future__ import annotations

import unicodedata

import pytest
import re2

from pipeline.rules._reading import UnknownError
from pipeline.rules.classes import Members, class_of
from pipeline.rules.compiled import options
from pipeline.rules.folding import POINTS, folds, others_of

CLASSES = (
    r"\pL", r"\PL", r"\p{Lu}", r"\p{^Lu}", r"\pM", r"\PM", r"\p{Nd}", r"\pN", r"\pP", r"\pS", r"\pZ", r"\pC",
    r"\p{Any}", r"\p{Latin}", r"\p{Greek}", r"\P{Han}", r"[\pL.-]", r"[^\pN\pP\pS\pZ]", r"[^\PL]", r"[^\pM]", r"\w",
    r"\D", r"\S", r"[\S]", r"[^\W_]", r"[\d٠-٩]", r"[\p{Han}A-z]", r"[]\pL]", r"[^]a]", r"[\p{Lu}x]", r"[k-m]", "[ſ]",
    r"[^s]", "[Å]", "[à-ÿ\\-]", "[ẞß]", "[İı]", r"[\x41-\x{5a}\t]", r"[+\-−–—]", "[^\n]", "[ς-τ]", "[ǅ]", "[Α-Ω]",
)  # fmt: skip
SAMPLE = "".join(
    chr(point)
    for point in [
        *range(0x700),
        *range(0x1C80, 0x2200),
        *range(0xA640, 0xA6A0),
        *range(0xAB30, 0xAB80),
        0x5B57,
        0x1D7D7,
    ]
    if unicodedata.category(chr(point)) != "Cn"
)
"""Characters that Python knows: RE2 may know more."""


def held(text: str, folds_case: bool) -> str:
    chosen = options()
    chosen.case_sensitive = not folds_case
    return "".join(re2.compile(text, chosen).findall(SAMPLE))


@pytest.mark.parametrize("text", CLASSES)
@pytest.mark.parametrize("folds_case", [True, False])
def test_a_class_holds_what_it_holds_for_re2(text: str, folds_case: bool) -> None:
    members = Members(text, folds_case)
    assert "".join(char for char in SAMPLE if members.holds(ord(char))) == held(text, folds_case)
    assert members.ascii_bits() == sum(1 << point for point in range(128) if members.holds(point))


@pytest.mark.parametrize("text", ["[\\Q]", "[\\123]", "[a\\C]"])
def test_other_classes_are_unknown(text: str) -> None:
    with pytest.raises(UnknownError):
        class_of(text, True)


def test_cases_are_those_of_re2() -> None:
    cased = [chr(point) for point in range(1, 0x110000) if chr(point).swapcase() != chr(point)]
    every = "".join(dict.fromkeys([*cased, *(chr(other) for char in cased for other in others_of(ord(char)))]))
    for char in cased:
        same = set(re2.compile(re2.escape(char), options()).findall(every))
        assert same == {char, *map(chr, others_of(ord(char)))}, char
        assert len({folds()[ord(one)] if ord(one) < POINTS else ord(one) for one in same}) == 1
