"""The parts of lines that rules look at: joined rule by rule they are those of each line alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.stages.boilerplate._parts import join_parts

CORES = st.text("aé字😀", max_size=6)
LOOKS = [0, 3, -3, 1, -1]


@given(st.lists(CORES, min_size=1, max_size=6), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), max_size=12))
@example(["", "a"], [(0, 0), (1, 0)])
@example(["字"], [])
@example(["aé字😀aé"], [(0, 2), (0, 1), (0, 0), (0, 4), (0, 3)])
def test_parts_are_those_of_lines_alone(cores: list[str], asked: list[tuple[int, int]]) -> None:
    pairs = [(line % len(cores), rule) for line, rule in asked]
    ends = np.cumsum([len(core.encode()) for core in cores])
    starts = ends - [len(core.encode()) for core in cores]
    data = np.frombuffer("".join(cores).encode(), np.uint8)
    lines, firsts, text, borders = join_parts(
        data, starts, ends, np.array(LOOKS, np.int32), *np.array(pairs, np.int32).reshape(-1, 2).T.copy()
    )
    wanted = sorted([(line, rule) for line, rule in pairs if cores[line]], key=lambda pair: pair[1])
    assert lines.tolist() == [line for line, _ in wanted]
    assert firsts.tolist() == [sum(rule < number for _, rule in wanted) for number in range(len(LOOKS) + 1)]
    parts = [(cores[line][: LOOKS[rule]] if LOOKS[rule] > 0 else cores[line][LOOKS[rule] :]) for line, rule in wanted]
    assert bytes(text).decode() == "".join(part + "\n" for part in parts)
    assert [bytes(text[a : b - 1]).decode() for a, b in pairwise(borders)] == parts
