from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import normal
from pipeline.normal import LINE_WIDTH, are_counted, hash_lines, hash_words, read_words, sites_of, split_lines

SAME = [
    ("Read more", "  READ MORE »"),
    ("12 comments", "3,407 Comments"),
    ("ﬁne", "fine"),  # ligature
    ("cafe\u0301 au lait", "café au lait"),
    ("ＡＢＣ ニュース", "abc ニュース"),
    ("أخبار اليوم", "أخبار اليوم."),
    ("\u0643\u0651\u064e\u0643", "\u0643\u064e\u0651\u0643"),  # marks in either order
]
OTHER = [
    ("read more", "more read"),
    ("read more", "readmore"),
    ("ab c", "a bc"),
    ("comments 12", "12 comments"),
    ("新聞", "聞新"),
    ("हिंदी समाचार", "हदी समाचार"),
]
NEVER = ["", "   ", "1", "2020-02-11", "A", "* * *", "…", "word " * LINE_WIDTH]


def hashes(*lines: str) -> list[int]:
    return list(hash_lines(pa.array(lines, pa.string())))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_lines_that_say_the_same_are_one(one: str, other: str) -> None:
    first, second = hashes(one, other)
    assert first == second != 0


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_lines_that_say_something_else_are_two(one: str, other: str) -> None:
    first, second = hashes(one, other)
    assert first != second


@pytest.mark.parametrize("line", NEVER)
def test_lines_that_are_never_counted(line: str) -> None:
    assert hashes(line) == [0]


def test_the_hash_is_fixed_for_ever() -> None:
    # Cached tables and keys hold it: when it changes, every corpus is made anew.
    assert hashes("Share this story", "12 comments", "新聞") == [
        -4323049286712204391,
        7232085250546407074,
        5863429412172228493,
    ]


def test_words_of_dense_scripts_are_characters() -> None:
    words = read_words(pa.array(["新聞 today", "ไทย"]))
    assert list(np.diff(words.offsets)) == [3, 3]
    assert list(words.widths) == [11, 9]


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=40), max_size=8))
def test_a_line_is_read_alike_whoever_stands_beside_it(lines: list[str]) -> None:
    together = hashes(*lines)
    assert together == [hashes(line)[0] for line in lines]


def words_of(line: str) -> list[str]:
    """What `read_words` promises, character by character."""
    found: list[str] = []
    open_word = False
    for character in unicodedata.normalize("NFKC", line):
        dense = any(start <= ord(character) <= end for start, end in normal.DENSE_RANGES)
        letter, number = (unicodedata.category(character)[0] in kinds for kinds in ("LM", "N"))
        if (letter or number) and open_word and not (letter and dense):
            found[-1] += character.lower()[0]
        elif letter or number:
            found.append(character.lower()[0])
        open_word = number or (letter and not dense)
    return found


HARD = (
    "aA1 -\n\u00bd\u2026\u00e9E\u0301\u0345\u0327\ufb01\u2126\u0130\u03a3\u05d1\u05bc\u05b8"
    "\u0e33\u0e48\u1100\u1161\u11a8\u65b0\uff21"
)


@given(st.lists(st.text(st.one_of(st.sampled_from(HARD), st.characters(exclude_categories=("Cs", "Cn"))), max_size=20)))
def test_words_are_those_of_normalised_lower_case_lines(lines: list[str]) -> None:
    read = read_words(pa.array(lines, pa.string()))
    known: dict[str, int] = {}
    for number, line in enumerate(lines):
        hashes = read.hashes[read.offsets[number] : read.offsets[number + 1]].tolist()
        assert len(hashes) == len(words_of(line))
        assert all(known.setdefault(*pair) == pair[1] for pair in zip(words_of(line), hashes, strict=True))
    assert len(set(known.values())) == len(known)


def hash_of(values: list[int]) -> int:
    """The sum modulo 2**64 of the values times powers of BASE, mixed."""
    total = sum(value * normal.BASE**place for place, value in enumerate(values)) % 2**64
    return int(normal.mix(np.array([total], np.uint64))[0])


@given(st.lists(st.text(st.sampled_from(HARD + "09²٣😀"), max_size=20), max_size=6), st.integers(0, 2))
def test_hashes_numbers_letters_and_widths(lines: list[str], cut: int) -> None:
    column = pa.array([*["é 7"] * cut, *lines], pa.string()).slice(cut)
    read = read_words(column)
    for number, line in enumerate(lines):
        words = words_of(line)
        found = slice(read.offsets[number], read.offsets[number + 1])
        assert read.hashes[found].tolist() == [hash_of([*map(ord, word)]) for word in words]
        numbers = [any(unicodedata.category(character)[0] == "N" for character in word) for word in words]
        assert read.numbers[found].tolist() == numbers
        characters = "".join(words)
        assert read.letters[number] == sum(unicodedata.category(character)[0] != "N" for character in characters)
        dense = [character for character in characters if is_dense(character)]
        assert read.widths[number] == len(characters) + 2 * len(dense)
        values = [normal.NUMBER if numbers[at] else hash_of([*map(ord, word)]) for at, word in enumerate(words)]
        kept = [value for at, value in enumerate(values) if not (at and numbers[at] and numbers[at - 1])]
        assert hash_words(read).view(np.uint64)[number] == hash_of(kept)


def is_dense(character: str) -> bool:
    dense = any(start <= ord(character) <= end for start, end in normal.DENSE_RANGES)
    return dense and unicodedata.category(character)[0] in "LM"


@pytest.mark.parametrize("lines", [[], [""], ["", ""], ["a"], ["新"], ["é" * 7 + "新"], ["x" * 9, "", "𐐀"]])
def test_edges(lines: list[str]) -> None:
    read = read_words(pa.array(lines, pa.string()))
    assert np.diff(read.offsets).tolist() == [len(words_of(line)) for line in lines]


def test_ascii_is_never_normalised() -> None:
    assert not (normal._folds()[:128] & (normal.CHANGES | normal.MARK)).any()


def test_a_long_line_is_read_alike_whoever_stands_beside_it() -> None:
    line = "word and " * 100_000
    alone, beside = read_words(pa.array([line])), read_words(pa.array(["x", line, "y"]))
    assert (alone.hashes == beside.hashes[1:-1]).all()
    assert len(set(alone.hashes.tolist())) == 2


def test_a_line_is_hashed_alike_after_many_words() -> None:
    assert hashes(*["word"] * (2**19 - 1), "Share this story")[-1] == hashes("Share this story")[0]


def test_a_long_run_of_marks_is_compared_as_it_stands() -> None:
    words = read_words(pa.array(["a" + "\u0301" * 100_000, "plain"]))
    assert list(are_counted(words)) == [False, True]
    assert hash_words(words)[1] == hashes("plain")[0]


def test_sites() -> None:
    urls = pa.array(["https://www.News.example:80/a?b", "//user@blog.example#x", None, None, "no url"])
    sources = pa.array(["a.jsonl", "b", "news/2020/a.txt", "a.txt", "x/y"])
    assert sites_of(urls, sources).to_pylist() == ["news.example", "blog.example", "news/2020/", "./", "x/"]


def test_lines_end_at_every_terminator() -> None:
    assert split_lines(pa.array(["a\r\nb\rc\nd"])).to_pylist() == [["a", "b", "c", "d"]]
    assert split_lines(pa.array(["a\n\nb"])).to_pylist() == [["a", "", "b"]]
