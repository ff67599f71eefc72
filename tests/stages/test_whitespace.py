from __future__ import annotations

import pytest

from pipeline.document.edits import settle
from pipeline.document.page import page_of
from pipeline.stages.whitespace import propose

UNTOUCHED = [
    "One line",
    "A line\n",
    "Two\n\nparagraphs\n",
    "  ",  # a document of blanks is a reject, not an edit
    "def f():\n    return 1",  # indentation
    "\u3000\u3000新华社北京电\n\u3000\u3000第二段",  # the ideographic space that opens a paragraph
    "a  b\tc",  # inside a line
    "می\u200cخواهم",  # ZWNJ is a letter's joint, not a blank
    "a\x1fb",
]

CASES = [
    ("a  \nb\t", "a\nb"),
    ("\n\n  a", "a"),
    ("a\n\n\n\nb", "a\n\nb"),
    ("a\n \n\t\nb", "a\n\nb"),
    ("a\r\n\r\n\r\nb\r\n\r\n", "a\r\n\r\nb\r\n"),
    ("a\u3000\nb\u00a0", "a\nb"),
    ("a\n\n\n", "a\n"),
]


def cleaned(text: str) -> str:
    return settle("whitespace", text, propose(page_of(text), None), lambda rule: "apply")[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_left_alone(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_blanks_go(text: str, wanted: str) -> None:
    assert cleaned(text) == wanted
    assert cleaned(wanted) == wanted
