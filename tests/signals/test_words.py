from __future__ import annotations

import importlib

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icu4py.breakers import WordBreaker

from pipeline.shape import bytes_of
from pipeline.signals import _marks, _words
from pipeline.signals._counts import COLUMNS, WORDS
from pipeline.signals.kinds import load_kinds, read_page
from pipeline.signals.words import divide, words_of

DIVIDED = [
    ("Don't stop, she said.", ["Don't", "stop", "she", "said"]),
    ("e-mail costs 3.14 (or 2,000) $5", ["e", "mail", "costs", "3.14", "or", "2,000", "5"]),
    ("--- *** !!! 👍🏽", []),
    ("می‌خواهم بروم؟", ["می‌خواهم", "بروم"]),
    ("घर में है।", ["घर", "में", "है"]),
    ("今天北京下雨。", ["今天", "北京", "下雨"]),
    ("東京は雨です。", ["東京", "は", "雨", "です"]),
    ("ประเทศไทยร้อน", ["ประเทศไทย", "ร้อน"]),
    ("ប្រទេសកម្ពុជា", ["ប្រទេស", "កម្ពុជា"]),
    ("ພາສາລາວ", ["ພາສາ", "ລາວ"]),
    ("是。的（1）：好，，好。：\u3099の。好\u0301", ["是", "的", "1", "好", "好", "の", "好\u0301"]),
    ("서울에 비가 온다.", ["서울에", "비가", "온다"]),
    ("བོད་ཡིག", ["བོད", "ཡིག"]),
    ("iPhone手机 is new", ["iPhone", "手机", "is", "new"]),
    ("m² or H₂O", ["m", "²", "or", "H", "₂", "O"]),
    ("한글a1개 a한 한\u0301a", ["한글", "a1", "개", "a", "한", "한\u0301", "a"]),
    ("x" * 50 + "_" + "y" * 50 + "-z", ["x" * 50 + "_" + "y" * 50, "z"]),
]


def divided(*texts: str) -> list[list[str]]:
    """The words of each text, one batch for all of them, read where their last text's words stand."""
    return [_divided(*texts[: last + 1]) for last in range(len(texts))]


def _divided(*texts: str) -> list[str]:
    bounds, data = bytes_of(pa.array(texts, pa.string()))
    kinds = load_kinds()
    counts = np.zeros((len(texts), COLUMNS), np.int64)
    edges, hashes, characters = np.zeros(4096, np.int32), np.zeros(4096, np.uint64), np.zeros(4096, np.int32)
    tokens = np.zeros((2, len(data) + 1), np.int32)
    words = np.zeros((2, len(data) // 64 + 1), np.uint64)
    found = _marks.count_marks(data, bounds, kinds, read_page, tokens, words, counts)
    tokens = tokens[:, :found].copy()
    _marks.put_words(tokens, words_of(data, tokens, kinds), words)
    _words.find_words(data, bounds, kinds, words, edges, hashes, characters, counts)
    ends = edges[: 2 * counts[-1, WORDS]].reshape(-1, 2).tolist()
    return [bytes(data[start:end]).decode() for start, end in ends]


def divided_by_icu(text: str) -> list[str]:
    pieces = [piece for token in text.split() for piece in WordBreaker(token, "root")]
    return [piece for piece in pieces if any(map(str.isalnum, piece))]


@pytest.mark.parametrize(("text", "wanted"), DIVIDED)
def test_words(text: str, wanted: list[str]) -> None:
    assert divided(text) == [wanted]


ANY = st.text(st.characters(exclude_categories=("Cn", "Cs")), max_size=12)
LETTERS = st.text(
    alphabet="。，：\u3099カaéЖب ك१ક한글ー々ัไ中の.'’-_·:,12٣\u0301\u200c\u200d\u200f\u00ad🏽\ufe0f²של״׳\"ʼ;٫\u00a0",
    max_size=12,
)


@given(st.lists(ANY | LETTERS, max_size=8))
@example(["a\u0301b", "\u0301a", "·a", "a·b", "🏽a", "1,2", "a_", "_", "a\u0301'b", "ש'", "Z'로", "1개", "a\u200f.b"])
@example(["한\u0301", "한\u0301a", "한\u200d한", "é한", "한é", "é1한é"])
def test_the_short_way_says_what_icu_says(texts: list[str]) -> None:
    assert divided(*texts) == [divided_by_icu(text) for text in texts]


def test_a_word_never_depends_on_its_neighbours() -> None:
    texts = [text for text, _ in DIVIDED]
    assert divided(*texts) == [divided(text)[0] for text in texts]
    assert divided(*reversed(texts)) == [divided(text)[0] for text in reversed(texts)]


def test_words_are_the_same_wherever_they_stand() -> None:
    text, words = " ".join(text for text, _ in DIVIDED), [word for _, words in DIVIDED for word in words]
    for before in range(130):
        assert divided("x" * before, " " * before + text)[1] == words


def test_words_are_the_same_after_all_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    words = importlib.import_module("pipeline.signals.words")
    monkeypatch.setattr(words, "MANY_WORDS", 1)
    for text, wanted in DIVIDED * 2:
        assert divided(text) == [wanted]
        assert words._load_known().words.shape[1] <= len(wanted) + 1


def test_no_text_and_no_word() -> None:
    assert divided() == []
    assert divided("", " \n ", "…") == [[], [], []]


def test_a_token_too_long_for_one_call_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("pipeline.signals.words"), "LONGEST_CALL", 10)
    text = "\n".join(("今天" * 20, "x", "今天")).encode()
    starts, ends = divide(text, load_kinds()).tolist()
    assert [text[a:b].decode() for a, b in zip(starts, ends, strict=True)] == [*["今天"] * 20, "x", "今天"]
