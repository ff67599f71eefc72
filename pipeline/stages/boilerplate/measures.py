"""Measures of single lines of whole pages: lengths, kinds of characters, ends, words. Whole numbers only, so that
every machine counts the same."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from pipeline.stages.boilerplate import characters as ch
from pipeline.stages.boilerplate.characters import Numbers

BULLETS = "*+-•–·◦▪‣○●►▶→»›>#|—"
CALLS = "!?！？؟"
SHORT_WORD = 3
"""Letters of the longest short word: running text is full of them."""
LONG_WORD = 4
"""Letters of the shortest word that two lines can have in common."""


class Lines(NamedTuple):
    """The lines of whole pages that are not blank, as one run of code points.

    `codes`, `kinds`: one number a character, at most LAST; line i is `codes[starts[i]:ends[i]]`, without blanks at its
    ends; `owner` is the page of each line (ascending from 0), `among_all` its place among all lines given, `place` that
    among those of its page, blank ones counted.
    """

    codes: Numbers
    kinds: Numbers
    starts: Numbers
    ends: Numbers
    owner: Numbers
    among_all: Numbers
    place: Numbers


class Words(NamedTuple):
    """Words in page order: each one's line, its letters, the kind of the first, and a number that stands for it.
    Scripts without blanks between words give every pair of letters."""

    line: Numbers
    length: Numbers
    first: Numbers
    number: Numbers


def lines_of(lines: pa.StringArray, lengths: Numbers, owner: Numbers) -> Lines:
    """The lines of whole pages, from Arrow's; `lengths` in code points."""
    codes = np.minimum(np.frombuffer(_text_of(lines).encode("utf-32-le"), dtype=np.uint32), np.uint32(ch.LAST))
    kinds = ch.kinds().take(codes)
    ends = np.cumsum(lengths, dtype=np.int64)
    starts = ends - lengths
    is_solid = kinds != ch.SPACE
    before = np.zeros(len(kinds) + 1, dtype=np.int32)
    np.cumsum(is_solid, out=before[1:], dtype=np.int32)
    solid, first, last = np.flatnonzero(is_solid), before.take(starts), before.take(ends)
    filled = np.flatnonzero(first < last)
    number = np.arange(len(owner))
    page = np.maximum.accumulate(np.where(np.diff(owner, prepend=-1) != 0, number, 0))
    place = filled - page[filled]
    owner = _from_zero(owner[filled])
    return Lines(codes, kinds, solid[first[filled]], solid[last[filled] - 1] + 1, owner, filled, place)


def _text_of(lines: pa.StringArray) -> str:
    """The lines as one text, without anything between them."""
    if len(lines) == 0:
        return ""
    _, offsets, data = lines.buffers()
    bounds = np.frombuffer(offsets, dtype=np.int32)[[lines.offset, lines.offset + len(lines)]]
    return str(memoryview(data)[bounds[0] : bounds[1]], "utf-8") if data else ""


def _from_zero(owner: Numbers) -> Numbers:
    """Ascending numbers as 0, 1, 2 ... without gaps."""
    return np.cumsum(np.diff(owner, prepend=owner[:1]) > 0)


def words_of(lines: Lines) -> Words:
    """The words of all lines; no word goes over the end of a line."""
    kinds = lines.kinds
    letter = ch.SPELT.take(kinds)
    opens, closes = letter.copy(), letter.copy()
    opens[1:] &= ~letter[:-1]
    closes[:-1] &= ~letter[1:]
    opens[lines.starts] = letter[lines.starts]
    closes[lines.ends - 1] = letter[lines.ends - 1]
    starts, ends = np.flatnonzero(opens), np.flatnonzero(closes) + 1
    number = ch.numbers().take(lines.codes)
    total = np.zeros(len(number) + 1, dtype=np.uint32)
    np.cumsum(number, out=total[1:], dtype=np.uint32)
    at, length, sums = starts, ends - starts, total.take(ends) - total.take(starts)
    pairs = _pairs_of(lines)
    if len(pairs):
        at, length = np.concatenate((at, pairs)), np.concatenate((length, np.full(len(pairs), LONG_WORD)))
        sums = np.concatenate((sums, number[pairs] + np.uint32(3) * number[pairs + 1]))
    return Words(line_of_each(lines).take(at), length, kinds.take(at), ch.mixed(sums + np.uint32(1)))


def _pairs_of(lines: Lines) -> Numbers:
    """Where two letters of a script without blanks stand together."""
    glued = lines.kinds == ch.WIDE
    glued |= lines.kinds == ch.UNSPACED
    pairs = glued[:-1] & glued[1:]
    pairs[lines.ends[:-1] - 1] = False
    return np.flatnonzero(pairs)


def line_of_each(lines: Lines) -> Numbers:
    """The line of each character; blanks between lines count to the line above."""
    opens = np.zeros(len(lines.kinds), dtype=bool)
    opens[lines.starts[1:]] = True
    return np.cumsum(opens, dtype=np.int32)


def measures_of(lines: Lines, words: Words) -> dict[str, Numbers]:
    """Each line's measures, by name."""
    count = len(lines.starts)
    length = lines.ends - lines.starts
    of_kind = np.bincount((line_of_each(lines) << 4) | lines.kinds, minlength=count << 4).reshape(count, ch.KINDS).T
    opening = np.where((words.first == ch.LOWER) & (words.length <= SHORT_WORD), ch.OTHER, words.first)
    opened = np.bincount((words.line << 4) | opening, minlength=count << 4).reshape(count, ch.KINDS).T
    short, capital = opened[ch.OTHER], opened[ch.UPPER]
    small = opened[ch.LOWER] + short
    letters = of_kind[[ch.LOWER, ch.UPPER, ch.CASELESS, ch.WIDE, ch.UNSPACED, ch.MARK]].sum(0)
    cased = of_kind[ch.LOWER] + of_kind[ch.UPPER]
    total = small + capital + opened[ch.CASELESS] + (of_kind[ch.WIDE] + 1) // 2 + (of_kind[ch.UNSPACED] + 3) // 4
    last = _last_kinds(lines)
    return {
        "width": length + 2 * of_kind[ch.WIDE],
        "words": total,
        "letters": letters,
        "cased": cased,
        "capitalised": _share(capital, small + capital, 1000),
        "capitals": _share(of_kind[ch.UPPER], cased, 1000),
        "short-words": short,
        "word-length": 100 * letters // np.maximum(total, 1),
        "digits": 1000 * of_kind[ch.DIGIT] // length,
        "sentence-ends": of_kind[ch.END],
        "commas": of_kind[ch.COMMA],
        "colons": of_kind[ch.COLON],
        "separators": of_kind[ch.SEPARATOR],
        "symbols": 1000 * of_kind[ch.OTHER] // length,
        "points": 1000 * (of_kind[ch.POINT] + of_kind[ch.CLOSER]) // length,
        "first-sign": lines.kinds[lines.starts],
        "last-sign": last,
        "sentence": last == ch.END,
        "bullet": np.isin(lines.codes[lines.starts], [ord(sign) for sign in BULLETS]),
    }


def _share(part: Numbers, whole: Numbers, scale: int) -> Numbers:
    """`part` of `whole` in parts of `scale`; -1 where there is no whole."""
    return np.where(whole > 0, scale * part // np.maximum(whole, 1), -1)


def _last_kinds(lines: Lines) -> Numbers:
    """The kind of each line's last character, up to three closing quotes, brackets and blanks aside."""
    last = lines.ends - 1
    for _ in range(3):
        shut = np.isin(lines.kinds[last], (ch.CLOSER, ch.SPACE)) & (last > lines.starts)
        last = np.where(shut, last - 1, last)
    kinds: Numbers = lines.kinds[last]
    return kinds
