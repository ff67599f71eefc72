"""What findings of boilerplate are made of, computed for whole batches, is what plain statements say of one page."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.edits import Finding
from pipeline.document.page import Facts, page_of
from pipeline.findings import Findings
from pipeline.rules import Match, Rule
from pipeline.shape import bytes_of
from pipeline.stages.boilerplate._spans import count_blanks, find_plain, hash_plain
from pipeline.stages.boilerplate.matched import matched
from pipeline.stages.boilerplate.propose import _of_matches
from pipeline.stages.boilerplate.scorer import BLANK, RULE, Run
from pipeline.stages.boilerplate.sections import CASED, SECTION_LINES, STARTS, Sections, edges, folds, texts_of
from pipeline.stages.boilerplate.unmarked import by_scorer
from pipeline.stages.contract import Column
from pipeline.stages.dividing import Divider

CHARS = "aAß ẞſsKkİi\u0307ﬃ\t\u3000\u200b\x1f•*1.)–Ωωςσ字😀𐐀𐐨\U0001e943"
LINES = st.text(st.sampled_from(CHARS), max_size=6) | st.sampled_from(["", "* News", "2. NEWS", "news ", "é" * 40])
PAGES = st.lists(st.lists(LINES, min_size=1, max_size=8), min_size=1, max_size=3)
END = st.sampled_from(["\n", "\r\n", "\r"])


def column_of(texts: list[str]) -> Column:
    # A slice: its offsets do not begin with 0.
    array, unknown = pa.array(["öß", *texts], pa.string()).slice(1), pa.array([""] * len(texts), pa.string())
    return Column(array, Divider().divide(array), unknown, unknown)


def rule(scope: str, until: str = "") -> Rule:
    return Rule(f"x.{scope}{until}", "x", "und", "x", scope, "any", "any", (), "", until, 9, False, False)


def found_in(findings: Findings) -> list[tuple[int, Finding]]:
    return [(row, findings.one(at)) for at, row in enumerate(findings.rows.tolist())]


def plain_of(line: str) -> str:
    return line.strip().lstrip(STARTS).casefold()


def plain_in(lines: list[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """The bytes of all lines, and which of them are left of each."""
    offsets, data = bytes_of(pa.array(["ß", *lines], pa.string()).slice(1))
    plain = np.empty((len(lines), 2), np.int64)
    find_plain(data, offsets, edges(), np.arange(len(lines), dtype=np.int32), plain)
    return data, plain


def hashes_of(lines: list[str]) -> list[int]:
    data, plain = plain_in(lines)
    hashes = np.empty(len(lines), np.uint64)
    hash_plain(data, *folds(), plain, hashes)
    return hashes.tolist()


@given(st.lists(LINES, max_size=12))
def test_lines_have_one_hash_that_are_the_same_when_plain(lines: list[str]) -> None:
    data, plain = plain_in(lines)
    wanted = [line.strip().lstrip(STARTS) for line in lines]
    assert [data[start:end].tobytes().decode() for start, end in plain.tolist()] == wanted
    hashes, folded = hashes_of(lines), [line.casefold() for line in wanted]
    assert len(set(hashes)) == len(set(folded)) == len(set(zip(hashes, folded, strict=True)))


def test_every_code_point_has_the_hash_of_what_it_is_without_case() -> None:
    points = [chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point < 0xE000]
    assert [char for char in points if char.casefold() != char and ord(char) >= CASED] == []
    cased = [char for char in points if char.casefold() != char]
    assert hashes_of(cased) == hashes_of([char.casefold() for char in cased])


@given(st.lists(st.text(st.sampled_from(" \t\u3000\x1f\u200baé😀"), max_size=5), max_size=6))
def test_blanks_before_a_line_are_counted(lines: list[str]) -> None:
    offsets, data = bytes_of(pa.array(["ß", *lines], pa.string()).slice(1))
    blanks = np.empty(len(lines), np.int64)
    count_blanks(data, offsets, edges(), np.arange(len(lines), dtype=np.int32), blanks)
    assert blanks.tolist() == [len(line) - len(line.lstrip()) for line in lines]


def one_finding(text: str, index: int, match: Match) -> Finding:
    """What becomes of a match in a line of a page."""
    page = page_of(text)
    begin, past = page.whole(index)
    start, end = begin + match.start, begin + match.end
    if start == begin or not text[begin:start].strip():
        if not text[end:past].strip():
            start, end = begin, past
        elif match.rule.scope == "head":
            start = begin
    return Finding(start, end, match.rule.id, "", 1.0, match.value)


@given(PAGES, END, st.data())
def test_a_match_that_leaves_nothing_takes_the_line(pages: list[list[str]], end: str, data: st.DataObject) -> None:
    texts, wanted, matches = [end.join(lines) for lines in pages], [], []
    column = column_of(texts)
    for row, text in enumerate(texts):
        for index, line in enumerate(page_of(text).lines.texts):
            if line:
                start = data.draw(st.integers(0, len(line) - 1))
                scope = data.draw(st.sampled_from(["line", "head"]))
                match = Match(rule(scope), start, data.draw(st.integers(start + 1, len(line))), line[:1])
                wanted.append((row, one_finding(text, index, match)))
                matches.append((int(column.borders[row]) + index, match))
    assert found_in(_of_matches(column, matched(matches))) == wanted


def last_of(lines: Sequence[str], prose: Sequence[bool], until: str, index: int) -> int:
    """The last line of a section that line `index` opens."""
    plain = [plain_of(line) for line in lines]
    last = index
    below = [at for at in range(index + 1, len(lines)) if plain[at]]
    for passed, at in enumerate(below, 1):
        if until == "prose" and (prose[at] or passed > SECTION_LINES):
            break
        if until == "repeats" and plain[at] not in plain[at + 1 :]:
            break
        last = at
    return len(lines) - 1 if until == "end" else last


LONG = [["Related"] + ["a", "", "b"] * (SECTION_LINES // 2 + 1) + ["c"]]


@pytest.mark.parametrize("until", ["end", "prose", "repeats"])
@pytest.mark.parametrize("pages", [LONG, [["x"], ["", "1."], ["a", "a", "b", "A ", "1. a", "c"]]])
def test_where_a_section_ends(pages: list[list[str]], until: str) -> None:
    check_sections(pages, until)


@given(PAGES, st.sampled_from(["end", "prose", "repeats"]))
def test_where_any_section_ends(pages: list[list[str]], until: str) -> None:
    check_sections(pages, until)


def check_sections(pages: list[list[str]], until: str) -> None:
    column = column_of(["\n".join(lines) for lines in pages])
    prose = np.array([len(line) > 20 for lines in pages for line in lines])
    for row, lines in enumerate(pages):
        start, end = column.borders[row : row + 2].tolist()
        sections = Sections(texts_of(column, prose), start, end)
        for index in range(len(lines)):
            wanted = last_of(lines, prose[start:end].tolist(), until, index)
            assert sections.last_of(rule("section", until), start + index) == start + wanted


def test_a_section_to_the_end_needs_prose_above() -> None:
    column, prose = column_of(["x", "a\nb\nc\nd\ne"]), np.array([False, True, False, True, True, True])
    sections = Sections(texts_of(column, prose), 1, 6)
    assert [sections.opens(rule("section", "end"), line) for line in range(1, 6)] == [False, True, True, True, True]
    assert sections.opens(rule("section", "prose"), 1)


def cut_at_named(text: str, run: Run, named: set[int]) -> Iterator[Finding]:
    """The pieces of a run of a page's lines between those that a rule named."""
    starts, end = page_of(text).lines.starts, run.start + len(run.percent)
    inside = sorted(index for index in named if run.start <= index < end)
    for before, cut in pairwise([run.start - 1, *inside, end]):
        own = run.percent[before + 1 - run.start : cut - run.start].replace(bytes([BLANK]), b"")
        if own:
            value = f"{run.reasons}: {' '.join(map(str, own))}"
            yield Finding(starts[before + 1], starts[cut], RULE, "", round(sum(own) / len(own) / 100, 2), value)


@st.composite
def page_with_runs(draw: st.DrawFn) -> tuple[list[str], list[Run], set[int]]:
    lines = draw(st.lists(st.sampled_from(["", "ab", "é😀"]), min_size=1, max_size=9))
    borders = sorted(draw(st.sets(st.integers(0, len(lines)), max_size=4)))
    percent = st.sampled_from([0, 7, 10, 50, 99, 100, BLANK])
    spans = [*zip(borders[::2], borders[1::2], strict=False)]
    runs = [Run(first, bytes(draw(percent) for _ in range(first, past)), draw(st.text())) for first, past in spans]
    return lines, runs, draw(st.sets(st.integers(0, len(lines) - 1)))


@given(st.lists(page_with_runs(), max_size=3), END)
def test_runs_are_cut_at_lines_that_a_rule_named(pages: list[tuple[list[str], list[Run], set[int]]], end: str) -> None:
    texts = [end.join(lines) for lines, _, _ in pages]
    column = column_of(texts)
    told = np.array([index in named for lines, _, named in pages for index in range(len(lines))], dtype=bool)
    found = by_scorer(column, {row: runs for row, (_, runs, _) in enumerate(pages)}, told)
    found.values.validate(full=True)
    assert found_in(found) == [
        (row, finding)
        for row, (_, runs, named) in enumerate(pages)
        for run in runs
        for finding in cut_at_named(texts[row], run, named)
    ]


@given(st.lists(st.tuples(st.lists(LINES, min_size=1), END), max_size=4))
def test_lines_start_where_their_documents_say(pages: list[tuple[list[str], str]]) -> None:
    texts = [end.join(lines) for lines, end in pages]
    column = column_of(texts)
    assert column.starts.tolist() == [start for text in texts for start in page_of(text).lines.starts]
    for row, text in enumerate(texts):
        page = column.page(row, [], Facts())
        assert [*page.lines] == [*page_of(text).lines]
