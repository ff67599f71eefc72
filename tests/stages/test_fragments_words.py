"""The words of a line, against the same told by patterns."""

from __future__ import annotations

from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.panel import Host, usual_host
from pipeline.language.runs import in_words
from pipeline.stages.fragments._words import Words, read_words
from pipeline.stages.fragments.words import _BREAK_RE, PIECE, words_of


def host(language: str) -> Host:
    found = usual_host(language)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "language", "words", "broken"),
    [
        ("It's an old-time “bridge” — so", "en", ["It's", "an", "old-time", "bridge", "so"], [0, 3, 4]),
        ("naïve, l’été: µ x", "en", ["naïve", "l’été", "x"], [0, 2]),
        ("a мост b", "ru", ["мост"], [0]),
        (" one two", "en", ["one", "two"], []),
        ("日本語です。", "ja", ["日本", "語で", "す"], [0]),
        ("می‌شود so", "fa", ["می‌شود"], [0]),
    ],
)
def test_words(line: str, language: str, words: list[str], broken: list[int]) -> None:
    found = words_of(line, host(language))
    assert found.texts == words
    assert [line[start:end] for start, end in zip(found.starts, found.ends, strict=True)] == words
    assert [i for i, each in enumerate(found.broken) if each] == broken
    assert language != "ja" or max(map(len, found.texts)) <= PIECE


CHARACTERS = "aBßªµŸǆ жЁ漢字かナー한ا\u064e\u093c\u0301\u200dन०𞤀ㄅ\U00010330𠀀'’‘ʼ·-‑–…•.1“×\u00ad🙂"
JOINERS = r"(?:[\p{M}\u200c\u200d]|['’ʼ·-](?=\p{L}))*+"


def breaks(line: str, start: int, end: int) -> bool:
    return line[start:end] != " " and (start == 0 or _BREAK_RE.search(line[:end], start) is not None)


@given(
    st.text(st.sampled_from(CHARACTERS)) | st.text(st.sampled_from("aB '’-.")),
    st.sampled_from(["en", "ru", "hi", "ja", "ko", "zh", "ar"]),
)
def test_words_are_what_unicode_says(line: str, language: str) -> None:
    scripts = host(language).scripts
    written = "".join(rf"\p{{Script={script}}}" for script in sorted(scripts))
    spans = [match.span() for match in regex.finditer(rf"(?:[{written}]++{JOINERS})++", line)]
    gaps = [(before, start) for (_, before), (start, _) in pairwise([(0, 0), *spans])]
    piece = PIECE if language in {"ja", "zh"} else 0
    wanted = [
        (at, min(at + piece, end) if piece else end, at == start and breaks(line, *gap))
        for (start, end), gap in zip(spans, gaps, strict=True)
        for at in range(start, end, piece or end - start)
    ]
    found = words_of(line, host(language))
    assert list(zip(found.starts, found.ends, found.broken, strict=True)) == wanted
    assert found.texts == [line[start:end] for start, end, _ in wanted]
    assert len(found) == len(wanted)


@given(st.text(st.sampled_from("The Bridge la de . “ªǅ"), max_size=60), st.data())
def test_what_is_told_of_stretches(line: str, data: st.DataObject) -> None:
    words = words_of(line, host("en"))
    assert list(words.own) == [text.lower() in words.host.own for text in words.texts]
    firsts = [i for i, broken in enumerate(words.broken) if broken or i == 0]
    assert words.units() == list(pairwise([*firsts, len(words)]))
    first = data.draw(st.integers(0, len(words)))
    last = data.draw(st.integers(first, len(words)))
    texts = words.texts[first:last]
    small = [text for text in texts if not text[0].isupper()]
    kinds = zip(words.own, words.broken, words.texts, strict=True)
    assert list(words.kinds({"B", "a"})) == [
        own + 2 * broken + 4 * text[0].isupper() + 8 * ("B" in text or "a" in text) for own, broken, text in kinds
    ]
    assert words.letters(first, last) == sum(map(len, texts))
    assert words.small(first, last) == (len(small), max(map(len, small), default=0))
    part = words.only(range(first, last))
    assert (part.texts, part.host, part.line) == (texts, words.host, line)
    assert part.broken == words.broken[first:last]
    if texts:
        start, end = words.span(first, last)
        assert line[start:end] == words.read(first, last) == line[words.starts[first] : words.ends[last - 1]]


def test_small_words_are_those_without_a_capital() -> None:
    assert words_of("The bridge ǅa ªb À la", host("en")).small(0, 6) == (4, len("bridge"))


def test_what_is_out_of_bounds() -> None:
    words = words_of("one two", host("en"))
    for first, last in ((-1, 1), (0, 3), (2, 1), (3, 3)):
        for ask in (words.letters, words.small, words.span, words.read):
            with pytest.raises(IndexError):
                ask(first, last)
    for ask in (words.span, words.read):
        with pytest.raises(IndexError):
            ask(1, 1)
    for index in (-1, 2):
        with pytest.raises(IndexError):
            words.only([index])
    assert len(Words()) == 0 == len(Words().texts)


def test_a_break_is_asked_for_only_where_more_than_a_blank_stands_between_two_words() -> None:
    asked: list[tuple[str, str]] = []
    line = "one two  three, four"
    read_words(line, host("en"), in_words(line, host("en").scripts), 0, lambda *gap: bool(asked.append(gap)))
    assert asked == [("o", "  "), ("e", ", ")]
