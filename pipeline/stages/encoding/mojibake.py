"""UTF-8 that was read in another charset: ftfy line by line, then what its caution left, by evidence and letters."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.document.edits import Finding
from pipeline.stages.encoding.codecs import CODECS, is_word, misread, plain_name, reread
from pipeline.stages.encoding.guard import is_about, is_quoted_letter
from pipeline.stages.encoding.spans import parts_of, touches, word_edits

WHOLE, FTFY, LETTERS, GUARDED = (f"encoding.mojibake.und.{name}" for name in ("document", "ftfy", "letters", "guarded"))
# C1 controls alone are not mojibake but Windows-1252; and letters that hardly any language has speak for another codec
# (Latin Extended-B and IPA, but for Romanian, Vietnamese, Azerbaijani and Pinyin; Syriac to Mandaic).
C1_RE = re.compile("[\x80-\x9f]++")
RARE_RE = re.compile(
    "[\u0180-\u018e\u0190-\u019f\u01a2-\u01ae\u01b1-\u01cc\u01dd-\u0217\u021c-\u0258\u025a-\u02af\u0700-\u085f]"
)
# What ftfy and the alignment of its answer are fed, at most. Characters.
PART = 10_000
# By how much (log10, pairs of letters) a word must be likelier once repaired: with no other evidence, with not even
# a letter beside it, and where the same codec repaired another word of the document.
ALONE, APART, SEEN = 4.0, 6.0, 0.5
# How often a text may have been misread.
DEPTH = 3
# How many runs make a damaged document, at least, and how much of it is searched for them. Characters.
RUNS, READ = 2, 10_000
# From how many runs on a document is damaged and not about damage; how close runs are that then make one finding.
CERTAIN, NEAR = 10, 40
# How much of a line stands around a word. Characters.
AROUND = 24

Gain = Callable[[str, str], float]
"""How much likelier the second text is than the first in the document's language (log10)."""


def by_ftfy(text: str) -> list[Finding]:
    """What ftfy repairs in one line, but for text about encodings, and capitals that only meet a closing mark."""
    return _guarded(text, [finding for start, part in parts_of(text, PART) for finding in _repairs(start, part)])


class Damage(NamedTuple):
    """A document whose every character beyond ASCII, in `runs` runs, makes UTF-8 once read in `codec` again."""

    codec: str
    runs: int


def whole_document(lines: Sequence[str]) -> Damage | None:
    """The damage of a document as a whole; None where less than `RUNS` runs speak for it."""
    text = "\n".join(line for line in lines if not line.isascii())
    for codec in CODECS:
        if reread(text, codec) is not None:
            runs = len(misread(codec).findall(text[:READ]))
            if runs >= RUNS:
                return Damage(codec, runs)
    return None


def by_codec(text: str, damage: Damage) -> list[Finding]:
    """One line of a document that was misread as a whole.

    Where that is not beyond doubt, lines about encodings, and with capitals that only meet a closing mark, are left;
    where it is, runs close to each other are one finding.
    """
    certain = damage.runs >= CERTAIN
    spans = _joined((match.span() for match in misread(damage.codec).finditer(text)), NEAR if certain else 0)
    found = [
        Finding(start, end, WHOLE, meant, 1.0, plain_name(damage.codec))
        for start, end in spans
        if (meant := reread(text[start:end], damage.codec))
    ]
    if certain:
        return found
    if any(_is_capital_at_end(text, finding.start, finding.end, finding.replacement) for finding in found):
        return []
    return _guarded(text, found)


def _joined(spans: Iterable[tuple[int, int]], near: int) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] < near:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


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
    if text.isascii():
        return []
    runs = [run for codec in CODECS for run in _runs(text, codec, seen, gain)]
    runs.sort(key=lambda run: (run.value not in seen, run.start - run.end, -run.score))
    taken: list[Finding] = []
    for run in runs:
        if not touches(taken, run.start, run.end):
            insort(taken, run._replace(score=1.0))
    return taken


def repair(text: str) -> str:
    """`text` as ftfy repairs its encoding; nothing else is changed."""
    if text.isascii():
        return text
    import ftfy

    return ftfy.fix_encoding(text)


def codec_of(before: str, after: str) -> str:
    """Python's name of the codec that `after`, in UTF-8, was read with to become `before`; doubled where twice."""
    for codec in CODECS:
        once = reread(before, codec)
        if once == after:
            return plain_name(codec)
        if once is not None and reread(once, codec) == after:
            return f"{plain_name(codec)}+{plain_name(codec)}"
    return ""


def _repairs(offset: int, text: str) -> Iterator[Finding]:
    repaired = repair(text)
    if repaired == text:
        return
    for start, end, meant in word_edits(text, repaired):
        codec = codec_of(text[start:end], meant)
        longer = codec or codec_of(text[start : end + 1], meant + text[end : end + 1])
        if longer and not codec:  # the last letter of `Â«` stays, so the alignment left it out
            codec, meant, end = longer, meant + text[end], end + 1
        if _is_capital_at_end(text, start, end, meant):
            continue
        if not C1_RE.fullmatch(text[start:end]) and not RARE_RE.search(meant):
            yield Finding(offset + start, offset + end, FTFY, meant, 1.0, codec)


def _runs(text: str, codec: str, seen: frozenset[str], gain: Gain) -> Iterator[Finding]:
    for match in misread(codec).finditer(text):
        start, end = match.span()
        after = reread(match.group(), codec)
        if (
            after is None
            or (len(after) == 1 and RARE_RE.match(after))
            or is_word(match.group())
            or _is_capital_at_end(text, start, end, after)
        ):
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
