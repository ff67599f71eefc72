from __future__ import annotations

import importlib
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icu4py.breakers import WordBreaker

from pipeline.signals.view import View
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
    ("x" * 50 + "_" + "y" * 50 + "-z", ["x" * 50 + "_" + "y" * 50, "z"]),
]


def divided(*texts: str) -> list[list[str]]:
    view = View(texts, ["und"] * len(texts))
    found = words_of(view)
    words = [view.text[start:end] for start, end in zip(found.starts.tolist(), found.ends.tolist(), strict=True)]
    offsets = found.offsets.tolist()
    return [words[a:b] for a, b in pairwise(offsets)]


def divided_by_icu(text: str) -> list[str]:
    pieces = [piece for token in text.split() for piece in WordBreaker(token, "root")]
    return [piece for piece in pieces if any(map(str.isalnum, piece))]


@pytest.mark.parametrize(("text", "wanted"), DIVIDED)
def test_words(text: str, wanted: list[str]) -> None:
    assert divided(text) == [wanted]


ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
LETTERS = st.text(
    alphabet="。，：\u3099カaéЖب ك१ክ한글ー々ัไ中の.'’-_·:,12٣\u0301\u200c\u200d\u200f\u00ad🏽\ufe0f²של״׳\"ʼ;٫\u00a0",
    max_size=12,
)


@given(st.lists(ANY | LETTERS, max_size=8))
@example(["a\u0301b", "\u0301a", "·a", "a·b", "🏽a", "1,2", "a_", "_", "a\u0301'b", "ש'", "Z'로", "1개", "a\u200f.b"])
def test_the_short_way_says_what_icu_says(texts: list[str]) -> None:
    texts = [text.replace("\r", "") for text in texts]
    assert divided(*texts) == [divided_by_icu(text) for text in texts]


def test_a_word_never_depends_on_its_neighbours() -> None:
    texts = [text for text, _ in DIVIDED]
    assert divided(*texts) == [divided(text)[0] for text in texts]
    assert divided(*reversed(texts)) == [divided(text)[0] for text in reversed(texts)]


def test_no_text_and_no_word() -> None:
    assert divided() == []
    assert divided("", " \n ", "…") == [[], [], []]


def test_a_token_too_long_for_one_call_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("pipeline.signals.words"), "LONGEST_CALL", 10)
    text = "\n".join(("今天" * 20, "x", "今天"))
    starts, ends = divide(text)
    assert [text[a:b] for a, b in zip(starts, ends, strict=True)] == [*["今天"] * 20, "x", "今天"]
