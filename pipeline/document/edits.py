"""Findings, the ledger, and the only functions that change a text.

A rule *proposes* findings; `settle` decides overlaps, applies what the policy lets it apply and returns
one `Entry` a finding; `restore` is its exact inverse. All offsets are Unicode code points, half-open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

APPLIED, FLAGGED, OVERRULED = "applied", "flagged", "overruled"

Span = tuple[int, int]


class Finding(NamedTuple):
    """What a rule proposes for `text[start:end]`: a removal is a replacement by the empty string.

    `rule` is `stage.kind.language.name`; `score` lies in 0..1; `value` is what the rule understood
    (`2020-02-11`, `fa-Arab`, `cp1252`).
    """

    start: int
    end: int
    rule: str
    replacement: str = ""
    score: float = 1.0
    value: str = ""


class Entry(NamedTuple):
    """One line of the ledger: a finding and its fate. Offsets count in the text that the stage was given.

    `before` is `text[start:end]`; `after` is what stands there now (applied) or what was proposed.
    """

    stage: str
    rule: str
    start: int
    end: int
    before: str
    after: str
    outcome: str
    score: float
    value: str


Action = Callable[[str], str]
"""A policy as `settle` sees it: a rule id to `apply`, `flag` or `off`."""


def settle(stage: str, text: str, findings: Iterable[Finding], action: Action) -> tuple[str, tuple[Entry, ...]]:
    """Apply to `text` what `action` lets be applied; return the new text and one entry a finding.

    Findings are ordered by (start, -end, rule, replacement). Deletions beat replacements; of two
    overlapping replacements the first wins; a deletion is clipped to what earlier deletions left, and
    clipped to nothing it is overruled. The order in which findings come changes nothing. Findings of
    rules that are `off` leave no entry.

    Raises ValueError for a finding that is empty or lies outside the text.
    """
    found = list(findings)
    actions = {rule: action(rule) for rule in {finding.rule for finding in found}}
    ordered = sorted([f for f in found if actions[f.rule] != "off"], key=_order)
    for start, end, rule, *_ in ordered:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"{rule}: span {start}..{end} does not lie in a text of {len(text)}")
    entries = [
        Entry(stage, rule, start, end, text[start:end], replacement, outcome, score, value)
        for (_, _, rule, replacement, score, value), (start, end, outcome) in zip(
            ordered, _fates(ordered, actions), strict=True
        )
    ]
    if any(entry.start != finding.start for entry, finding in zip(entries, ordered, strict=True)):
        entries.sort(key=lambda e: (e.start, -e.end, e.rule, e.after, e.outcome, e.score, e.value))
    return _apply(text, [e for e in entries if e.outcome == APPLIED]), tuple(entries)


def _order(finding: Finding) -> tuple[Any, ...]:
    return finding[0], -finding[1], finding[2:]


def _fates(ordered: Sequence[Finding], actions: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """The span and outcome of each finding, in the order given."""
    fates = []
    removed: list[Span] = []
    covered = 0
    for first, end, rule, replacement, _, _ in ordered:
        applied = actions[rule] == "apply"
        outcome, start = FLAGGED, first
        if applied and not replacement:
            start = max(first, covered)
            if start < end:
                removed.append((start, end))
                covered, outcome = end, APPLIED
            else:
                start, outcome = first, OVERRULED
        fates.append((start, end, outcome))
    if any(finding.replacement for finding in ordered):
        _add_replacements(fates, ordered, actions, removed)
    return fates


def _add_replacements(
    fates: list[tuple[int, int, str]], ordered: Sequence[Finding], actions: Mapping[str, str], removed: Sequence[Span]
) -> None:
    """Say of each replacement to be applied what becomes of it, given what is `removed`."""
    covered = 0
    for i, (start, end, rule, replacement, _, _) in enumerate(ordered):
        if replacement and actions[rule] == "apply":
            free = start >= covered and not _touches(removed, start, end)
            fates[i] = (start, end, APPLIED if free else OVERRULED)
            covered = end if free else covered


def _touches(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether one of the ordered, disjoint spans overlaps start..end."""
    at = bisect_right(spans, (start, start)) - 1
    return any(s < end and start < e for s, e in spans[max(at, 0) : at + 2])


def _apply(text: str, applied: Sequence[Entry]) -> str:
    if not applied:
        return text
    parts: list[str] = []
    at = 0
    for entry in applied:
        parts += (text[at : entry.start], entry.after)
        at = entry.end
    return "".join((*parts, text[at:]))


def restore(text: str, ledger: Sequence[Entry]) -> str:
    """The text as it was before the edits of `ledger`, which lists whole stages in the order they ran.

    Raises ValueError where the text is not the one that the ledger belongs to.
    """
    for edits in reversed(_by_stage(ledger)):
        parts: list[str] = []
        at = 0
        for edit, (start, end) in zip(edits, _placed(edits), strict=True):
            if text[start:end] != edit.after:
                raise ValueError(
                    f"{edit.rule}: the text at {start}..{end} is not what the ledger says was written there"
                )
            parts += (text[at:start], edit.before)
            at = end
        text = "".join((*parts, text[at:]))
    return text


class _Track(NamedTuple):
    """One stage's applied edits, and where each one's `after` stands in the text that they made; the starts of both."""

    edits: Sequence[Entry]
    placed: Sequence[Span]
    starts: Sequence[int]
    placed_starts: Sequence[int]


def _tracks(ledger: Sequence[Entry]) -> Iterator[_Track]:
    """One track a stage that changed the text, in the order they ran."""
    for edits in _by_stage(ledger):
        placed = _placed(edits)
        yield _Track(edits, placed, [edit.start for edit in edits], [start for start, _ in placed])


def origin(ledger: Sequence[Entry], start: int, end: int) -> Span:
    """The span of the text before `ledger` that start..end, a span of the text after it, came from.

    A span that cuts into a replacement takes the whole of what was replaced.
    """
    for track in reversed([*_tracks(ledger)]):
        start, end = _back_start(track, start), _back_end(track, end)
    return start, end


def forward(ledger: Sequence[Entry], start: int, end: int) -> Span | None:
    """Where start..end, a span of the text before `ledger`, lies in the text after it.

    Trimmed to what survives; None when nothing does.
    """
    for track in _tracks(ledger):
        start, end = _on_start(track, start), _on_end(track, end)
        if start >= end:
            return None
    return start, end


def _by_stage(ledger: Sequence[Entry]) -> list[list[Entry]]:
    groups = (list(entries) for _, entries in groupby(ledger, key=attrgetter("stage")))
    return [applied for group in groups if (applied := [e for e in group if e.outcome == APPLIED])]


def _placed(edits: Sequence[Entry]) -> list[Span]:
    spans, shift = [], 0
    for edit in edits:
        start = edit.start + shift
        spans.append((start, start + len(edit.after)))
        shift += len(edit.after) - len(edit.before)
    return spans


def _back_start(track: _Track, at: int) -> int:
    i = bisect_right(track.placed_starts, at) - 1
    if i < 0:
        return at
    end = track.placed[i][1]
    return track.edits[i].start if at < end else track.edits[i].end + at - end


def _back_end(track: _Track, at: int) -> int:
    i = bisect_left(track.placed_starts, at) - 1
    if i < 0:
        return at
    end = track.placed[i][1]
    return track.edits[i].end if at < end else track.edits[i].end + at - end


def _on_start(track: _Track, at: int) -> int:
    i = bisect_right(track.starts, at) - 1
    if i < 0:
        return at
    edit, (start, end) = track.edits[i], track.placed[i]
    return start if at < edit.end else end + at - edit.end


def _on_end(track: _Track, at: int) -> int:
    i = bisect_left(track.starts, at) - 1
    if i < 0:
        return at
    edit, (_, end) = track.edits[i], track.placed[i]
    return end if at < edit.end else end + at - edit.end
