"""Small sums over findings of one line: apply them, put two passes together, find the damaged words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, count
from operator import add

from pipeline.document.edits import Finding
from pipeline.document.page import Line


def apply(text: str, findings: Iterable[Finding], start: int = 0) -> str:
    """`text`, which begins at `start`, with `findings` (in order, disjoint) applied."""
    parts: list[str] = []
    at = start
    for finding in findings:
        parts += (text[at - start : finding.start - start], finding.replacement)
        at = finding.end
    return "".join((*parts, text[at - start :])) if parts else text


def compose(text: str, first: Sequence[Finding], second: Sequence[Finding]) -> list[Finding]:
    """What `first` (spans of `text`) and then `second` (spans of what `first` made) do to `text`, as one list.

    Where the two meet they become one finding, under the rule of `second`, with both values.
    """
    if not (first and second):
        return list(first or second)
    own = [(*span, 0, finding) for span, finding in zip(placed(first), first, strict=True)]
    spans = sorted([*own, *((f.start, f.end, 1, f) for f in second)], key=lambda span: span[:3])
    composed, offset = [], 0
    for group in _meeting(spans):
        if len(group) == 1:
            _, _, which, alone = group[0]
            composed.append(moved(alone, -offset) if which else alone)
            offset += 0 if which else len(alone.replacement) - (alone.end - alone.start)
            continue
        start, end = group[0][0], max(span[1] for span in group)
        earlier = [f for _, _, which, f in group if which == 0]
        later = [f for _, _, which, f in group if which == 1]
        grown = sum(len(f.replacement) - (f.end - f.start) for f in earlier)
        lead = (later or earlier)[0]
        value = "+".join(dict.fromkeys(f.value for f in (*earlier, *later) if f.value))
        first_char, past_char = start - offset, end - offset - grown
        between = apply(text[first_char:past_char], earlier, first_char)
        composed.append(Finding(first_char, past_char, lead.rule, apply(between, later, start), lead.score, value))
        offset += grown
    return [f for f in composed if text[f.start : f.end] != f.replacement]


def moved(finding: Finding, by: int) -> Finding:
    """The same finding, `by` characters further on."""
    return Finding(finding.start + by, finding.end + by, *finding[2:]) if by else finding


def placed(findings: Sequence[Finding]) -> Iterator[tuple[int, int]]:
    """Where each replacement stands in the text that `findings` (in order, disjoint) make."""
    shift = 0
    for finding in findings:
        start = finding.start + shift
        yield start, start + len(finding.replacement)
        shift += len(finding.replacement) - (finding.end - finding.start)


_Placed = tuple[int, int, int, Finding]


def _meeting(spans: Sequence[_Placed]) -> Iterator[list[_Placed]]:
    """Runs of spans that overlap."""
    group: list[_Placed] = []
    end = -1
    for span in spans:
        if group and span[0] >= end:
            yield group
            group = []
        group.append(span)
        end = max(end, span[1])
    if group:
        yield group


def word_edits(before: str, after: str) -> list[tuple[int, int, str]]:
    """What turns `before` into `after`: (start, end, replacement), at most one a word of `before`.

    An insertion takes the character before it along, so that no span is empty.
    """
    if before == after:
        return []
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    # What both begin and end with is left out of any alignment, and one word is one edit.
    if not _has_blank(before[start : len(before) - end]):
        return [_not_empty(before, after, start, len(before) - end, start, len(after) - end)]
    return [_not_empty(before, after, *edit) for edit in _aligned(before, after)]


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _aligned(before: str, after: str) -> list[tuple[int, int, int, int]]:
    """The spans of two texts that differ, those in one word of the first as one."""
    from rapidfuzz.distance import Levenshtein

    edits: list[tuple[int, int, int, int]] = []
    for op in Levenshtein.opcodes(before, after):
        if op.tag == "equal":
            continue
        if edits and not _has_blank(before[edits[-1][1] : op.src_start]):
            start, _, left, _ = edits[-1]
            edits[-1] = (start, op.src_end, left, op.dest_end)
        else:
            edits.append((op.src_start, op.src_end, op.dest_start, op.dest_end))
    return edits


def _has_blank(text: str) -> bool:
    return any(map(str.isspace, text))


def _not_empty(before: str, after: str, start: int, end: int, left: int, right: int) -> tuple[int, int, str]:
    if start < end:
        return start, end, after[left:right]
    return (start - 1, end, after[left - 1 : right]) if start else (0, 1, after[left : right + 1])


def touches(ordered: Sequence[Finding], start: int, end: int) -> bool:
    """Whether one of `ordered`, disjoint findings overlaps start..end."""
    i = bisect_right(ordered, start, key=lambda finding: finding.end)
    return i < len(ordered) and ordered[i].start < end


def parts_of(text: str, most: int) -> Iterator[tuple[int, str]]:
    """`text` in parts of at most `most` characters, each with its start; cut behind a blank where there is one."""
    at = 0
    while len(text) - at > most:
        cut = text.rfind(" ", at, at + most) + 1 or at + most
        yield at, text[at:cut]
        at = cut
    yield at, text[at:]


def lines_of(text: str) -> list[Line]:
    """The lines of a draft's text."""
    lines = text.split("\n")
    return [Line(start, start + len(line), line) for start, line in zip(starts_of(lines), lines, strict=False)]


def starts_of(lines: Iterable[str]) -> list[int]:
    r"""Where lines that are joined by `\n` begin: behind those before them and as many line breaks; and where one more
    line would."""
    return [*map(add, accumulate(map(len, lines), initial=0), count())]
