"""Text of one legacy charset that was read in another: Cyrillic as `Ïðèâåò`, Polish as `mówi³`.

No codec betrays it. A document is suspected by signs (`clues.SIGNS`), encoded again in what it may have been
misread in, and its charset detected anew; it is changed only where letter statistics gain clearly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, partial, reduce
from itertools import compress, islice
from operator import or_
from typing import NamedTuple

from pipeline.document.edits import Finding
from pipeline.document.legacy import charset_of
from pipeline.document.page import Line
from pipeline.language.detectors import rank_by
from pipeline.language.letters import Fit, fit_of
from pipeline.stages.encoding.clues import clues_of_text, is_suspect
from pipeline.stages.encoding.codecs import letters_in, plain_name, register
from pipeline.stages.encoding.spans import moved, word_edits

RULE = "encoding.legacy.und.charset"
# What text was misread in, the likeliest of Latin and of Cyrillic letters first.
MISREAD = ("sloppy-windows-1252", "sloppy-windows-1251", "latin-1")
# What alone is misread as Cyrillic; Latin look-alikes among Cyrillic letters are no sign of another charset.
CYRILLIC = ("cp855", "cp866", "iso8859-5", "koi8-r", "koi8-u", "mac-cyrillic")
# How much of a document is weighed, and of a line aligned word by word. Characters.
READ, ALIGNED = 2_000, 10_000
# By how much the letters, in pairs with one beyond ASCII, must be likelier (log10): in all, and on the mean.
TOTAL, MEAN = 6.0, 0.1
# What the mean must reach; East Asian letters, of which two bytes make one, are too many for it.
REACHED = -4.3
# By how much, on the mean, another codec must be better than the first to be taken for what text was misread in.
BETTER = 0.2
# Of the lines beyond ASCII, so many must be possible in what the document was misread in.
POSSIBLE = 0.8
ASCII = bytes(range(0x80))
# A line of which a larger share is UTF-8, ASCII aside, is mojibake that lost a few bytes.
NOT_UTF8 = 0.7
# Lines that are looked through at once for signs.
TOGETHER = 64
BEYOND_RE = re.compile(r"[^\x00-\x7f]++")
# What of ASCII says nothing of whether a line, which `\n` ends, may have been misread: U+001A is in no sloppy codec.
SILENT = ASCII.translate(None, b"\n\x1a")
WINDOW_RE = re.compile(r"[A-Za-z]?[^\x00-\x7f]++[A-Za-z]?")


class Misreading(NamedTuple):
    """Text in `charset` was read in `misread`."""

    charset: str
    misread: str

    def undo(self, text: str) -> str | None:
        """`text` as it was meant; None where it cannot have been misread so."""
        try:
            return text.encode(self.misread).decode(self.charset)
        except UnicodeError:
            return None


def misreading_of(lines: Sequence[str]) -> Misreading | None:
    """How the lines beyond ASCII of a document were misread; None where no charset makes them clearly likelier."""
    telling = telling_of(lines)
    able = {misread: _possible(telling, misread) for misread in MISREAD}
    able_lines = {misread: islice(compress(lines, mask), READ) for misread, mask in able.items() if any(mask)}
    texts = {misread: "\n".join(chosen)[:READ] for misread, chosen in able_lines.items()}
    if not texts or not _are_suspect_still(lines) or _are_icelandic(lines):
        return None
    best, most = None, 0.0
    read: set[bytes] = set()
    for misread, text in texts.items():
        data = _encode(text, misread)
        if data in read:
            continue
        read.add(data)
        misreading = Misreading(charset_of(data).charset, misread)
        if misread == "sloppy-windows-1251" and misreading.charset not in CYRILLIC:
            continue
        gain = _gain(text, misreading.undo(text))
        if gain > most + (BETTER if best else 0.0):
            best, most = misreading, gain
    return best


def _gain(text: str, meant: str | None) -> float:
    """By how much the mean pair of letters is likelier in `meant`; 0 where that is not clear."""
    if meant is None or meant == text:
        return 0.0
    before, after = _fit(text), _fit(meant)
    clear = after.mean - before.mean > MEAN and after.total - before.total > TOTAL
    clear = clear and (after.mean > REACHED or len(meant) < len(text))
    return after.mean - before.mean if clear else 0.0


def by_charset(lines: Sequence[Line]) -> list[Finding]:
    """The words of a document, given its lines beyond ASCII, as they were meant, where it was misread as a whole."""
    misreading = misreading_of([line.text for line in lines])
    if not misreading:
        return []
    return [moved(finding, line.start) for line in lines for finding in _in_line(line.text, misreading)]


def _are_suspect_still(lines: Sequence[str]) -> bool:
    """Whether lines show a sign without what looks like letters of UTF-8, which shows the same signs. They are read
    until one is seen."""
    held = 0
    for first in range(0, len(lines), TOGETHER):
        held |= reduce(or_, clues_of_text(_without_utf8("\n".join(lines[first : first + TOGETHER]))))
        if is_suspect(held):
            return True
    return False


def _without_utf8(text: str) -> str:
    """A text without what looks like letters of UTF-8."""
    for codec in MISREAD[:2]:
        spans = [(start, end) for start, end, _ in letters_in(text, codec)]
        starts, ends = [start for start, _ in spans], [end for _, end in spans]
        text = " ".join([text[end:start] for end, start in zip([0, *ends], [*starts, len(text)], strict=True)])
    return text


def _are_icelandic(lines: Sequence[str]) -> bool:
    """Whether lines are in the language whose letters are the sign `THORN`; what it lacks comes with foreign names."""
    if not all(any(letter in line for line in lines) for letter in "\u00f0\u00fe"):
        return False
    return [tag for tag, _ in rank_by("cld2")("\n".join(lines))][:1] == ["is"]


def _in_line(text: str, misreading: Misreading) -> list[Finding]:
    meant = misreading.undo(text)
    if meant is None or meant == text:
        return []
    value = f"{misreading.charset}>{plain_name(misreading.misread)}"
    return [Finding(start, end, RULE, replacement, 1.0, value) for start, end, replacement in _edits(text, meant)]


def _edits(text: str, meant: str) -> Iterable[tuple[int, int, str]]:
    """Words of `text` that differ in `meant`; aligned one for one where both charsets have one byte a letter."""
    if len(text) == len(meant):
        runs = (match.span() for match in BEYOND_RE.finditer(text))
        return [(start, end, meant[start:end]) for start, end in runs if text[start:end] != meant[start:end]]
    return word_edits(text, meant) if len(text) <= ALIGNED else [(0, len(text), meant)]


def _fit(text: str) -> Fit:
    return fit_of(" ".join(WINDOW_RE.findall(text)))


def _encode(text: str, codec: str) -> bytes:
    register()
    return text.encode(codec)


def _possible(lines: Sequence[str], codec: str) -> list[bool]:
    """Which lines may have been misread in `codec`, by what of them decides it; none where they are too few for the
    whole document."""
    is_possible = cache(partial(_is_possible, codec=codec))
    possible, others = [], 0
    for line in lines:
        possible.append(is_possible(line))
        others += not possible[-1]
        if others > (1 - POSSIBLE) * len(lines):
            return []
    return possible


def telling_of(lines: Iterable[str]) -> list[str]:
    """What of each line decides whether it may have been misread."""
    return "\n".join(lines).encode().translate(None, SILENT).decode().split("\n")


def _is_possible(text: str, codec: str) -> bool:
    """Whether `text` may have been misread in `codec`, and not from UTF-8, which is the business of mojibake."""
    try:
        data = _encode(text, codec)
    except UnicodeError:
        return False
    beyond = data.translate(None, ASCII)
    return len(beyond.decode("utf-8", "ignore").encode()) < NOT_UTF8 * len(beyond)
