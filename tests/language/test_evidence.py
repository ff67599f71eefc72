"""What words say for languages."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.language import evidence
from pipeline.language.evidence import known_languages, word_scores

CYRILLIC = frozenset({"Cyrl"})


def test_words_are_read_the_same_whatever_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MOST_WORDS", 4)
    table = evidence._Table(CYRILLIC)
    columns = [known_languages().index(tag) for tag in table.tags]
    for line in ("мост мост через", "через реку старый мост", "новый", "город стоит на реке", "мост", ""):
        words = line.split()
        scores = table.read(words)
        assert scores.shape == (len(words), len(columns))
        assert all(np.array_equal(row, word_scores(word)[columns]) for word, row in zip(words, scores, strict=True))
        assert len(table.rows) <= 4
