from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.page import Facts, page_of, split_lines
from pipeline.stages.contract import Column
from pipeline.stages.dividing import Divider

TEXT = st.text(st.sampled_from("ab \r\n\x0b\x85\u2028é"), max_size=30)


@given(TEXT)
def test_lines_lie_where_they_say(text: str) -> None:
    page = page_of(text)
    assert all(text[line.start : line.end] == line.text for line in page.lines)
    assert "".join(text[slice(*page.whole(i))] for i in range(len(page.lines))) == text


@given(st.lists(TEXT, max_size=5))
def test_columns_and_pages_divide_alike(texts: list[str]) -> None:
    assert Divider().divide(pa.array(texts, pa.string())).to_pylist() == [
        [line.text for line in split_lines(t)] for t in texts
    ]


@pytest.mark.parametrize("texts", [[], [""], ["\r", "\n"], ["a\r", "\nb"], ["\r\n\r", "😀\r\r\n"], ["\n" * 3, "", "é"]])
def test_a_slice_of_a_column_divides_alike(texts: list[str]) -> None:
    column = Divider().divide(pa.array(["é\r", *texts, "\n"], pa.string()).slice(1, len(texts)))
    column.validate(full=True)
    assert column.to_pylist() == [[line.text for line in split_lines(text)] for text in texts]


@given(st.lists(TEXT, max_size=5))
def test_a_page_of_a_column_is_the_page_of_its_text(texts: list[str]) -> None:
    array, unknown = pa.array(texts, pa.string()), pa.array([""] * len(texts), pa.string())
    column = Column(array, Divider().divide(array), unknown, unknown)
    for row, text in enumerate(texts):
        page, alone = column.page(row, [0], Facts()), page_of(text)
        assert page.text == text
        assert [*page.lines.starts] == alone.lines.starts
        assert [*page.lines] == [*alone.lines]
        lines = [line.text for line in alone.lines]
        assert page.lines.texts == lines
        assert [page.lines.texts_from(i) for i in range(len(lines))] == [lines[i:] for i in range(len(lines))]
