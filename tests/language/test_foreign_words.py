"""Function words of other languages that stand near each other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.foreign_words import PIECE, lines_with_foreign_words
from pipeline.language.screens import function_words, words_of_script

LATIN, CYRILLIC = frozenset({"Latn"}), frozenset({"Cyrl"})


def view(*lines: str) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    encoded = [line.encode() for line in lines]
    return np.frombuffer(b"".join(encoded), np.uint8), np.concatenate(([0], np.cumsum([*map(len, encoded)])))


def found(*lines: str, language: str = "en", scripts: frozenset[str] = LATIN) -> list[int]:
    return lines_with_foreign_words(*view(*lines), language, scripts).tolist()


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("a con il b", True),
        ("a b con c il d", True),
        ("a b con c d il g", True),
        ("a b con c d e il g", False),
        ("a con " + "x" * 60 + " il b", False),
        ("con il b", False),
        ("a con il", False),
        ("a con, il b", False),
        ("a the of b", False),
    ],
)
def test_words_near_each_other(line: str, is_found: bool) -> None:
    assert found(line) == [0] * is_found


def test_words_of_two_lines_are_not_near_each_other() -> None:
    assert found("a con il b", "a b c", "x con il y") == [0, 2]
    assert found("the end con x", "y il was") == []


def test_lines_of_any_length() -> None:
    long = "the bridge was old " * (PIECE // 7)
    assert found("a", f"{long}con il {long}", "b", f"{long}con il x") == [1, 3]


def test_words_longer_than_their_hash() -> None:
    assert "после" in words_of_script("Cyrl") - function_words("uk", "Cyrl")
    assert found("а после уже б", language="uk", scripts=CYRILLIC) == [0]
    assert found("а послепосле уже б", language="uk", scripts=CYRILLIC) == []


def test_languages_whose_words_are_not_known() -> None:
    assert found("a con il b", language="xx") == []
    assert found("a con il b", scripts=LATIN | CYRILLIC) == []


SOME = st.lists(st.sampled_from(["con", "il", "the", "était", "x", "bridges"]), max_size=12).map(" ".join)


@given(st.lists(SOME, max_size=6))
def test_a_line_is_found_whatever_stands_beside_it(lines: list[str]) -> None:
    assert found(*lines) == [number for number, line in enumerate(lines) if found(line)]
