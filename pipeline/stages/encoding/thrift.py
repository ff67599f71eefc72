"""Keep the ledger of a wholly damaged document small: entries for stretches instead of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.document.edits import Finding

# What one entry takes in the corpus besides its texts, about; and how much all may take for a byte of text. Bytes.
ENTRY, SHARE = 128, 2
# Shorter texts keep an entry a word. Bytes.
SHORT = 500


def thrifty(text: str, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, or where their entries would take more than twice the bytes of `text`, fewer that do the same.

    Neighbours of one kind become one finding where the text between them takes less than an entry would. It gets
    the rule and value that most of them have.
    """
    ordered = sorted(findings, key=lambda finding: (finding.start, finding.end))
    size = _bytes(text)
    cost = sum(ENTRY + _bytes(text[f.start : f.end]) + _bytes(f.replacement) for f in ordered)
    if size < SHORT or cost <= SHARE * size:
        return ordered
    return [_merged(text, group) for group in _groups(text, ordered)]


def _groups(text: str, ordered: Sequence[Finding]) -> Iterator[list[Finding]]:
    group: list[Finding] = []
    for finding in ordered:
        if group and not _is_near(text, group[-1], finding):
            yield group
            group = []
        group.append(finding)
    if group:
        yield group


def _is_near(text: str, before: Finding, after: Finding) -> bool:
    same = before.rule.split(".")[1] == after.rule.split(".")[1]
    return same and before.end <= after.start and 2 * _bytes(text[before.end : after.start]) < ENTRY


def _merged(text: str, group: Sequence[Finding]) -> Finding:
    if len(group) == 1:
        return group[0]
    parts: list[str] = []
    at = group[0].start
    for finding in group:
        parts += (text[at : finding.start], finding.replacement)
        at = finding.end
    (rule, value), _ = Counter((finding.rule, finding.value) for finding in group).most_common(1)[0]
    return Finding(group[0].start, group[-1].end, rule, "".join(parts), min(f.score for f in group), value)


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())
