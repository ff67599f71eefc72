"""Findings, the ledger, and the only functions that change a text.

A rule *proposes* findings; `settle` decides overlaps, applies what the policy lets it apply and returns
one `Entry` a finding; `restore` is its exact inverse. All offsets are Unicode code points, half-open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, repeat
from operator import attrgetter
from typing import NamedTuple

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
    if "off" in actions.values():
        found = [finding for finding in found if actions[finding.rule] != "off"]
    if not found:
        return text, ()
    ordered = sorted(sorted(found), key=_start_and_end)
    fates = _fates(ordered, actions, len(text))
    starts, ends, rules, replacements, scores, values = zip(*ordered, strict=True)
    before = [text[start:end] for start, end in zip(fates.starts, ends, strict=True)]
    columns = (repeat(stage), rules, fates.starts, ends, before, replacements, fates.outcomes, scores, values)
    entries = [*map(Entry._make, zip(*columns, strict=False))]
    if fates.starts != [*starts]:
        entries.sort(key=lambda e: (e.start, -e.end, e.rule, e.after, e.outcome, e.score, e.value))
    return _apply(text, entries), tuple(entries)


def _start_and_end(finding: Finding) -> Span:
    return finding[0], -finding[1]


class _Fates(NamedTuple):
    """What becomes of findings: where each one starts, clipped to what was left, and its outcome."""

    starts: list[int]
    outcomes: list[str]


def _fates(ordered: Sequence[Finding], actions: Mapping[str, str], size: int) -> _Fates:
    """The fate of each finding, in the order given; `size` is the length of the text."""
    starts, outcomes = fates = _Fates([], [])
    removed: list[Span] = []
    covered = 0
    for first, end, rule, replacement, _, _ in ordered:
        if not 0 <= first < end <= size:
            raise ValueError(f"{rule}: span {first}..{end} does not lie in a text of {size}")
        outcome, start = FLAGGED, first
        if not replacement and actions[rule] == "apply":
            start = max(first, covered)
            if start < end:
                removed.append((start, end))
                covered, outcome = end, APPLIED
            else:
                start, outcome = first, OVERRULED
        starts.append(start)
        outcomes.append(outcome)
    if any(finding.replacement for finding in ordered):
        _add_replacements(outcomes, ordered, actions, removed)
    return fates


def _add_replacements(
    outcomes: list[str], ordered: Sequence[Finding], actions: Mapping[str, str], removed: Sequence[Span]
) -> None:
    """Say of each replacement to be applied what becomes of it, given what is `removed`."""
    covered = 0
    for i, (start, end, rule, replacement, _, _) in enumerate(ordered):
        if replacement and actions[rule] == "apply":
            free = start >= covered and not _touches(removed, start, end)
            outcomes[i] = APPLIED if free else OVERRULED
            covered = end if free else covered


def _touches(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether one of the ordered, disjoint spans overlaps start..end."""
    at = bisect_right(spans, (start, start)) - 1
    return any(s < end and start < e for s, e in spans[max(at, 0) : at + 2])


def _apply(text: str, entries: Sequence[Entry]) -> str:
    parts: list[str] = []
    at = 0
    for _, _, start, end, _, after, outcome, _, _ in entries:
        if outcome == APPLIED:
            if start > at:
                parts.append(text[at:start])
            if after:
                parts.append(after)
            at = end
    return "".join((*parts, text[at:])) if at else text


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
