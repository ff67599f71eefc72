from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.edits import settle
from pipeline.document.page import page_of
from pipeline.kernel import split_column
from pipeline.stages.contract import Column
from pipeline.stages.whitespace import BLANKS, propose, screen

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


@given(st.lists(st.text(st.sampled_from(BLANKS + "\n\n\nabр一\u200b\u2001é"), max_size=12), min_size=1, max_size=4))
def test_the_screen_is_sound(texts: list[str]) -> None:
    array = pa.array(texts, pa.string())
    column = Column(array, split_column(array), array, array)
    chosen = iter(screen(column, None).to_pylist())  # type: ignore[arg-type]
    for text in texts:
        page = page_of(text)
        lines = [i for i in range(len(page.lines)) if next(chosen)]
        every = list(propose(page, None))  # type: ignore[arg-type]
        assert list(propose(page_of(text, lines), None)) == (every if lines else [])  # type: ignore[arg-type]
        assert lines or not every


@pytest.mark.parametrize("blank", BLANKS)
def test_the_screen_knows_every_blank(blank: str) -> None:
    lines = ["a" + blank, "a", blank + "é", blank, blank, "\u0440", ""]
    array = pa.array(["\n".join(lines)])
    chosen = screen(Column(array, pa.array([lines]), array, array), None).to_pylist()  # type: ignore[arg-type]
    assert chosen == [True, False, blank in " \t", True, True, False, False]


def chosen_plainly(lines: list[str]) -> list[bool]:
    """What the screen chooses of one document's lines, told plainly."""
    blank = [not line.strip(BLANKS) for line in lines]
    beside = [i == 0 or blank[i - 1] or blank[i + 1 : i + 2] == [True] for i in range(len(lines))]
    trimmed = [line != line.rstrip(BLANKS) or line.startswith((" ", "\t")) for line in lines]
    return [trimmed[i] or (blank[i] and beside[i]) for i in range(len(lines))]


@given(
    st.lists(st.lists(st.text(st.sampled_from(BLANKS + "   \tabр一é\U0001f600"), max_size=4), min_size=1), max_size=4)
)
def test_lines_are_chosen_by_their_ends_and_neighbours(documents: list[list[str]]) -> None:
    texts = pa.array(["\n".join(lines) for lines in documents], pa.string())
    column = Column(texts, pa.array(documents, pa.list_(pa.string())), texts, texts)
    assert screen(column, None).to_pylist() == [one for text in documents for one in chosen_plainly(text)]  # type: ignore[arg-type]
