"""The encoding stage: golden cases, the laws of a stage, and texts made to be slow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise
from operator import or_
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document.edits import Entry, Finding, restore, settle
from pipeline.document.page import page_of
from pipeline.schema import EDIT
from pipeline.shape import bytes_of
from pipeline.stages import encoding
from pipeline.stages.contract import Column, Tools
from pipeline.stages.encoding import legacy, mojibake
from pipeline.stages.encoding._sequences import find_entities
from pipeline.stages.encoding.characters import OF_CHARACTERS, characters
from pipeline.stages.encoding.clues import clues_of_text, is_suspect
from pipeline.stages.encoding.codecs import CODECS, characters_of, codecs_in, letters_in, register
from pipeline.stages.encoding.draft import Draft
from pipeline.stages.encoding.sequences import BEYOND, bits_of, bits_of_text, matcher_of
from pipeline.stages.encoding.spans import apply, compose, word_edits
from pipeline.stages.encoding.thrift import thrifty

CASES = Path(__file__).parents[1] / "cases" / "encoding"
ESCAPE_RE = re.compile(r"\\(?:n|r|x[0-9a-f]{2}|u[0-9a-f]{4})")


def tools(*opt_in: str) -> Tools:
    return Tools(None, None, {"opt_in": opt_in}, {})  # type: ignore[arg-type]


class Case(NamedTuple):
    source: str
    wanted: str
    rules: list[str]


def read_cases(name: str) -> Iterator[Case]:
    """The blocks of a golden file; a line `<` without one `>` behind it stays as it is."""
    case: Case | None = None
    for line in (CASES / name).read_text("utf-8").split("\n"):
        mark, text = line[:1], ESCAPE_RE.sub(lambda m: m.group().encode().decode("unicode_escape"), line[2:])
        if mark == "<":
            if case:
                yield case
            case = Case(text, text, [])
        elif mark == ">" and case:
            case = case._replace(wanted=text)
        elif mark == "!" and case:
            case.rules.append(text)
    if case:
        yield case


def cleaned(text: str, *opt_in: str) -> tuple[str, tuple[Entry, ...]]:
    def action(rule: str) -> str:
        off = rule in encoding.OPT_IN and rule not in opt_in
        return "off" if off else "flag" if rule in encoding.FLAG_ONLY else "apply"

    return settle("encoding", text, encoding.STAGE.propose(page_of(text), tools(*opt_in)), action)


def screened(texts: Sequence[str]) -> list[list[int]]:
    """The lines of each text that the screen chooses."""
    lines = pc.split_pattern_regex(pa.array(texts, pa.string()), "\r\n|\n|\r")
    und = pa.array(["und"] * len(texts))
    chosen = encoding.STAGE.screen(Column(pa.array(texts, pa.string()), lines, und, und), tools()).to_pylist()
    bounds = pairwise(lines.offsets.to_pylist())
    return [[i for i, choose in enumerate(chosen[start:end]) if choose] for start, end in bounds]


def found(text: str, chosen: Sequence[int]) -> list[Finding]:
    return sorted(encoding.STAGE.propose(page_of(text, chosen), tools())) if chosen else []


@pytest.mark.parametrize("name", ["mojibake.txt", "entities.txt", "characters.txt", "legacy.txt", "kept.txt"])
def test_golden(name: str) -> None:
    cases = list(read_cases(name))
    assert cases
    for case in cases:
        text, ledger = cleaned(case.source)
        assert text == case.wanted
        assert restore(text, ledger) == case.source
        assert set(case.rules) <= {entry.rule for entry in ledger}


@pytest.mark.parametrize("name", ["mojibake.txt", "entities.txt", "characters.txt", "legacy.txt"])
def test_clean_text_stays_clean(name: str) -> None:
    for case in read_cases(name):
        assert cleaned(case.wanted) == (case.wanted, ())


OPT_IN = [
    ("encoding.character.und.nfc", "cafe\u0301", "café"),
    ("encoding.character.und.ligature", "ﬁne staﬀ", "fine staff"),
    ("encoding.character.und.presentation-form", "ﻣﺮﺣﺒﺎ", "مرحبا"),
    ("encoding.character.und.width", "ＡＢＣ　１", "ABC 1"),
    ("encoding.character.und.width", "ｶﾞｽ", "ガス"),
    ("encoding.character.und.soft-hyphen", "Schiff\u00adfahrt", "Schifffahrt"),
]


@pytest.mark.parametrize(("rule", "source", "wanted"), OPT_IN)
def test_opt_in(rule: str, source: str, wanted: str) -> None:
    assert cleaned(source) == (source, ())
    assert cleaned(source, rule)[0] == wanted


def test_full_width_stays_in_east_asian_lines() -> None:
    assert cleaned("ＡＢＣは会社だ", "encoding.character.und.width")[0] == "ＡＢＣは会社だ"


DAMAGED = ["fÃ¼r", "Ð´Ð¾Ð¼", "&eacute;", "a\x00", "\ufeffx", "Ïðèâåò, êàê äåëà?", "“Ã©” Latin-1", "x\r", "Гі", "â€™"]
CLEAN = ["", "plain", "für", "дом", "été", "Ві", "نمی\u200cشود", "日本", "«Â»", "ВІН", "þð ýç"]
texts = st.lists(st.lists(st.sampled_from(DAMAGED + CLEAN), max_size=4).map(" ".join), max_size=6).map("\n".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(texts | st.text(max_size=40), min_size=1, max_size=4))
def test_laws(batch: list[str]) -> None:
    batch = [text.encode("utf-8", "replace").decode() for text in batch]
    for text, chosen in zip(batch, screened(batch), strict=True):
        alone = screened([text])[0]
        assert chosen == alone, "local"
        page = page_of(text)
        proposed = found(text, chosen)
        assert proposed == found(text, range(len(page.lines))), "sound"
        spans = [(page.lines[i].start, page.whole(i)[1]) for i in chosen]
        assert all(any(f.start < end and start < f.end for start, end in spans) for f in proposed), "anchored"
        cleaned_text, ledger = cleaned(text)
        assert restore(cleaned_text, ledger) == text


def test_an_entry_a_word() -> None:
    _, ledger = cleaned("Die schÃ¶ne MÃ¼llerin grÃ¼ÃŸt den BÃ¤cker.\nDas Öl.")
    assert [entry.before for entry in ledger] == ["Ã¶", "Ã¼", "Ã¼ÃŸ", "Ã¤"]
    assert {entry.value for entry in ledger} <= {"cp1252", "latin_1"}


@pytest.mark.parametrize("line", ["Сегодня утром в городе был густой туман. ", "Le café était fermé à midi déjà. "])
def test_the_ledger_of_a_wholly_damaged_document(line: str) -> None:
    source = "\n".join([line * 3] * 12).encode().decode("latin-1")
    text, ledger = cleaned(source)
    assert text == "\n".join([line * 3] * 12)
    size = sum(len(entry.before.encode()) + len(entry.after.encode()) + 128 for entry in ledger)
    assert size <= 2.1 * len(source.encode())


def test_a_short_document_damaged_as_a_whole_has_an_entry_a_line() -> None:
    source = "Тихая река течёт к морю.\nНад водой летит белая птица.".encode().decode("latin-1")
    text, ledger = cleaned(source)
    assert restore(text, ledger) == source
    assert len(ledger) <= 2


def test_one_entry_for_all_entities_of_a_word() -> None:
    _, ledger = cleaned("Вот слово &#1084;&#1080;&#1088; и &laquo;дом&raquo;.")
    assert [entry.after for entry in ledger] == ["мир", "«дом»"]


def test_thrift_changes_nothing_but_the_entries() -> None:
    text = "aXb cXd " * 200
    many = [Finding(m.start(), m.end(), "encoding.mojibake.und.ftfy", "Y") for m in re.finditer("X", text)]
    few = thrifty(text, many)
    assert len(few) < len(many)
    assert settle("s", text, few, lambda _: "apply")[0] == settle("s", text, many, lambda _: "apply")[0]


@st.composite
def passes(draw: st.DrawFn, text: str) -> list[Finding]:
    """Findings in a text, in order and disjoint, each of which changes something."""
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = zip(cuts[::2], cuts[1::2], strict=False)
    found = [
        Finding(start, end, "r", draw(st.text("xyz", max_size=3)), 1.0, draw(st.text("v"))) for start, end in spans
    ]
    return [finding for finding in found if text[finding.start : finding.end] != finding.replacement]


@given(st.data(), st.text("abx", max_size=20))
def test_two_passes_are_one(data: st.DataObject, text: str) -> None:
    first = data.draw(passes(text))
    between = apply(text, first)
    second = data.draw(passes(between))
    both = compose(text, first, second)
    assert apply(text, both) == apply(between, second)
    assert all(one.end <= other.start for one, other in pairwise(both))
    assert compose(text, first, []) == first


@given(st.lists(st.sampled_from(["é", "ab", " ", "\xa0", "ü", "’", "b"]), max_size=12).map("".join))
def test_word_edits_make_the_other_text(meant: str) -> None:
    misread = meant.encode().decode("latin-1")
    text, at = "", 0
    for start, end, replacement in word_edits(misread, meant):
        assert at <= start < end
        text, at = text + misread[at:start] + replacement, end
    assert text + misread[at:] == meant


@pytest.mark.parametrize(
    ("before", "after"), [("Â»x", "»x"), ("aÃ©bÃ©c", "aébéc"), ("x â€™", "x ’"), ("Ã\xa0 la", "à la")]
)
def test_a_word_is_one_edit(before: str, after: str) -> None:
    assert len(word_edits(before, after)) == 1


@given(
    st.text("дéя中\U0001f600\ufeff", min_size=1, max_size=5), st.sampled_from(CODECS), st.text("aÃâ°ŸРæ ", max_size=9)
)
def test_codecs_that_hold_letters(letters: str, codec: str, around: str) -> None:
    register()
    text = f"{around}{letters.encode().decode(codec, 'ignore')}{around}"
    assert {codec for codec in CODECS if [*letters_in(text, codec)]} <= {*codecs_in(text)}


CODECS_OF = [("", []), ("für", []), ("Ã", []), ("Ã a¼", []), ("Ã\U0001f600¼", [])]


@pytest.mark.parametrize(("text", "wanted"), CODECS_OF)
def test_codecs_that_hold_none(text: str, wanted: list[str]) -> None:
    assert codecs_in(text) == wanted


far = st.sampled_from(
    ["", " ", "and so on, ", "a line of plain words goes on and on, until it ends somewhere. ", "x" * 70]
)
damage = st.sampled_from(["fÃ¼r", "donâ€™t", "Â», ", "itâ\x80\x99s", "Ã quele ", "π\x9f\x94\x97", "è", "Â "])


@given(st.lists(far | damage, max_size=9).map("".join))
def test_what_stands_far_from_damage_does_not_matter(text: str) -> None:
    excerpt = mojibake.Excerpt(text)
    assert [excerpt.back(finding) for finding in mojibake._repairs(excerpt.text)] == list(mojibake._repairs(text))


def test_what_stands_far_from_damage_is_not_read() -> None:
    text = "The first of many words " * 20 + "fÃ¼r" + " and the last of them" * 20
    assert len(mojibake.Excerpt(text).text) < 60
    assert cleaned(text)[0] == text.replace("fÃ¼r", "für")


ICELANDIC = "Það er góður siður að lesa bækur á kvöldin.\nHún þekkti söngkonuna Françoise frá Alençon."


def test_icelandic_with_foreign_names_is_not_taken_for_misread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "charset_of", None)
    assert screened([ICELANDIC]) == [[0, 1]]
    assert legacy.misreading_of(ICELANDIC.split("\n")) is None


@given(st.lists(st.sampled_from(["plain", "fÃ¼r", "a Ã¼ b Ã¤", "\U0001f600", ""])), st.integers(0, 40))
def test_the_opening_of_a_page_as_it_stands(lines: list[str], length: int) -> None:
    text = "\n".join(lines)
    draft = Draft(page_of(text, [i for i, line in enumerate(lines) if "Ã" in line]))
    at = re.finditer("Ã.", draft.text)
    draft.add([Finding(match.start(), match.end(), "encoding.mojibake.und.ftfy", "meant") for match in at])
    assert draft.opening(length) == re.sub("Ã.", "meant", text)[:length]


CODES = [c for code in legacy.MISREAD for c in characters_of(code, range(0x80, 0x100))]


MAYBE_MISREAD = st.text(st.sampled_from(["a", "\r", "\x1a", "\ufffd", "\u0e01", *CODES]))


@given(st.lists(MAYBE_MISREAD, min_size=1), st.sampled_from(legacy.MISREAD))
def test_what_decides_whether_a_line_may_have_been_misread(lines: list[str], codec: str) -> None:
    for line, telling in zip(lines, legacy.telling_of(lines), strict=True):
        assert telling == "".join(char for char in line if char > "\x7f" or char == "\x1a")
        assert legacy._is_possible(telling, codec) == legacy._is_possible(line, codec)
        assert legacy._is_possible(line, codec) <= (telling != "")


@given(st.lists(st.sampled_from(["a", "ÐÑÐ¾", "Ïðèâåò", "š", "è", "þ", "â", "’"])))
def test_signs_are_seen_in_whatever_lines_they_stand(lines: list[str]) -> None:
    lines = [line for line in lines for _ in range(legacy.TOGETHER // 2)]
    held = reduce(or_, clues_of_text(legacy._without_utf8("\n".join(lines))))
    assert legacy._are_suspect_still(lines) == bool(is_suspect(held))


@given(st.text("a\t\x00\x0b\x0c\x1b[m\x7f\x85\ufeff\u2028\u200b\u200d\u0915\u0300", max_size=50), st.integers(0, 40))
def test_a_line_without_their_clues_holds_no_character_that_does_not_belong_there(text: str, marks: int) -> None:
    text += "\u0301" * marks
    assert clues_of_text(text)[0] & OF_CHARACTERS or not characters(text)


UPPER, TAB, WORD, MARK, MARKS, AND = (1 << i for i in range(6))
SINGLE = {UPPER: "ÀÉЖ", TAB: "\t\x7f", MARK: "\u0301", AND: "&"}
SEQUENCES = {WORD: [("à", "b"), ("xw", "йz", "Ж"), ("э", "\n"), ("é",) * 4, ("c", "d", "中", "d", "c")]}
MATCHER = matcher_of(SINGLE, SEQUENCES, (MARK, 3, MARKS))
MATCHED = [
    ([""], [0]),
    (["À"], [UPPER | BEYOND]),
    (["àb", "", "bà", "É\t", "\t"], [WORD | BEYOND, 0, BEYOND, UPPER | TAB | BEYOND, TAB]),
    (["xй", "Ж", "xzЖ"], [BEYOND, UPPER | BEYOND, WORD | UPPER | BEYOND]),
    (["éééé", "ééé", "é"], [WORD | BEYOND, BEYOND, BEYOND]),
    (["э", "эx", "xэ"], [WORD | BEYOND, BEYOND, WORD | BEYOND]),
    (["cd中dc", "cd中d", "d中dc", "xcd中dcx"], [WORD | BEYOND, BEYOND, BEYOND, WORD | BEYOND]),
    (["à", "b\U0001f600àb", "à\U0001f600b"], [BEYOND, WORD | BEYOND, BEYOND]),
    (["12345678\t", "1234567&", "&", "12345678&", "1234\x7f678"], [TAB, AND, AND, AND, TAB]),
    (["12345678" * 2, "!~ azAZ09'/%", "\x00\x1f", "12345678é&"], [0, 0, 0, AND | BEYOND]),
    (["\u0301\u0301a\u0301", "a\u0301\u0301\u0301"], [MARK | BEYOND, MARK | MARKS | BEYOND]),
]


def bits_of_lines(lines: Sequence[str]) -> list[int]:
    starts, data = bytes_of(pa.array(["before", *lines, "behind"], pa.string()).slice(1, len(lines)))
    return bits_of(starts, data, MATCHER).tolist()


@pytest.mark.parametrize(("lines", "wanted"), MATCHED)
def test_bits_of_lines(lines: list[str], wanted: list[int]) -> None:
    assert bits_of_lines(lines) == wanted


def bits_of_line(line: str) -> int:
    """What `bits_of` says of a line, told plainly."""
    patterns = {bit: f"[{chars}]" for bit, chars in SINGLE.items()}
    patterns[WORD] = "|".join("".join(f"[{chars}]" for chars in classes) for classes in SEQUENCES[WORD])
    patterns |= {MARKS: f"[{SINGLE[MARK]}]{{3}}", BEYOND: r"[^\x00-\x7f]"}
    return sum(bit for bit, pattern in patterns.items() if re.search(pattern, f"\n{line}\n"))


stretches = st.lists(
    st.text("ÀÉЖ\t\u0301àbxйzэécd中 &\U0001f600", max_size=12) | st.text("ab'%~ ", max_size=30), max_size=4
)


@given(st.lists(stretches.map("".join), max_size=5))
def test_bits_are_those_of_patterns(lines: list[str]) -> None:
    assert bits_of_lines(lines) == [*map(bits_of_line, lines)]


@given(st.lists(stretches.map("".join), min_size=1, max_size=5).map("\n".join))
def test_bits_of_a_text_are_those_of_its_lines(text: str) -> None:
    assert bits_of_text(text, MATCHER) == [*map(bits_of_line, text.split("\n"))]


def test_bits_of_long_lines() -> None:
    lines = ["àb", "é" * 5000, "À", "x" * 9000 + "xyxйЖ", "\u0301" * 9000, ""] * 20
    assert bits_of_lines(lines) == [*map(bits_of_line, lines)]


def test_no_sequence_is_found_by_two_characters_of_ascii() -> None:
    with pytest.raises(ValueError, match="ASCII"):
        matcher_of({}, {WORD: [("a", "b")]}, (MARK, 3, MARKS))


def test_one_printable_character_of_ascii_has_bits_at_most() -> None:
    assert matcher_of({AND: "&", TAB: "\t\x7f\x00"}, {}, (MARK, 3, MARKS)).telling == ord("&")
    with pytest.raises(ValueError, match="ASCII"):
        matcher_of({AND: "&~"}, {}, (MARK, 3, MARKS))


def entities_in(lines: Sequence[str], rows: Sequence[int]) -> list[int]:
    """Which of some rows hold what may be an entity."""
    starts, data = bytes_of(pa.array(["&a;", *lines, "x;"], pa.string()).slice(1, len(lines)))
    found = np.zeros(len(lines), np.bool_)
    find_entities(starts, data, np.array(rows, np.int64), found)
    return np.flatnonzero(found).tolist()


HOLDING = ["&a;", "&#1;", "&&x9;", "a&;&b;", "&#&#x2F;", "é&é;&z;"]
LACKING = ["", "&", "&;", "&#;", "&a", "&#a", "a;", "&a ;", "&##1;", "&é;", "&a_;", "&#"]


def test_entities() -> None:
    lines = [*HOLDING, *LACKING]
    assert entities_in(lines, range(len(lines))) == [*range(len(HOLDING))]
    assert entities_in(lines, [1, len(HOLDING), 3]) == [1, 3]


@given(st.lists(st.text("&#;a0é ", max_size=9), max_size=5))
def test_entities_are_those_of_a_pattern(lines: list[str]) -> None:
    wanted = [row for row, line in enumerate(lines) if re.search("&#?[0-9A-Za-z]+;", line)]
    assert entities_in(lines, range(len(lines))) == wanted


@given(st.lists(st.text("ab\u0301\u0302é", max_size=80), max_size=5).map("\n".join))
def test_a_text_is_read_by_its_lines(text: str) -> None:
    clues = clues_of_text(text)
    assert len(clues) == text.count("\n") + 1
    lines = [*map(clues_of_text, text.split("\n"))]
    assert [[held] for held in clues] == lines


HOSTILE = [
    "&" + "amp;" * 5000,
    "a" + "\u0301\u0323" * 10_000,
    "Ã\xa0 " * 5000,
    "x Ã© " * 4000,
    "â€" * 10_000,
    "\x81\x9d" * 10_000,
    "\r" * 20_000,
    "\x1b[" * 10_000,
    "Ïðèâåò" * 3000,
    "“Ã¼” " * 4000,
    "&eacute;" * 2000,
    "a\u200d" * 10_000,
    "π\x9f\x94\x97" * 2000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_restored(text: str) -> None:
    cleaned_text, ledger = cleaned(text)
    assert restore(cleaned_text, ledger) == text


def test_marks_are_capped() -> None:
    text, ledger = cleaned("a" + "\u0301" * 100)
    assert text == "a" + "\u0301" * 30
    assert [entry.rule for entry in ledger] == ["encoding.character.und.marks"]


def test_entries_fit_the_schema() -> None:
    _, ledger = cleaned("fÃ¼r &amp; \x00")
    rows = [{name: getattr(entry, name, None) for name in ("rule", "before", "after", "value")} for entry in ledger]
    assert len(pa.array([rows], pa.list_(EDIT))[0]) == len(ledger)


@pytest.mark.parametrize("codec", CODECS)
def test_characters_are_those_of_the_codec_itself(codec: str) -> None:
    register()
    assert characters_of(codec, range(0x80, 0x100)) == bytes(range(0x80, 0x100)).decode(codec, "ignore")
