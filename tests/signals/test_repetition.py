from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.signals.hashes import ordered
from pipeline.signals.repetition import _by_document

NEAR = [1, 2, 1, 3, 2, 1]


@pytest.mark.parametrize("keys", [[], [7], NEAR, [key << 60 for key in NEAR], [1 << 63, 1 << 63 | 1, 1 << 63]])
def test_equal_keys_stand_together_in_the_order_they_came(keys: list[int]) -> None:
    order, same = ordered(np.array(keys, dtype=np.uint64))
    wanted = sorted(range(len(keys)), key=keys.__getitem__)
    assert order.tolist() == wanted
    assert same.tolist() == [at > 0 and keys[wanted[at]] == keys[wanted[at - 1]] for at in range(len(keys))]


@given(st.lists(st.integers(0, 3), max_size=9))
def test_documents_share_no_hash(counts: list[int]) -> None:
    found = _by_document(np.full(sum(counts), 0xFFFF_FFFF_FFFF_FFFF, dtype=np.uint64), np.array(counts, dtype=np.int64))
    assert len(np.unique(found)) == sum(count > 0 for count in counts)
