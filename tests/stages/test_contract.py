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


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6), st.sets(st.integers(0, 5)))
def test_what_is_rewritten_is_what_is_read_anew(pairs: list[tuple[str, str]], alike: set[int]) -> None:
    before, after = column_of([one for one, _ in pairs]), column_of([other for _, other in pairs])
    rows = np.flatnonzero([one != other or row in alike for row, (one, other) in enumerate(pairs)])
    for row in range(len(pairs)):
        before.page(row, [0], Facts())
    column = before.rewritten(after.texts, rows, split_column(after.texts.take(pa.array(rows))))
    assert column.lines.to_pylist() == after.lines.to_pylist()
    assert column.flat.equals(after.flat)
    assert column.lengths.tolist() == after.lengths.tolist()
    assert column.starts.tolist() == after.starts.tolist()
    for row, (_, text) in enumerate(pairs):
        assert column.page(row, [0], Facts()).text == text
        own = slice(*after.borders[row : row + 2])
        lines, codes = after.flat[own].to_pylist(), column.distinct.indices[own].to_pylist()
        assert len(set(zip(lines, codes, strict=True))) == len(set(lines)) == len(set(codes))


@given(st.lists(st.text(st.sampled_from("aé€😀\n\r"), max_size=40), max_size=4))
def test_lengths_and_starts_count_code_points(texts: list[str]) -> None:
    column = column_of(texts)
    lines = [split_lines(text).texts for text in texts]
    assert column.lengths.tolist() == [len(line) for own in lines for line in own]
    assert column.starts.tolist() == [start for text in texts for start in split_lines(text).starts]


LINES = st.one_of(
    st.text(st.sampled_from("aé€😀"), max_size=40),
    st.tuples(st.integers(0, 40), st.sampled_from("ab漢"), st.integers(0, 40)).map(
        lambda line: "a" * line[0] + line[1] + "a" * line[2]
    ),
)


@given(st.lists(st.lists(LINES, min_size=1, max_size=12).map("\n".join), max_size=6))
def test_lines_are_numbered_as_they_are_met_and_equal_ones_alike(texts: list[str]) -> None:
    column = column_of(texts)
    column.lines.validate(full=True)
    lines = [line for text in texts for line in text.split("\n")]
    assert column.flat.to_pylist() == lines
    assert column.distinct.dictionary.to_pylist() == list(dict.fromkeys(lines))


def test_many_lines_are_told_apart() -> None:
    lines = [f"{number}{'x' * (number % 21)}" for number in range(50_000)]
    column = column_of(["\n".join(lines), "\n".join(reversed(lines))])
    assert column.distinct.dictionary.to_pylist() == lines
    assert column.distinct.indices.to_pylist() == [*range(50_000), *reversed(range(50_000))]
