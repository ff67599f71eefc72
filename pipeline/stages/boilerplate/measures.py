"""Measures of single lines: lengths, kinds of characters, ends, words. Whole numbers only, so that
every machine counts the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.layout import PROSE_LENGTH
from pipeline.stages.boilerplate import characters as ch
from pipeline.stages.boilerplate.characters import Numbers

SHORT_WORD = 3
"""Letters of the longest short word: running text is full of them."""
MOST = 32_767
"""Greatest number that a measure gives."""
BLOCK = 1 << 18
"""Bytes measured at once: few enough that their columns stay in a processor's cache."""


class Lines(NamedTuple):
    """Some lines without blanks at their ends, none of them empty: the kinds of line i are `kinds[starts[i]:ends[i]]`.

    `of_kind` says how many characters of each kind (row) a line (column) has, blanks aside, `opened` how many words
    begin with each kind, but for short ones in small letters: `opened[SPACE]` counts these.
    """

    kinds: Numbers
    starts: Numbers
    ends: Numbers
    of_kind: Numbers
    opened: Numbers


def measures_of(lines: pa.StringArray) -> tuple[Numbers, dict[str, Numbers]]:
    """Which lines are not blank, and each one's measures, by name, as int16. No line may hold a line feed."""
    cores = pc.utf8_trim(lines, ch.BLANKS)
    size = pc.binary_length(cores).to_numpy()
    filled = size > 0
    parts = [_measured(block) for block in _blocks(cores.filter(pa.array(filled)), size[filled])]
    return np.flatnonzero(filled), {
        name: np.concatenate([part[name] for part in parts]) for name in (parts[0] if parts else {})
    }


def _blocks(lines: pa.StringArray, size: Numbers) -> Iterator[str]:
    """The lines, each with a line feed behind it, some BLOCK bytes at a time; `size` is that of each line."""
    block = np.cumsum(size, dtype=np.int64) // BLOCK
    borders = np.flatnonzero(np.diff(block, prepend=-1, append=-2))
    for text in pc.binary_join(pa.ListArray.from_arrays(pa.array(borders, pa.int32()), lines), "\n"):
        yield f"{text}\n"


def _measured(text: str) -> dict[str, Numbers]:
    """Each line's measures. Scripts without blanks between words often go without full stops: there a line as wide as
    prose counts as a sentence."""
    kinds = ch.kinds_of(text)
    lines = _counted(kinds & np.uint8(ch.KINDS - 1))
    length, of_kind, opened = lines.ends - lines.starts, lines.of_kind, lines.opened
    short, capital = opened[ch.SPACE], opened[ch.UPPER]
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
        "bullet": kinds[lines.starts] >= ch.BULLET,
    }
    return {name: np.minimum(values, np.int64(MOST)).astype(np.int16) for name, values in measures.items()}


def _counted(kinds: Numbers) -> Lines:
    """Lines by the kinds of their characters, each with a BREAK behind it."""
    told = _told(kinds)
    at = np.flatnonzero((told != ch.LOWER) & (told != ch.SPACE))
    told = told.take(at)
    breaks = np.flatnonzero(told == ch.BREAK)
    ends = at[breaks]
    starts = np.append(0, ends[:-1] + 1)
    line, shape = np.repeat(np.arange(len(ends)), np.diff(breaks, prepend=-1)), (2, ch.KINDS, len(ends))
    of_kind, opened = np.bincount(told * np.int64(len(ends)) + line, minlength=np.prod(shape)).reshape(shape)
    of_kind += opened
    of_kind[ch.LOWER] = np.add.reduceat(kinds == ch.LOWER, starts, dtype=np.int32)
    return Lines(kinds, starts, ends, of_kind, opened)


def _told(kinds: Numbers) -> Numbers:
    """Each character's kind, with KINDS added where a word begins; a short one in small letters begins with SPACE."""
    count = len(kinds)
    letter = np.zeros(count + SHORT_WORD + 1, dtype=bool)
    np.less(kinds - np.uint8(ch.LOWER), ch.MARK, out=letter[1 : count + 1])
    opens = long = letter[1 : count + 1] > letter[:count]
    for further in range(1, SHORT_WORD + 1):
        long = long & letter[1 + further : 1 + further + count]
    told: Numbers = kinds + np.uint8(ch.KINDS) * opens
    told += np.uint8(ch.SPACE - ch.LOWER) * ((opens > long) & (kinds == ch.LOWER))
    return told


def _share(part: Numbers, whole: Numbers) -> Numbers:
    """`part` of `whole` in thousandths; -1 where there is no whole."""
    return np.where(whole > 0, 1000 * part // np.maximum(whole, 1), -1)


def _last_kinds(lines: Lines) -> Numbers:
    """The kind of each line's last character, up to three closing quotes, brackets and blanks aside."""
    last = lines.ends - 1
    for _ in range(3):
        kinds = lines.kinds.take(last)
        last = last - (((kinds == ch.CLOSER) | (kinds == ch.SPACE)) & (last > lines.starts))
    return lines.kinds.take(last)
