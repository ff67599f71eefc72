"""Measures of single lines: lengths, kinds of characters, ends, words. Whole numbers only, so that
every machine counts the same."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from pipeline.document.layout import PROSE_LENGTH
from pipeline.stages.boilerplate import characters as ch
from pipeline.stages.boilerplate.characters import Numbers

BULLETS = "*+-•–·◦▪‣○●►▶→»›>#|—"
SHORT_WORD = 3
"""Letters of the longest short word: running text is full of them."""
MOST = 32_767
"""Greatest number that a measure gives."""


BLOCK = 1 << 17
"""Characters measured at once: few enough that their columns stay in a processor's cache."""


class Lines(NamedTuple):
    """Lines that are not blank, as one run of code points and their kinds: line i is `codes[starts[i]:ends[i]]`,
    without blanks at its ends."""

    codes: Numbers
    kinds: Numbers
    starts: Numbers
    ends: Numbers


def measures_of(lines: pa.StringArray, lengths: Numbers) -> tuple[Numbers, dict[str, Numbers]]:
    """Which lines are not blank, and each one's measures, by name, as int16; `lengths` in code points."""
    block = np.cumsum(lengths, dtype=np.int64) // BLOCK
    opens = np.flatnonzero(np.diff(block, prepend=-1)).tolist()
    places, parts = [np.zeros(0, np.int64)], []
    for first, past in pairwise([*opens, len(lines)]):
        filled, own = lines_of(lines[first:past], lengths[first:past])
        if len(filled):
            places.append(filled + first)
            parts.append(_measured(own))
    names = parts[0] if parts else {}
    return np.concatenate(places), {name: np.concatenate([part[name] for part in parts]) for name in names}


def lines_of(lines: pa.StringArray, lengths: Numbers) -> tuple[Numbers, Lines]:
    """Which of Arrow's lines are not blank, and these."""
    codes = np.frombuffer(_text_of(lines).encode("utf-32-le"), dtype=np.uint32)
    kinds = ch.kinds().take(codes, mode="clip")
    ends = np.cumsum(lengths, dtype=np.int64)
    is_solid = kinds != ch.SPACE
    before = np.zeros(len(kinds) + 1, dtype=np.int32)
    np.cumsum(is_solid, out=before[1:], dtype=np.int32)
    solid, first, last = np.flatnonzero(is_solid), before.take(ends - lengths), before.take(ends)
    filled = np.flatnonzero(first < last)
    return filled, Lines(codes, kinds, solid[first[filled]], solid[last[filled] - 1] + 1)


def _text_of(lines: pa.StringArray) -> str:
    """The lines as one text, without anything between them."""
    if len(lines) == 0:
        return ""
    _, offsets, data = lines.buffers()
    bounds = np.frombuffer(offsets, dtype=np.int32)[[lines.offset, lines.offset + len(lines)]]
    return str(memoryview(data)[bounds[0] : bounds[1]], "utf-8") if data else ""


def _measured(lines: Lines) -> dict[str, Numbers]:
    """Each line's measures. Scripts without blanks between words often go without full stops: there a line as wide as
    prose counts as a sentence."""
    length = lines.ends - lines.starts
    line = np.repeat(np.arange(len(length), dtype=np.int32), np.diff(lines.starts, append=len(lines.kinds)))
    of_kind, opened = _counted(lines, line), _words(lines, line)
    short, capital = opened[ch.OTHER], opened[ch.UPPER]
    small = opened[ch.LOWER] + short
    letters = of_kind[ch.LOWER : ch.DIGIT].sum(0)
    cased = of_kind[ch.LOWER] + of_kind[ch.UPPER]
    total = small + capital + opened[ch.CASELESS] + (of_kind[ch.WIDE] + 1) // 2 + (of_kind[ch.UNSPACED] + 3) // 4
    width, last = length + 2 * of_kind[ch.WIDE], _last_kinds(lines)
    unended = (2 * of_kind[ch.UNSPACED] > letters) & (width >= PROSE_LENGTH)
    measures = {
        "width": width,
        "words": total,
        "letters": letters,
        "cased": cased,
        "capitalised": _share(capital, small + capital),
        "capitals": _share(of_kind[ch.UPPER], cased),
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
        "sentence": (last == ch.END) | unended,
        "bullet": np.isin(lines.codes[lines.starts], [ord(sign) for sign in BULLETS]),
    }
    return {name: np.minimum(values, np.int64(MOST)).astype(np.int16) for name, values in measures.items()}


def _counted(lines: Lines, line: Numbers) -> Numbers:
    """How many characters of each kind (row) each line (column) has, blanks aside; `line` is that of each character."""
    kinds, count = lines.kinds[lines.starts[0] :], len(lines.starts)
    lower = kinds == ch.LOWER
    rare = np.flatnonzero(~lower & (kinds != ch.SPACE))
    of_kind = np.bincount((line.take(rare) << 4) | kinds.take(rare), minlength=count << 4).reshape(count, ch.KINDS).T
    of_kind[ch.LOWER] = np.add.reduceat(lower, lines.starts - lines.starts[0], dtype=np.int64)
    return of_kind


def _words(lines: Lines, line: Numbers) -> Numbers:
    """How many words begin with each kind (row) in each line (column); short small ones count as OTHER. No word goes
    over the end of a line."""
    kinds, count, starts = lines.kinds[lines.starts[0] :], len(lines.starts), lines.starts - lines.starts[0]
    letter = (kinds - np.uint8(ch.LOWER)) <= ch.MARK - ch.LOWER
    opens, closes = letter.copy(), letter.copy()
    opens[1:] &= ~letter[:-1]
    closes[:-1] &= ~letter[1:]
    opens[starts] = letter[starts]
    closes[starts[1:] - 1] = letter[starts[1:] - 1]
    first = np.flatnonzero(opens)
    kind = kinds.take(first)
    kind[(kind == ch.LOWER) & (np.flatnonzero(closes) - first < SHORT_WORD)] = ch.OTHER
    return np.bincount((line.take(first) << 4) | kind, minlength=count << 4).reshape(count, ch.KINDS).T


def _share(part: Numbers, whole: Numbers) -> Numbers:
    """`part` of `whole` in thousandths; -1 where there is no whole."""
    return np.where(whole > 0, 1000 * part // np.maximum(whole, 1), -1)


def _last_kinds(lines: Lines) -> Numbers:
    """The kind of each line's last character, up to three closing quotes, brackets and blanks aside."""
    last = lines.ends - 1
    for _ in range(3):
        closing = (lines.kinds[last] == ch.CLOSER) | (lines.kinds[last] == ch.SPACE)
        last = last - (closing & (last > lines.starts))
    kinds: Numbers = lines.kinds[last]
    return kinds
