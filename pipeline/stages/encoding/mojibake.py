"""UTF-8 that was read in another charset: ftfy line by line, then what its caution left, by evidence and letters."""

from __future__ import annotations

import re
import unicodedata
from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.document.edits import Finding
from pipeline.stages.encoding.codecs import CODECS, misread, plain_name, reread
from pipeline.stages.encoding.guard import is_about, is_quoted_letter
from pipeline.stages.encoding.spans import parts_of, touches, word_edits

WHOLE, FTFY, LETTERS, GUARDED = (f"encoding.mojibake.und.{name}" for name in ("document", "ftfy", "letters", "guarded"))
# C1 controls alone are not mojibake but Windows-1252; and of letters that hardly any language has, that the codec is wrong
# is likelier (Latin Extended-B and IPA, but for Romanian, Vietnamese, Azerbaijani and Pinyin).
C1_RE = re.compile("[\x80-\x9f]++")
RARE_RE = re.compile("[\u0180-\u018e\u0190-\u019f\u01a2-\u01ae\u01b1-\u01cc\u01dd-\u0217\u021c-\u0258\u025a-\u02af]")
# What ftfy and the alignment of its answer are fed, at most. Characters.
PART = 10_000
# By how much (log10, pairs of letters) a word must be likelier once repaired: with no other evidence, with not even
# a letter beside it, and where the same codec repaired another word of the document.
ALONE, APART, SEEN = 4.0, 6.0, 0.5
# How often a text may have been misread.
DEPTH = 3
# How many runs make a damaged document, and how much of it is searched for them. Characters.
RUNS, READ = 2, 10_000
# How much of a line stands around a word. Characters.
AROUND = 24

# Categories of what words are made of: small letters, letters of scripts without case, marks.
WORD = ("Ll", "Lo", "Lm", "Mn", "Mc")

Gain = Callable[[str, str], float]
"""How much likelier the second text is than the first in the document's language (log10)."""


def by_ftfy(text: str) -> list[Finding]:
    """What ftfy repairs in one line, but for text about encodings, and capitals that only meet a closing mark."""
    found = [finding for start, part in parts_of(text, PART) for finding in _repairs(start, part)]
    if any(is_about(text, finding.start, finding.end, finding.replacement) for finding in found):
        return [finding._replace(rule=GUARDED) for finding in found]
    return found


def whole_document(lines: Sequence[str]) -> str | None:
    """The codec in which all that is beyond ASCII in a document makes UTF-8, at least `RUNS` letters or words of it."""
    text = "\n".join(line for line in lines if not line.isascii())
    for codec in CODECS:
        if reread(text, codec) is not None and len(misread(codec).findall(text[:READ])) >= RUNS:
            return codec
    return None


def by_codec(text: str, codec: str) -> list[Finding]:
    """One line of a document that was misread in `codec` as a whole."""
    found = [
        Finding(match.start(), match.end(), WHOLE, reread(match.group(), codec) or match.group(), 1.0, plain_name(codec))
        for match in misread(codec).finditer(text)
    ]
    if any(_is_capital_at_end(text, *finding[:2], finding.replacement) for finding in found):
        return []
    if any(is_about(text, finding.start, finding.end, finding.replacement) for finding in found):
        return [finding._replace(rule=GUARDED) for finding in found]
    return found


def codecs_of(found: Iterable[Finding]) -> frozenset[str]:
    """The codecs that repaired words of a document."""
    return frozenset(codec for finding in found if finding.rule in (WHOLE, FTFY, LETTERS) for codec in finding.value.split("+"))


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
        if after is None or _is_word(match.group()) or _is_capital_at_end(text, start, end, after):
            continue
        needed = SEEN if plain_name(codec) in seen else ALONE if _stands_by_letter(text, start, end) else APART
        if needed == APART and not text[start].isalpha():
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


def _is_word(run: str) -> bool:
    """Whether a run is letters and marks, none of them a capital: a letter of UTF-8 looks so only by chance."""
    return run == run.lower() and all(unicodedata.category(char) in WORD for char in run)


def _stands_by_letter(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()


def _token(text: str, start: int, end: int) -> tuple[int, int]:
    """The word around start..end, at most `AROUND` characters to each side."""
    left, right = max(0, start - AROUND), min(len(text), end + AROUND)
    left = max(left, max(text.rfind(blank, left, start) for blank in " \t") + 1)
    cuts = [cut for blank in " \t" if (cut := text.find(blank, end, right)) >= 0]
    return left, min(cuts, default=right)
