from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.page import page_of, split_lines
from pipeline.kernel import split_column

TEXT = st.text(st.sampled_from("ab \r\n\x0b\x85\u2028é"), max_size=30)


@given(TEXT)
def test_lines_lie_where_they_say(text: str) -> None:
    page = page_of(text)
    assert all(text[line.start : line.end] == line.text for line in page.lines)
    assert "".join(text[slice(*page.whole(i))] for i in range(len(page.lines))) == text


@given(st.lists(TEXT, max_size=5))
def test_columns_and_pages_divide_alike(texts: list[str]) -> None:
    assert split_column(pa.array(texts, pa.string())).to_pylist() == [
        [line.text for line in split_lines(t)] for t in texts
    ]
