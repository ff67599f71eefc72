"""Characters that no text means to hold: controls, stray byte order marks, zero-width characters where no script
needs them, separators that are no line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.document.edits import Finding
from pipeline.document.page import Page
from pipeline.stages.encoding.clues import C1, CONTROL, LONG_MARKS, MARK_OR_SEPARATOR, ZERO_WIDTH

OF_CHARACTERS = MARK_OR_SEPARATOR | CONTROL | C1 | ZERO_WIDTH | LONG_MARKS
"""The clues of lines that hold such characters."""

# A run of combining marks longer than this is cut: Unicode's stream-safe format (UAX 15, section 13).
MARKS = 30

# Terminal escapes; C0 controls but tab (a form feed inside a line parts it in two); DEL; U+FEFF anywhere.
PATTERNS = (
    ("encoding.control.und.terminal", re.compile(r"\x1b\[[0-9;?]{0,40}+[A-Za-z]"), ""),
    ("encoding.control.und.form-feed", re.compile(r"[\x0b\x0c](?<=[^\x00-\x1f].)(?=[^\x00-\x1f])"), "\n"),
    ("encoding.control.und.c0", re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]++"), ""),
    ("encoding.character.und.bom", re.compile("\ufeff++"), ""),
    ("encoding.character.und.line-separator", re.compile("[\u2028\u2029]"), "\n"),
)
C1_RE = re.compile("[\x80-\x9f]")
# Zero width space, non-joiner, joiner, word joiner.
ZERO_WIDTH_RE = re.compile("[\u200b\u200c\u200d\u2060]++")
# What never needs them: ASCII, Latin, Greek, Cyrillic, Armenian, Georgian, and punctuation of no script.
PLAIN_RE = re.compile(
    "[\x00-\u02ff\u0370-\u058f\u10a0-\u10ff\u1e00-\u1fff"
    "\u2010-\u2029\u202f-\u205f\u20a0-\u20bf\u2c60-\u2c7f\ua720-\ua7ff]"
)
LONG_MARKS_RE = re.compile("[\u0300-\u036f](?<=[\u0300-\u036f]{31})[\u0300-\u036f]*+")


def characters(text: str) -> list[Finding]:
    """What stands in a line and does not belong there; a line without any of the clues OF_CHARACTERS holds none."""
    return _disjoint([*_patterns(text), *_c1(text), *_zero_width(text), *_marks(text)])


def line_breaks(page: Page) -> Iterator[Finding]:
    r"""The terminators of chosen lines that are `\r\n` or `\r`, as `\n`."""
    if "\r" not in page.text:
        return
    for index in page.chosen:
        end = page.lines[index].end
        terminator = page.text[end : page.whole(index)[1]]
        if terminator == "\r\n":
            yield Finding(end, end + 1, "encoding.character.und.line-break")
        elif terminator == "\r":
            yield Finding(end, end + 1, "encoding.character.und.line-break", "\n")


def _patterns(text: str) -> Iterator[Finding]:
    for rule, pattern, replacement in PATTERNS:
        for match in pattern.finditer(text):
            yield Finding(match.start(), match.end(), rule, replacement)


def _c1(text: str) -> Iterator[Finding]:
    """C1 controls as the characters of Windows-1252 in their place, as browsers read them."""
    for match in C1_RE.finditer(text):
        meant = match.group().encode("latin-1").decode("cp1252", "ignore")
        yield Finding(match.start(), match.end(), "encoding.control.und.c1", meant, 1.0, "cp1252")


def _zero_width(text: str) -> Iterator[Finding]:
    """Zero-width characters whose neighbours, on both sides, are of scripts that never need them.

    They stay in Arabic, Indic and South-East Asian scripts, between emoji, and in Han and kana.
    """
    for match in ZERO_WIDTH_RE.finditer(text):
        around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
        if around.strip("\n") and all(map(PLAIN_RE.match, around)):
            yield Finding(match.start(), match.end(), "encoding.character.und.zero-width")


def _marks(text: str) -> Iterator[Finding]:
    for match in LONG_MARKS_RE.finditer(text):
        yield Finding(match.start(), match.end(), "encoding.character.und.marks")


def _disjoint(found: Sequence[Finding]) -> list[Finding]:
    """The first of any that overlap, and of two with one start the longer."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return kept
