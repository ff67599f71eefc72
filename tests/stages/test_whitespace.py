from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.edits import settle
from pipeline.document.page import page_of, split_lines
from pipeline.stages.contract import Column
from pipeline.stages.dividing import Divider
from pipeline.stages.whitespace import BLANKS, propose, propose_all, screen

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
    column = Column(array, Divider().divide(array), array, array)
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


def found_plainly(text: str) -> list[tuple[int, int, str]]:
    """The blanks of a document that are to go, told plainly: start, end, and the last part of the rule."""
    lines = split_lines(text)
    filled = [i for i, line in enumerate(lines) if line.text.strip(BLANKS)]
    if not filled:
        return []
    opening = lines[filled[0]]
    found = [(0, opening.end - len(opening.text.lstrip(" \t")), "document-end")]
    for before, after in pairwise(filled):
        runs = [lines[before], *lines[before + 1 : min(before + 2, after)]]
        found += [(line.start + len(line.text.rstrip(BLANKS)), line.end, "line-end") for line in runs]
        found += [(lines[before + 2].start, lines[after].start, "run")] if after > before + 2 else []
    closing = lines[filled[-1]]
    found.append((closing.start + len(closing.text.rstrip(BLANKS)), closing.end, "line-end"))
    found.append((lines.starts[filled[-1] + 1], len(text), "document-end"))
    return [(start, end, rule) for start, end, rule in found if start < end]


@pytest.mark.parametrize("is_screened", [True, False])
@given(
    texts=st.lists(st.text(st.sampled_from(BLANKS + "\n\n\n\n\r  \tab一é\U0001f600"), max_size=16), max_size=5),
    number=st.integers(0, 3),
)
def test_blanks_of_a_batch_are_found_as_told(is_screened: bool, texts: list[str], number: int) -> None:
    array = pa.array(["  a", *texts], pa.string()).slice(number)
    column = Column(array, Divider().divide(array), array, array)
    if is_screened:
        screen(column, None)  # type: ignore[arg-type]
    found = propose_all(column, None)  # type: ignore[arg-type]
    named = [(row, found.one(at)) for at, row in enumerate(found.rows.tolist())]
    assert [(row, f.start, f.end, f.rule.rpartition(".")[2], *f[3:]) for row, f in named] == [
        (row, *finding, "", 1.0, "") for row, text in enumerate(array.to_pylist()) for finding in found_plainly(text)
    ]
