"""A batch some of whose texts have changed is the batch of its new texts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.page import Facts, split_lines
from pipeline.kernel import split_column
from pipeline.stages.contract import Column

TEXTS = st.text(st.sampled_from("aé \r\n"), max_size=12)


def column_of(texts: list[str]) -> Column:
    array, unknown = pa.array(texts, pa.string()), pa.array([""] * len(texts), pa.string())
    return Column(array, split_column(array), unknown, unknown)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6))
def test_what_is_rewritten_is_what_is_read_anew(pairs: list[tuple[str, str]]) -> None:
    before, after = column_of([one for one, _ in pairs]), column_of([other for _, other in pairs])
    rows = np.flatnonzero([one != other for one, other in pairs])
    for row in range(len(pairs)):
        before.page(row, [0], Facts())
    column = before.rewritten(after.texts, rows, split_column(after.texts.take(pa.array(rows))))
    assert column.lines.equals(after.lines)
    assert column.distinct.dictionary_decode().equals(after.flat)
    assert column.lengths.tolist() == after.lengths.tolist()
    for row, (_, text) in enumerate(pairs):
        assert column.page(row, [0], Facts()).text == text
        own = slice(*after.borders[row : row + 2])
        lines, codes = after.flat[own].to_pylist(), column.distinct.indices[own].to_pylist()
        assert len(set(zip(lines, codes, strict=True))) == len(set(lines)) == len(set(codes))


@given(st.lists(st.text(st.sampled_from("aé€😀\n"), max_size=40), max_size=4))
def test_lengths_and_starts_count_code_points(texts: list[str]) -> None:
    column = column_of(texts)
    lines = [text.split("\n") for text in texts]
    assert column.lengths.tolist() == [len(line) for own in lines for line in own]
    assert column.starts.tolist() == [start for text in texts for start in split_lines(text).starts]
