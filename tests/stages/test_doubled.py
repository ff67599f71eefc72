"""Short lines that stand twice at once, found in whole batches."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules import BLANKS
from pipeline.stages.boilerplate.doubled import DOUBLED_LENGTH, pairs_of
from pipeline.stages.contract import Column

LINES = st.sampled_from(
    ["", " ", "abc", " abc", "axc", "\u200babc\t", "é", "è", "y" * DOUBLED_LENGTH, "y" * 121, "* a"]
)


def column(documents: list[list[str]]) -> Column:
    texts = pa.array(["\n".join(lines) for lines in documents], pa.string())
    unknown = pa.array([""] * len(documents), pa.string())
    return Column(texts, pa.array(documents, pa.list_(pa.string())), unknown, unknown)


def pairs_in(lines: list[str]) -> list[tuple[int, int]]:
    """The same of one document, line by line."""
    filled = [(index, line) for index, line in enumerate(lines) if len(line) > DOUBLED_LENGTH or line.strip(BLANKS)]
    return [
        (i, j)
        for (i, one), (j, other) in pairwise(filled)
        if max(len(one), len(other)) <= DOUBLED_LENGTH and one.strip(BLANKS) == other.strip(BLANKS)
    ]


@given(st.lists(st.lists(LINES, min_size=1, max_size=8), max_size=4))
def test_pairs_of_a_batch_are_those_of_its_documents(documents: list[list[str]]) -> None:
    expected, at = [], 0
    for lines in documents:
        expected += [[at + i, at + j] for i, j in pairs_in(lines)]
        at += len(lines)
    assert pairs_of(column(documents)).tolist() == expected
