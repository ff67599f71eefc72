"""What words say for languages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.language import evidence
from pipeline.language.evidence import Weighed, _best, foreign_segments, word_scores

CYRILLIC = frozenset({"Cyrl"})


def test_words_are_read_the_same_whatever_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MOST_WORDS", 4)
    table = evidence._Table(CYRILLIC)
    for line in ("мост мост через", "через реку старый мост", "новый", "город стоит на реке", "мост", ""):
        words = line.split()
        scores = table.read(words)
        said = [[word_scores(word).get(tag, 0.0) for tag in table.tags] for word in words]
        assert np.array_equal(scores, np.array(said, np.float32).reshape(scores.shape))
        assert scores.shape == (len(words), len(table.tags))
        assert len(table.rows) <= 4


GAINS = st.integers(1, 12).flatmap(lambda words: arrays(np.float32, (words, 5), elements=st.floats(-8, 8, width=32)))


@given(GAINS, st.lists(st.sampled_from([1.5, 2.5, 5.0]), min_size=12, max_size=12))
def test_languages_that_cannot_be_enough_are_left_out_only(gains: np.ndarray, befores: list[float]) -> None:
    costs, prior = np.array(befores[: len(gains)], np.float32), np.array([0, 1, 2, 6, 3], np.float32)
    weighed = Weighed(("a", "b", "c", "d", "e"), gains, costs, costs, prior)
    best = _best(gains, np.append(costs, costs[0]), prior)
    found = list(foreign_segments(weighed, 1.0))
    if best.score < 1.0:
        assert not found
    else:
        assert found[0] == (best.first, best.last, weighed.tags[best.column], best.score)
