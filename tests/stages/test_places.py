"""Where lines stand, found in whole batches: as line by line."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.stages.boilerplate._places import mark_places

ANYWHERE, HEAD, FOOT, EVERYWHERE = 1, 2, 4, 15
LINES = st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=7)


def places_in(prose: list[bool], index: int, head: int, foot: int) -> int:
    """Bits of the places where one line of a document stands."""
    in_head, in_foot = sum(prose[: index + 1]) <= head, sum(prose[index:]) <= foot
    return ANYWHERE | HEAD * in_head | FOOT * in_foot


@given(st.lists(st.tuples(st.booleans(), LINES), max_size=5), st.integers(0, 3), st.integers(0, 3))
@example([], 1, 1)
@example([(False, []), (True, [(0, True)]), (False, [(1, True), (2, False), (3, True)])], 1, 1)
def test_lines_stand_where_their_documents_say(
    documents: list[tuple[bool, list[tuple[int, bool]]]], head: int, foot: int
) -> None:
    wanted = [0] * 5
    for whole, lines in documents:
        prose = [is_prose for _, is_prose in lines]
        for index, (code, _) in enumerate(lines):
            wanted[code] |= EVERYWHERE if whole else places_in(prose, index, head, foot)
    flat = [(code, whole, is_prose) for whole, lines in documents for code, is_prose in lines]
    codes, whole_of, prose_of = (np.array([line[at] for line in flat], np.int32) for at in range(3))
    borders = np.cumsum([0, *(len(lines) for _, lines in documents)])
    stands = np.zeros(5, np.uint8)
    masks = whole_of.astype(np.uint8), prose_of.astype(np.uint8)
    mark_places(codes, borders, *masks, head, foot, ANYWHERE, HEAD, FOOT, EVERYWHERE, stands)
    assert stands.tolist() == wanted
