"""UTF-8 that was read in another charset: ftfy line by line, then what its caution left, by evidence and letters."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from pipeline.document.edits import Finding
from pipeline.stages.encoding.codecs import CODECS, codecs_in, is_word, letters_in, plain_name, register, reread
from pipeline.stages.encoding.guard import is_about, is_quoted_letter
from pipeline.stages.encoding.spans import lines_of, moved, parts_of, touches, word_edits

WHOLE, FTFY, LETTERS, GUARDED = (f"encoding.mojibake.und.{name}" for name in ("document", "ftfy", "letters", "guarded"))
# C1 controls alone are not mojibake but Windows-1252; and letters that hardly any language has speak for another codec
# (Latin Extended-B and IPA, but for Romanian, Vietnamese, Azerbaijani and Pinyin; Syriac to Mandaic). Characters for
# private use nobody wrote.
C1_RE = re.compile("[\x80-\x9f]++")
RARE_RE = re.compile(
    "[\u0180-\u018e\u0190-\u019f\u01a2-\u01ae\u01b1-\u01cc\u01dd-\u0217\u021c-\u0258\u025a-\u02af\u0700-\u085f]"
)
PRIVATE_RE = re.compile("[\ue000-\uf8ff]")
# What ftfy and the alignment of its answer are fed, and what is searched for runs at once, at most. Characters.
PART, LONG = 10_000, 100_000
# By how much (log10, pairs of letters) a word must be likelier once repaired: with no other evidence, with not even
# a letter beside it, and where the same codec repaired another word of the document.
ALONE, APART, SEEN = 4.0, 6.0, 0.5
# How often a text may have been misread.
DEPTH = 3
# How many runs make a damaged document, at least.
RUNS = 2
# From how many runs on a document is damaged and not about damage; how close runs are that then make one finding.
CERTAIN, NEAR = 10, 40
# Runs of letters of UTF-8 in its bytes, and runs of them that are close.
HIGH_RE = re.compile(rb"[\x80-\xff]++")
CLOSE_RE = re.compile(rb"[\x80-\xff]++(?:[^\n\x80-\xff]{1,%d}+[\x80-\xff]++)*+" % (NEAR - 1))
BEYOND_RE = re.compile(r"[^\x00-\x7f]++")
# Stretches of ASCII, and how much of one ftfy may look at from outside: its patterns reach seven characters at most.
ASCII_RE = re.compile(r"[\x00-\x7f]{20,}+")
BESIDE = 8
# From how many letters on a word is sure to have been misread. Characters.
SURE = 3
# How much of a line stands around a word. Characters.
AROUND = 24

_Edit = tuple[int, int, str, str]
"""Start, end, what was meant, codec."""

Gain = Callable[[str, str], float]
"""How much likelier the second text is than the first in the document's language (log10)."""


def by_ftfy(text: str) -> list[Finding]:
    """What ftfy repairs in one line, but for text about encodings, and capitals that only meet a closing mark."""
    found: list[Finding] = []
    for start, part in parts_of(text, PART):
        excerpt = Excerpt(part)
        found += [excerpt.back(finding, start) for finding in _repairs(excerpt.text)]
    return _guarded(text, found)


class Excerpt:
    """The characters beyond ASCII of a text, and those near by, of which alone ftfy's answer depends: `text` lacks
    what stands farther away, from blank to blank."""

    def __init__(self, whole: str) -> None:
        parts, at = [], 0
        self._places, self._shifts = [0], [0]
        for match in ASCII_RE.finditer(whole):
            first, last = match.span()
            start = whole.find(" ", first + BESIDE, last) if first else 0
            end = whole.rfind(" ", first, last - BESIDE) if last < len(whole) else last
            if 0 <= start < end:
                parts.append(whole[at:start])
                self._places.append(start - self._shifts[-1])
                self._shifts.append(self._shifts[-1] + end - start)
                at = end
        self.text = "".join((*parts, whole[at:]))

    def back(self, finding: Finding, by: int = 0) -> Finding:
        """A finding of `text` as one of the whole, `by` characters further on."""
        return moved(finding, by + self._shifts[bisect_right(self._places, finding.start) - 1])


class Damage(NamedTuple):
    """A document whose every character beyond ASCII, in `runs` runs, makes UTF-8 once read in `codec` again."""

    codec: str
    runs: int


def whole_document(text: str) -> Damage | None:
    """The damage of a document as a whole; None where less than `RUNS` runs speak for it."""
    for codec in CODECS:
        meant = reread(text, codec)
        if meant is not None and not PRIVATE_RE.search(meant):
            runs = sum(1 for _ in islice(BEYOND_RE.finditer(text), CERTAIN))
            if runs >= RUNS:
                return Damage(codec, runs)
    return None


def by_codec(text: str, damage: Damage) -> list[Finding]:
    """A document that was misread as a whole.

    Where that is not beyond doubt, lines about encodings, and with capitals that only meet a closing mark, are left;
    where it is, runs close to each other in a line are one finding.
    """
    if damage.runs >= CERTAIN:
        return _runs_of(text, damage.codec, CLOSE_RE)
    return [moved(finding, line.start) for line in lines_of(text) for finding in _in_line(line.text, damage.codec)]


def _in_line(text: str, codec: str) -> list[Finding]:
    found = _runs_of(text, codec, HIGH_RE)
    if any(_is_capital_at_end(text, finding.start, finding.end, finding.replacement) for finding in found):
        return []
    return _guarded(text, found)


def _runs_of(text: str, codec: str, pattern: re.Pattern[bytes]) -> list[Finding]:
    data, name = text.encode(codec), plain_name(codec)
    spans = [match.span() for match in pattern.finditer(data)]
    return [Finding(start, end, WHOLE, data[start:end].decode(), 1.0, name) for start, end in spans]


def _guarded(text: str, found: list[Finding]) -> list[Finding]:
    """What was found in a line, only to be flagged where the line is about encodings."""
    if any(is_about(text, finding.start, finding.end, finding.replacement) for finding in found):
        return [finding._replace(rule=GUARDED) for finding in found]
    return found


def codecs_of(found: Iterable[Finding]) -> frozenset[str]:
    """The codecs that repaired words of a document."""
    values = (finding.value for finding in found if finding.rule in (WHOLE, FTFY, LETTERS))
    return frozenset(codec for value in values for codec in value.split("+"))


def by_letters(text: str, seen: frozenset[str], gain: Gain) -> list[Finding]:
    """Runs that would be letters in UTF-8 and make a likelier word.

    Where codecs disagree, one that was seen comes first, then the longest run, then the greatest gain.
    """
    found: list[Finding] = []
    for start, part in parts_of(text, LONG):
        runs = [run for codec in codecs_in(part) for run in _runs(part, codec, seen, gain)]
        runs.sort(key=lambda run: (run.value not in seen, run.start - run.end, -run.score))
        taken: list[Finding] = []
        for run in runs:
            if not touches(taken, run.start, run.end):
                insort(taken, run._replace(score=1.0))
        found += [moved(run, start) for run in taken]
    return found


class Repair(NamedTuple):
    """A text as ftfy repairs its encoding: all of it read in one other `codec`, or only `parts` of it, or neither."""

    text: str
    codec: str = ""
    parts: bool = False


def repair(text: str) -> Repair:
    """What ftfy makes of the encoding of `text`; nothing else is changed."""
    register()
    import ftfy

    repaired, steps = ftfy.fix_encoding_and_explain(text)
    match steps:
        case [("encode", codec), ("decode", "utf-8")]:
            return Repair(repaired, codec)
        case [("apply", "decode_inconsistent_utf8"), *_]:
            return Repair(repaired, parts=True)
    return Repair(repaired)


@lru_cache(maxsize=128)
def codec_of(before: str, after: str) -> str:
    """Python's name of the codec that `after`, in UTF-8, was read with to become `before`; doubled where twice."""
    for codec in CODECS:
        once = reread(before, codec)
        if once == after:
            return plain_name(codec)
        if once is not None and reread(once, codec) == after:
            return f"{plain_name(codec)}+{plain_name(codec)}"
    return ""


def _repairs(text: str) -> Iterator[Finding]:
    repaired = repair(text)
    if repaired.text == text:
        return
    for start, end, meant, codec in _changes(text, repaired):
        if _is_capital_at_end(text, start, end, meant):
            continue
        if not (C1_RE.fullmatch(text[start:end]) or RARE_RE.search(meant) or PRIVATE_RE.search(meant)):
            yield Finding(start, end, FTFY, meant, 1.0, codec)


def _changes(text: str, repaired: Repair) -> Iterable[_Edit]:
    if repaired.codec:
        return _runs_in(text, repaired.codec)
    edits = _edits(text, repaired.text)
    return _by_word(text, edits) if repaired.parts else edits


def _by_word(text: str, edits: Iterable[_Edit]) -> list[_Edit]:
    """The same changes, but for words that one codec explains all of.

    ftfy would rather read `‡¶Æ‡•§`, Bengali in MacRoman, by halves in other codecs.
    """
    words = [edit for match in BEYOND_RE.finditer(text) if (edit := _word(match))]
    ends = [end for _, end, _, _ in words]
    kept = []
    for edit in edits:
        i = bisect_right(ends, edit[0])
        if i == len(words) or words[i][0] >= edit[1]:
            kept.append(edit)
    return sorted([*words, *kept])


def _word(match: re.Match[str]) -> _Edit | None:
    """A run of characters beyond ASCII that is `SURE` letters or more of one script in UTF-8, read in one codec."""
    run = match.group()
    if len(run) < 2 * SURE or is_word(run):
        return None
    for codec in CODECS:
        meant = reread(run, codec)
        if meant and len(meant) >= SURE and _is_of_one_script(meant):
            return *match.span(), meant, plain_name(codec)
    return None


def _is_of_one_script(text: str) -> bool:
    letters = (char for char in text if unicodedata.category(char)[0] in "LM")
    return len({unicodedata.name(char, "?").partition(" ")[0] for char in letters}) == 1


def _runs_in(text: str, codec: str) -> Iterator[_Edit]:
    """The runs of letters of a text that was misread in `codec`, all of it."""
    data, name = text.encode(codec), plain_name(codec)
    for match in HIGH_RE.finditer(data):
        yield *match.span(), match.group().decode(), name


def _edits(text: str, repaired: str) -> Iterator[_Edit]:
    """The words of `text` that differ in `repaired`, each with the codec that it was misread in."""
    for start, end, meant in word_edits(text, repaired):
        codec = codec_of(text[start:end], meant)
        longer = codec or codec_of(text[start : end + 1], meant + text[end : end + 1])
        if longer and not codec:  # the last letter of `Â«` stays, so the alignment left it out
            yield start, end + 1, meant + text[end], longer
        else:
            yield start, end, meant, codec


def _runs(text: str, codec: str, seen: frozenset[str], gain: Gain) -> Iterator[Finding]:
    for start, end, after in letters_in(text, codec):
        run = text[start:end]
        if (len(after) == 1 and RARE_RE.match(after)) or PRIVATE_RE.search(after):
            continue
        if is_word(run) or _is_capital_at_end(text, start, end, after):
            continue
        needed = SEEN if plain_name(codec) in seen else ALONE if _stands_by_letter(text, start, end) else APART
        if needed == APART and not text[start].isalpha() and len(after) < 2:
            continue
        left, right = _token(text, start, end)
        gained = gain(text[left:right], text[left:start] + after + text[end:right])
        if gained > needed:
            rule = GUARDED if is_about(text, start, end, after) else LETTERS
            yield Finding(start, end, rule, after, gained, plain_name(codec))


def _is_capital_at_end(text: str, start: int, end: int, meant: str) -> bool:
    """Whether a capital only meets a closing mark: `CRISTÃ»` would end in a small letter, `“Ã”` is in quotes."""
    in_capitals = start > 1 and text[start - 2 : start].isupper() and text[start - 2 : start].isalpha()
    return is_quoted_letter(text, start, end) or (in_capitals and meant[:1].islower())


def _stands_by_letter(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()


def _token(text: str, start: int, end: int) -> tuple[int, int]:
    """The word around start..end, at most `AROUND` characters to each side."""
    left, right = max(0, start - AROUND), min(len(text), end + AROUND)
    left = max(left, max(text.rfind(blank, left, start) for blank in " \t") + 1)
    cuts = [cut for blank in " \t" if (cut := text.find(blank, end, right)) >= 0]
    return left, min(cuts, default=right)
