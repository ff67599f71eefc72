"""The compiled loops count what the same words say in plain Python, text by text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st
from icu4py.breakers import WordBreaker

from pipeline.signals import _counts as columns
from pipeline.signals import _kinds as flags
from pipeline.signals.counting import count_texts
from pipeline.signals.kinds import LISTED, PATTERNS, TERMINALS
from pipeline.signals.stop_words import forms_of, load_stop_words

CLASSES = dict(PATTERNS)
BLANK, CLOSER, OPENER, UNMARKED = (CLASSES[flag] for flag in (flags.BLANK, flags.CLOSER, flags.OPENER, flags.UNMARKED))
BULLETS = dict(LISTED)[flags.BULLET]
NOTES = r"(?:\[\p{Nd}+\])*"
OWN = rf"(?:\p{{Armenian}}:|\p{{Greek}};|\p{{Ethiopic}}(?:::|\u1361\u1361)|{CLASSES[flags.DANDA]}\|)"
SPACED_BAR = rf"{CLASSES[flags.DANDA]}{BLANK}?\|"


def found(pattern: str, text: str) -> int:
    return len(regex.findall(pattern, text, regex.V1 | regex.DOTALL, overlapped=True))


def lines_of(text: str) -> list[str]:
    return [stripped for line in text.split("\n") if (stripped := line.strip())]


def paragraphs_of(text: str) -> list[str]:
    return [stripped for part in regex.split("\n(?:[ \t\xa0\u3000]*\n)+", text) if (stripped := part.strip())]


def repeated(spans: Sequence[str]) -> list[str]:
    return [span for at, span in enumerate(spans) if span in spans[:at]]


def is_cut(line: str) -> bool:
    return bool(found(rf"(?:…|[.…]\.)(?:{CLOSER}|{BLANK})*$", line[-24:]))


def is_ended(line: str) -> bool:
    ended = found(rf"(?:[.!?{TERMINALS}]|{OWN}|{SPACED_BAR})(?:{CLOSER}|{BLANK})*{NOTES}$", line[-24:])
    return bool(ended) and not is_cut(line)


def is_unmarked(line: str) -> bool:
    return not is_ended(line) and bool(found(rf"{UNMARKED}\p{{Nd}}*(?:{CLOSER}|{BLANK})*$", line[-24:]))


def ends_sentence(text: str, at: int) -> bool:
    """Whether the `.`, `!` or `?` that stands there does."""
    before, behind = text[:at], text[at + 1 :]
    closed = regex.match(rf"({CLOSER}{{0,24}}){NOTES}(?:{BLANK}|$)", behind, regex.V1)
    if not closed or text[at] != ".":
        return closed is not None
    initial = regex.search(rf"(?:^|{BLANK})({OPENER}*(?:\p{{L}}|\p{{Nd}}+))$", before, regex.V1)
    return before[-1:] not in (".", "…") and (closed[1] != "" or initial is None or len(initial[1]) > 24)


def count_sentences(text: str) -> int:
    runs = len(regex.findall(f"[{TERMINALS}]+", text))
    points = sum(ends_sentence(text, at) for at, char in enumerate(text) if char in ".!?")
    return runs + points + found(rf"{OWN}{CLOSER}*{NOTES}(?={BLANK}|\Z)", text)


def words_of(text: str) -> list[str]:
    pieces = [piece for token in text.split() for piece in WordBreaker(token, "root")]
    return [piece for piece in pieces if found(r"[\p{L}\p{N}]", piece)]


def counted(text: str) -> dict[str, int]:
    """What is counted of a text, but for stop words and n-grams."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines, paragraphs, words = lines_of(text), paragraphs_of(text), words_of(text)
    return {
        "CHARACTERS": len(text),
        "LINES": len(lines),
        "LINE_CHARACTERS": sum(map(len, lines)),
        "REPEATED_LINES": len(repeated(lines)),
        "REPEATED_LINE_CHARACTERS": sum(map(len, repeated(lines))),
        "PARAGRAPHS": len(paragraphs),
        "PARAGRAPH_CHARACTERS": sum(map(len, paragraphs)),
        "REPEATED_PARAGRAPHS": len(repeated(paragraphs)),
        "REPEATED_PARAGRAPH_CHARACTERS": sum(map(len, repeated(paragraphs))),
        "SHORT_LINES": sum(len(line) <= 30 for line in lines),
        "BULLETS": sum(line[0] in BULLETS or (line[0] in "-*+–" and line[1:2].isspace()) for line in lines),
        "ENDED_LINES": sum(map(is_ended, lines)),
        "JUDGED_LINES": sum(not is_unmarked(line) for line in lines),
        "CUT_LINES": sum(map(is_cut, lines)),
        "SENTENCES": count_sentences(text),
        "DIGITS": found(r"\p{Nd}", text),
        "HASH_SIGNS": text.count("#"),
        "ELLIPSES": text.count("...") + text.count("…"),
        "CURLY_BRACKETS": text.count("{") + text.count("}"),
        "WORDS": len(words),
        "WORD_CHARACTERS": sum(map(len, words)),
        "LETTERED_WORDS": sum(found(r"\p{L}", word) > 0 for word in words),
        "PLACEHOLDERS": found("(?i)lorem ipsum", text),
    }


def by_loops(texts: Sequence[str | None], column: pa.Array | None = None) -> list[dict[str, int]]:
    counts = count_texts(pa.array(texts, pa.string()) if column is None else column, ["und"] * len(texts))
    names = counted("")
    return [{name: int(counts[getattr(columns, name)][row]) for name in names} for row in range(len(texts))]


# Letters, marks and signs of many scripts; every sign that a loop asks for, and every width in UTF-8.
SIGNS = "aZé1٣ \n\r\t\xa0\u3000\u2003\x1c\x85.!?…#{}|:;[]()\"'«»“”*-–•。।؟՞።၊་"
SCRIPTS = "ծ:π;ሄ፡क|বกa๑ລ한글今天のカー々ัЖשׁ״׳مك\u0301\u200c\u200d\u00ad🏽𝒜²½①_^`ʼ·,๏𑑂"
TEXTS = st.lists(
    st.text(SIGNS, max_size=40)
    | st.text(SIGNS + SCRIPTS, max_size=40)
    | st.text(st.characters(exclude_categories=("Cn", "Cs")), max_size=20)
    | st.lists(st.sampled_from(["a b", "a  b", "", " ", "\u2003", "\xa0", "x.", "- y"]), max_size=9).map("\n".join),
    max_size=5,
)
PLACEHOLDERS = st.lists(st.text("lorem ipsuLOREMIPSUſİıkK한", max_size=12), max_size=5).map(
    lambda parts: "lorem ipsum".join(parts)
)


@given(TEXTS | st.lists(PLACEHOLDERS, max_size=5))
@example(
    ["lorem ", "ipsum", "lorem ipsu", "m", "LoReM iPsUm lorem ipſum", "xlorem ipsumx_lorem ipsum한", "lorem\0ipsum"]
)
@example([""])
@example(["", "a", "", "\n", "é", "한", "🏽", "."])
def test_loops_count_what_is_said_plainly(texts: list[str]) -> None:
    assert by_loops(texts) == [counted(text) for text in texts]


EDGES: list[tuple[str, dict[str, Any]]] = [
    ("ox.[1][23]", {"SENTENCES": 1, "ENDED_LINES": 1}),
    ("x.[1]y [2] x.[", {"SENTENCES": 0, "ENDED_LINES": 0}),
    ("ox.[]\nox.[a]\nox.[1", {"SENTENCES": 0, "ENDED_LINES": 0}),
    ("«1. (a) 12) x.» y", {"SENTENCES": 1}),
    ("(" * 24 + "a. x " + "(" * 23 + "a. x", {"SENTENCES": 1}),
    ("wow!" + ")" * 24 + " wow!" + ")" * 25, {"SENTENCES": 1}),
    ("wow." + ")" * 23 + "\nwow." + ")" * 24, {"ENDED_LINES": 1}),
    ("......, ..", {"ELLIPSES": 2}),
    (". . ...", {"ELLIPSES": 1}),
    ("ծ:» x ծ:x", {"SENTENCES": 1}),
    ("ሄ:: ሄ፡፡ ፡፡", {"SENTENCES": 2}),
    ("क |\nक|\nx |\n|", {"ENDED_LINES": 2, "SENTENCES": 1}),
    ("ก12\nกx\n1\n๑2", {"JUDGED_LINES": 2}),
    ("a\n\x0b\nb\n \xa0\nc", {"PARAGRAPHS": 2, "LINES": 3}),
    ("a\n b\n\na\n b\n\na\n  b", {"REPEATED_PARAGRAPHS": 1, "REPEATED_LINES": 4}),
    ("-\n- x\n-\u2003y\n-z\n•", {"BULLETS": 3}),
    ("한a한 1개 한\u0301a", {"WORDS": 7}),
    ("x" * 16 + "y" * 16 + "z\n" + "y" * 16 + "x" * 16 + "z", {"REPEATED_LINES": 0}),
]


@pytest.mark.parametrize(("text", "wanted"), EDGES)
def test_edges(text: str, wanted: dict[str, Any]) -> None:
    (found,) = by_loops([text])
    assert {name: found[name] for name in wanted} == wanted
    assert found == counted(text)


def test_slices_nulls_and_bytes_behind_them() -> None:
    texts = ["left out é", "a.\r\nb\r\rc", None, "한글 b.", "", "今天 left out"]
    column = pa.array(texts, pa.string())
    assert by_loops(texts[1:5], column.slice(1, 4)) == [counted(text or "") for text in texts[1:5]]
    hidden = pa.StringArray.from_buffers(2, *column.slice(0, 2).buffers()[1:], pa.py_buffer(b"\x01"))
    assert by_loops(["left out é", None], hidden) == [counted("left out é"), counted("")]


@pytest.mark.parametrize("letter", ["a", "é", "한", "🏽"])
def test_lines_are_the_same_only_where_every_character_is(letter: str) -> None:
    for size in range(1, 41):
        line = letter * size
        others = [line[:at] + other + line[at + 1 :] for at in range(size) for other in ("\0", "b")]
        texts = ["\n".join((line, line)), *("\n".join((line, other)) for other in (*others, line + "\0", line + "b"))]
        assert [row["REPEATED_LINES"] for row in by_loops(texts)] == [1, *[0] * (len(texts) - 1)]
        assert by_loops([line])[0] == counted(line)


@pytest.mark.parametrize("language", [*load_stop_words(), "und"])
def test_stop_words_are_those_of_the_list(language: str) -> None:
    listed = sorted(load_stop_words().get(language, ()))
    forms = {form: word for word in listed for form in forms_of(word)}
    text = " ".join(f"{form} {form}q {form * 2}" for form in forms)
    met = [forms[word] for word in words_of(text) if word in forms]
    counts = count_texts(pa.array([text, "", text], pa.string()), [language, language, "und"])
    assert counts[columns.STOP_WORDS].tolist() == [len(met), 0, 0]
    assert counts[columns.DIFFERENT_STOP_WORDS].tolist() == [len(set(met)), 0, 0]


HOSTILE = ["a" * 300_000, "\n" * 300_000, ". " * 100_000, "[" * 100_000, ".)" * 90_000, "_ " * 90_000, "한a" * 60_000,
           "a:" * 90_000, "1," * 90_000, "\u0301" * 90_000, "。今" * 9_000, "ծ:)" * 60_000, "•\n" * 90_000]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_one_long_text_of_the_same(text: str) -> None:
    (found,) = by_loops([text])
    few = counted(text[:4096]) if len(text) > 4096 else counted(text)
    assert found["CHARACTERS"] == len(text)
    assert (found["LINES"] > 0) == (few["LINES"] > 0)
