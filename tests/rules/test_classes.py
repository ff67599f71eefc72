"""Classes of letters: the quick ones match what the exact ones do, and the wide ones no less."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules.classes import for_ascii, widened

PATTERNS = (
    r"\pL", r"\PL", r"\p{Lu}", r"\p{^Lu}", r"\pM", r"\PM", r"\p{Nd}", r"\pN", r"\pP", r"\pC", r"\p{Any}", r"\p{Latin}",
    r"\p{Greek}", r"\p{Common}", r"[\pL.-]", r"[^\pN\pP\pS\pZ]", r"[^\PL]", r"[^\pM]", r"[\p{Han}A-z]", r"[]\pL]",
    r"[\]\pL[:digit:]]", r"(?i)\p{Lu}", r"(?i)[\p{Lu}x]", r"\\pL", r"[\\pL]", r"a\pL*b",
)  # fmt: skip
ASCII = "".join(map(chr, range(128)))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_plain_text_is_matched_the_same(pattern: str) -> None:
    for text in (ASCII, ASCII[::-1], "a b pL \\pL abb"):
        assert re2.findall(for_ascii(pattern), text) == re2.findall(pattern, text)


@given(st.sampled_from(PATTERNS), st.text())
def test_whatever_matches_matches_the_wider_pattern(pattern: str, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    for char in text:
        assert not re2.fullmatch(pattern, char) or re2.fullmatch(widened(pattern), char)
    assert not re2.search(pattern, text) or re2.search(widened(pattern), text)


def test_a_pattern_without_classes_stays() -> None:
    assert for_ascii(r"[a-z]+\.\d") == widened(r"[a-z]+\.\d") == r"[a-z]+\.\d"
