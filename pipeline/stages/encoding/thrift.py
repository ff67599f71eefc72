"""Keep the ledger small: one entry a damaged word, and fewer where a document is damaged as a whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from pipeline.document.edits import Finding
from pipeline.stages.encoding.legacy import RULE
from pipeline.stages.encoding.mojibake import WHOLE

# What one entry takes in the corpus besides its texts, about; and how much all may take for a byte of text. Bytes.
ENTRY, SHARE = 128, 2
# Shorter texts keep an entry a word unless they are damaged as a whole. Bytes.
SHORT = 500
# How far apart findings in one word may be. Characters.
WORD = 24
BLANK_RE = re.compile(r"\s")

Near = Callable[[Finding, str, Finding], bool]
"""Whether a finding, the text behind it and the next finding are to be one."""


def thrifty(text: str, findings: Iterable[Finding]) -> list[Finding]:
    """Fewer findings that do the same: those of one rule and value in a word are one.

    Where entries would take more than twice the bytes of `text`, neighbours of one kind become one where the text
    between them takes less than an entry would. It gets the rule and value that most of them have.
    """
    words = _merge(text, sorted(findings), _is_in_word)
    cost = ENTRY * len(words) + _bytes(
        "".join([part for f in words for part in (text[f.start : f.end], f.replacement)])
    )
    if cost <= SHARE * len(text):  # which has no fewer bytes
        return words
    size = _bytes(text)
    if cost <= SHARE * size or (size < SHORT and not _is_damaged_as_a_whole(text, words)):
        return words
    return _merge(text, words, _is_cheaper)


def _is_in_word(before: Finding, between: str, after: Finding) -> bool:
    same = before.rule == after.rule and before.value == after.value
    return same and len(between) <= WORD and not BLANK_RE.search(between)


def _is_cheaper(before: Finding, between: str, after: Finding) -> bool:
    same = before.rule == after.rule or before.rule.split(".")[1] == after.rule.split(".")[1]
    return same and 2 * _bytes(between) < ENTRY


def _merge(text: str, ordered: Sequence[Finding], near: Near) -> list[Finding]:
    merged: list[Finding] = []
    group: list[Finding] = []
    for finding in ordered:
        if group and not _meet(text, group[-1], finding, near):
            merged.append(_joined(text, group))
            group = []
        group.append(finding)
    return [*merged, _joined(text, group)] if group else merged


def _meet(text: str, before: Finding, after: Finding, near: Near) -> bool:
    between = after.start - before.end
    return 0 <= between < ENTRY and near(before, text[before.end : after.start], after)


def _joined(text: str, group: Sequence[Finding]) -> Finding:
    if len(group) == 1:
        return group[0]
    parts: list[str] = []
    at = group[0].start
    for finding in group:
        parts += (text[at : finding.start], finding.replacement)
        at = finding.end
    (rule, value), _ = Counter((finding.rule, finding.value) for finding in group).most_common(1)[0]
    return Finding(group[0].start, group[-1].end, rule, "".join(parts), min(f.score for f in group), value)


def _is_damaged_as_a_whole(text: str, findings: Sequence[Finding]) -> bool:
    """Whether a rule for whole documents found the damage, or the text between the findings is ASCII."""
    if any(finding.rule in (WHOLE, RULE) for finding in findings):
        return True
    starts, ends = [f.start for f in findings], [f.end for f in findings]
    return all(text[end:start].isascii() for end, start in zip([0, *ends], [*starts, len(text)], strict=True))


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())
