"""Copies of labelled pages as they would look in other scripts, so that what is learned on pages in one language holds
where a script has no capitals, no blanks between words, no full stops; and articles without anything around them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

LATIN = "abcdefghijklmnopqrstuvwxyz"
CASELESS = str.maketrans(LATIN + LATIN.upper(), "אבגדהוזחטיכלמנסעפצקרשתךםןףץ"[:26] * 2)
UNSPACED = str.maketrans(LATIN + LATIN.upper(), "กขคงจฉชซญดตถทธนบปผฝพฟมยรลว" * 2)
WIDE_SIGNS = str.maketrans(".,?!:;()", "。，？！：；（）")
WORD_RE = re.compile(r"[^\W\d_]+")
FIRST_IDEOGRAPH, IDEOGRAPHS, LETTERS_IN_ONE = 0x4E00, 2_500, 2.4
SENTENCE_RE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")
BLANK_BETWEEN_RE = re.compile(r"(?<=[\u4e00-\u9fff，。：；])\s+(?=[\u4e00-\u9fff])")
WORDS_IN_A_ROW = 7
LONG_LINE = 120


class Labelled(NamedTuple):
    """One page: lines, and of each whether the article has it (1, 0, None: nobody knows)."""

    lines: list[str]
    keep: list[int | None]


def caseless(line: str) -> str:
    """As in scripts without capitals."""
    return line.translate(CASELESS)


def unspaced(line: str) -> str:
    """As in scripts that write neither blanks between words nor full stops: blanks only now and then."""
    words = re.sub(r"[.,;]+(?=\s|$)", "", line.translate(UNSPACED)).split(" ")
    gaps = (
        " " if i % WORDS_IN_A_ROW == WORDS_IN_A_ROW - 1 or not word[-1:].isalpha() else ""
        for i, word in enumerate(words)
    )
    return "".join(word + gap for word, gap in zip(words, gaps, strict=True)).strip() or line


def wide(line: str) -> str:
    """As in Chinese: a word is one ideograph or a few, always the same, without blanks between them."""
    return BLANK_BETWEEN_RE.sub("", WORD_RE.sub(_ideographs, line).translate(WIDE_SIGNS)) or line


def _ideographs(match: re.Match[str]) -> str:
    word = match[0].lower()
    seed = zlib.crc32(word.encode())
    count = max(1, round(len(word) / LETTERS_IN_ONE))
    return "".join(chr(FIRST_IDEOGRAPH + (seed * (2 * i + 1) >> 5) % IDEOGRAPHS) for i in range(count))


def in_script(spell: Callable[[str], str]) -> Callable[[Labelled], Labelled]:
    """A copy of a page in another script."""
    return lambda page: page._replace(lines=[spell(line) for line in page.lines])


def in_sentences(page: Labelled) -> Labelled:
    """A copy whose article has every sentence on a line of its own."""
    pairs = [
        (part, keep)
        for line, keep in zip(page.lines, page.keep, strict=True)
        for part in (SENTENCE_RE.split(line) if keep and len(line) > LONG_LINE else [line])
    ]
    return Labelled([line for line, _ in pairs], [keep for _, keep in pairs])


def alone(page: Labelled) -> Labelled:
    """The article without anything around it."""
    lines = [line for line, keep in zip(page.lines, page.keep, strict=True) if keep]
    return Labelled(lines, [1] * len(lines))


COPIES: dict[str, Callable[[Labelled], Labelled]] = {
    "caseless": in_script(caseless),
    "wide": in_script(wide),
    "unspaced": in_script(unspaced),
    "in-sentences": in_sentences,
    "alone": alone,
    "alone-in-sentences": lambda page: alone(in_sentences(page)),
}
EVERY = 4
"""Of how many pages one is copied in one manner."""


def copies_of(pages: list[Labelled]) -> Iterator[tuple[int, Labelled]]:
    """(number of the page, a copy): each page in one or two manners, by its number."""
    for number, page in enumerate(pages):
        for slot, make in enumerate(COPIES.values()):
            if number % EVERY == slot % EVERY and (copy := make(page)).lines:
                yield number, copy
