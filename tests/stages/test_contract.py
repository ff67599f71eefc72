"""A batch some of whose texts have changed is the batch of its new texts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.document.page import Facts, split_lines
from pipeline.stages.contract import Column
from pipeline.stages.dividing import Divider

TEXTS = st.text(st.sampled_from("aé \r\n"), max_size=12)


def column_of(texts: list[str], divider: Divider | None = None) -> Column:
    array, unknown = pa.array(texts, pa.string()), pa.array([""] * len(texts), pa.string())
    return Column(array, (divider or Divider()).divide(array), unknown, unknown)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6), st.sets(st.integers(0, 5)))
def test_what_is_rewritten_is_what_is_read_anew(pairs: list[tuple[str, str]], alike: set[int]) -> None:
    divider = Divider()
    before, after = column_of([one for one, _ in pairs], divider), column_of([other for _, other in pairs])
    rows = np.flatnonzero([one != other or row in alike for row, (one, other) in enumerate(pairs)])
    for row in range(len(pairs)):
        before.page(row, [0], Facts())
    lines = divider.divide_more(after.texts.take(pa.array(rows)))
    assume(lines is not None)
    column = before.rewritten(after.texts, rows, lines)
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


@given(st.lists(st.lists(TEXTS, max_size=4), min_size=1, max_size=4))
def test_lines_of_more_texts_are_numbered_behind_those_that_are_known(parts: list[list[str]]) -> None:
    divider, divided = Divider(), []
    for texts in parts:
        lines = divider.divide_more(pa.array(texts, pa.string())) if divided else None
        if lines is None:
            lines, divided = divider.divide(pa.array(texts, pa.string())), []
        divided.append((texts, lines))
    known = divided[-1][1].values.dictionary.to_pylist()
    assert len(known) == len(set(known))
    for texts, lines in divided:
        lines.validate(full=True)
        assert lines.to_pylist() == [split_lines(text).texts for text in texts]
        assert lines.values.dictionary.to_pylist() == known[: len(lines.values.dictionary)]


@pytest.mark.parametrize(
    ("more", "fits"), [("ab\ncd", True), ("ab\n\n", False), ("x" * 18, True), ("x" * 19, False), ("", True)]
)
def test_more_texts_are_divided_where_there_is_room(more: str, fits: bool) -> None:
    """Ten lines of three bytes, with nine ends 39 bytes, leave room for two lines and for 18 bytes."""
    divider = Divider()
    text = "\n".join(f"ab{number}" for number in range(10))
    before = divider.divide(pa.array([text]))
    lines = divider.divide_more(pa.array([more]))
    assert (lines is not None) == fits
    assert before.to_pylist() == [text.split("\n")]
    assert lines is None or lines.to_pylist() == [more.split("\n")]
