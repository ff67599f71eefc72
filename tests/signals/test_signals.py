from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.edits import APPLIED, FLAGGED, Entry
from pipeline.ledgers import read_ledgers
from pipeline.schema import CORPUS, SIGNALS
from pipeline.signals import signals_of
from pipeline.signals.kinds import TERMINALS
from pipeline.signals.stop_words import SLOTS, load_stop_words, load_table


def signals(text: str, language: str = "en") -> dict[str, Any]:
    return dict(signals_of(pa.array([text]), [language])[0].as_py())


CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("", "en", {"characters": 0, "lines": 0, "words": 0, "mean_word_length": 0, "symbol_word_ratio": 0}),
    (
        "One two.\r\n\r\nThree",
        "en",
        {"characters": 15, "lines": 2, "words": 3, "sentence_end_share": 0.5, "sentences": 1},
    ),
    ("ab abcd", "en", {"mean_word_length": 3, "digit_share": 0, "alphabetic_word_share": 1}),
    ("1 22 x ٣", "en", {"alphabetic_word_share": 0.25, "digit_share": 0.5}),
    ("#a #b c d...", "en", {"symbol_word_ratio": 0.5, "ellipsis_share": 1, "sentence_end_share": 0}),
    ("• a\n- b\n-c\n— said he\n* d", "en", {"bullet_share": 0.6}),
    ("short\n" + "x" * 31, "en", {"short_line_share": 0.5}),
    ("a\nb\nc d e", "en", {"line_word_ratio": 0.4}),
    (" " * 50 + "a" + " " * 50 + "\n" + " " * 100 + "\nb ", "en", {"lines": 2, "duplicate_line_share": 0}),
    ("a" + " " * 50 + "\n" + " " * 50 + "a", "en", {"duplicate_line_share": 0.5}),
    ("The cat and the hat", "en", {"stop_word_share": 0.6, "stop_words": 2}),
    ("The cat and the hat", "xx", {"stop_word_share": None, "stop_words": None}),
    ("if (x) { y }; Lorem ipsum", "en", {"curly_brackets": 2, "placeholder_texts": 1}),
    ("aa\nbb\naa\naa", "en", {"duplicate_line_share": 0.5, "duplicate_line_character_share": 0.5}),
    (
        "aa\nbb\n \naa\nbb\n\ncc",
        "en",
        {"duplicate_paragraph_share": 1 / 3, "duplicate_paragraph_character_share": 5 / 12},
    ),
    ("he said: “Go.”\n(Yes!)\nwhy?[1]", "en", {"sentence_end_share": 1}),
    ("Dr. A. B. Smith came on 3. May.", "en", {"sentences": 2}),
    ("是的。好吧!\n他走了。", "zh", {"sentence_end_share": 1, "words": 5}),
    ("वह गया।\nवह आया|", "hi", {"sentence_end_share": 1, "sentences": 2}),
    ("وہ گیا۔\nکیوں؟", "ur", {"sentence_end_share": 1}),
    ("Նա գնաց:\nՆա եկավ։", "hy", {"sentence_end_share": 1}),
    ("ሄደ።\nመጣ፡፡", "am", {"sentence_end_share": 1}),
    ("ঠিক আছে।", "bn", {"sentence_end_share": 1}),
    ("គាត់ទៅ។", "km", {"sentence_end_share": 1}),
    ("ဟုတ်ကဲ့။", "my", {"sentence_end_share": 1}),
    ("ཡིན།", "bo", {"sentence_end_share": 1}),
    ("Πού πας;", "el", {"sentence_end_share": 1}),
    ("il dit «\u00a0oui.\u00a0»\nà 3\u00a0% près", "fr", {"sentence_end_share": 0.5, "sentences": 1}),
    ("ปี พ.ศ. ๒๓๑๑", "th", {"sentence_end_share": None}),
    ("wow!\nwhy?[12]\nso it goes: [12]\nwait.. \nand (so).”", "en", {"sentence_end_share": 0.6, "sentences": 3}),
    ("He said a. 12. and 3.b. The", "en", {"sentences": 1}),
    ("DIE Katze UND die Maus. Die", "de", {"stop_words": 2, "stop_word_share": 4 / 6}),
    ("İLE gitti, ile", "tr", {"stop_words": 1}),
    ("বই নিয়ে", "bn", {"stop_words": 1}),
    ("a... b…. c..", "en", {"symbol_word_ratio": 2 / 3}),
    ("เขาไปแล้ว\nเธอมา", "th", {"sentence_end_share": None, "sentences": None}),
    ("Menu\nHome\nเขาไปแล้ว", "th", {"sentence_end_share": 0}),
]


@pytest.mark.parametrize(("text", "language", "wanted"), CASES)
def test_signal(text: str, language: str, wanted: dict[str, Any]) -> None:
    found = signals(text, language)
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, abs=1e-6)


def test_the_column_is_what_the_schema_says() -> None:
    column = signals_of(pa.array(["a", None]), ["en", "und"], charset_confidence=pa.array([0.5, None], pa.float32()))
    assert column.type.equals(pa.struct([pa.field(name, pa.float32()) for name, _ in SIGNALS]))
    assert column.cast(CORPUS.field("signals").type).to_pylist() == column.to_pylist()
    assert column[0].as_py()["charset_confidence"] == 0.5
    assert len(signals_of(pa.array([], pa.string()), [])) == 0


TEXTS = st.lists(st.text(alphabet="ab \n.#今天ก", max_size=30), min_size=1, max_size=6)


@given(TEXTS)
def test_signals_never_depend_on_neighbours(texts: list[str]) -> None:
    together = signals_of(pa.array(texts), ["en"] * len(texts)).to_pylist()
    assert together == [signals(text) for text in texts]


def test_signals_never_depend_on_how_texts_are_grouped(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [text for text, _, _ in CASES] * 2
    languages = [language for _, language, _ in CASES] * 2
    together = signals_of(pa.array(texts), languages).to_pylist()
    monkeypatch.setattr("pipeline.signals.counting.BLOCK", 60)
    assert signals_of(pa.array(texts), languages).to_pylist() == together


def test_a_long_text() -> None:
    line = "the word that stands in every line\n"
    found = signals(line * 20_000)
    assert found["words"] == 140_000
    assert found["duplicate_line_share"] == pytest.approx(1, abs=1e-4)
    assert found["stop_word_share"] == pytest.approx(3 / 7)


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=40))
def test_ngram_shares_are_what_counting_says(words: list[str]) -> None:
    found = signals(" ".join(words))
    for n in range(2, 11):
        grams = [tuple(words[at : at + n]) for at in range(len(words) - n + 1)]
        if n <= 4:
            top = max(Counter(grams).values(), default=0)
            wanted = min(top * n / len(words), 1) if top > 1 else 0
        else:
            seen, covered = set(), set()
            for at, gram in enumerate(grams):
                covered |= set(range(at, at + n)) if gram in seen else set()
                seen.add(gram)
            wanted = len(covered) / len(words)
        name = f"top_{n}gram_share" if n <= 4 else f"duplicate_{n}gram_share"
        assert found[name] == pytest.approx(wanted), name


def entry(stage: str, before: str, outcome: str = APPLIED) -> Entry:
    return Entry(stage, f"{stage}.kind.und.name", 0, len(before), before, "", outcome, 1.0, "")


def test_what_stages_took_is_a_share_of_the_source() -> None:
    ledger = (entry("boilerplate", "xx"), entry("boilerplate", "x"), entry("fragments", "xxxx", FLAGGED))
    found = signals_of(
        pa.array(["a", "b"]), ["en"] * 2, sizes=np.array([10, 1]), ledgers=read_ledgers({0: ledger})
    ).to_pylist()
    assert found[0]["removed_by_boilerplate"] == pytest.approx(0.3)
    assert found[0]["removed_by_fragments"] == 0
    assert found[1]["removed_by_boilerplate"] == 0


def test_terminals_hold_what_unicode_says() -> None:
    regex = pytest.importorskip("regex")
    said = {chr(c) for c in range(0x80, 0x20000) if regex.match(r"\p{Sentence_Break=STerm}", chr(c))}
    missing = {char for char in said if not regex.match(f"[{TERMINALS}]", char)}
    assert not missing


def test_no_list_fills_its_table() -> None:
    for language, words in load_stop_words().items():
        assert len(words) < 64, language
        assert np.count_nonzero(load_table(language)) * 8 < SLOTS, language


def test_stop_words_are_in_lower_case_and_listed_once() -> None:
    for language, words in load_stop_words().items():
        assert len(words) >= 8, language
        assert all(word == word.lower() for word in words), language
