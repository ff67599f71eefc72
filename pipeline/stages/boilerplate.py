"""Boilerplate: what a page wraps around its article, line by line and inside lines, by rules that are data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.edits import Finding
from pipeline.document.layout import Zones, is_prose, outside_of, runs_of, zones_of
from pipeline.document.page import Page
from pipeline.rules import BLANKS, LENGTHS, Match, Patterns, Rule
from pipeline.stages.contract import Column, Stage, Tools

Mask = np.ndarray[Any, np.dtype[Any]]

OF_OTHERS = ("timestamp", "byline")
"""Kinds that, below the head of a whole page, speak of other pages: they give no value there."""
SECTION_LINES = 30
"""Lines after which a section that no prose ends is over: longer ones are lists of the article."""
DOUBLED_LENGTH = 120
"""Longest line that counts as a doubled short line, in code points."""


def screen(column: Column, tools: Tools) -> pa.Array:
    """Which lines a rule for their document's language matches, stand twice at once, or belong to a whole page."""
    lines = column.lines.flatten()
    owners = pc.list_parent_indices(column.lines).to_numpy()
    size = pc.utf8_length(lines).to_numpy()
    whole = _of_documents(pc.equal(column.layouts, "page"), owners)
    chosen = _doubled(lines, size, owners)
    for language in pc.unique(column.languages).to_pylist():
        own = np.flatnonzero(_of_documents(pc.equal(column.languages, language), owners))
        distinct = lines.take(own).dictionary_encode()
        matched = _matched(distinct.dictionary, tools.rules.patterns(language), bool(whole.any()))
        chosen[own] |= matched[distinct.indices.to_numpy()]
    return pa.array(chosen | whole)


def _of_documents(mask: pa.Array, owners: Mask) -> Mask:
    """What is true of documents, line by line."""
    of_lines: Mask = mask.to_numpy(zero_copy_only=False)[owners]
    return of_lines


def _matched(lines: pa.Array, patterns: Patterns, whole: bool) -> Mask:
    """Which lines a rule matches: cues leave few to be tried. Of whole pages `propose` asks for every line, so lines
    without cues are remembered too."""
    size = pc.utf8_length(lines).to_numpy()
    matched = np.zeros(len(lines), dtype=bool)
    for (above, longest), tier in zip(pairwise((0, *LENGTHS)), patterns.tiers, strict=True):
        here = np.flatnonzero((size > above) & (size <= longest))
        texts = lines.take(here)
        with_cue = np.zeros(len(here), dtype=bool)
        for union in tier.unions:
            with_cue |= pc.match_substring_regex(texts, union, ignore_case=True).to_numpy(zero_copy_only=False)
        tried = texts.filter(pa.array(with_cue)).to_pylist()
        matched[here[with_cue]] = [bool(patterns.matches(text)) for text in tried]
        if whole:
            patterns.remember(texts.filter(pa.array(~with_cue)).to_pylist())
    return matched


def _doubled(lines: pa.Array, size: Mask, owners: Mask) -> Mask:
    """Which short lines equal the line before or after them in their document, blank lines aside."""
    short = np.flatnonzero(size <= DOUBLED_LENGTH)
    trimmed = pc.utf8_trim(lines.take(short), BLANKS)
    filled = np.ones(len(lines), dtype=bool)
    filled[short] = pc.not_equal(trimmed, "").to_numpy(zero_copy_only=False)
    place = np.cumsum(filled)
    texts, at = trimmed.filter(pa.array(filled[short])), short[filled[short]]
    same = pc.equal(texts[1:], texts[:-1]).to_numpy(zero_copy_only=False)
    same &= (owners[at[1:]] == owners[at[:-1]]) & (place[at[1:]] - place[at[:-1]] == 1)
    doubled = np.zeros(len(lines), dtype=bool)
    doubled[at[1:][same]] = doubled[at[:-1][same]] = True
    return doubled


def propose(page: Page, tools: Tools) -> Iterator[Finding]:
    """The findings of the rules for the page's language in its chosen lines."""
    patterns = tools.rules.patterns(page.facts.language)
    texts = [line.text for line in page.lines]
    matches = [(index, match) for index in page.chosen for match in patterns.matches(texts[index])]
    pairs = _pairs(texts)
    zones = zones_of(texts) if matches or pairs else None
    matches = [(index, match) for index, match in matches if zones and _applies(match.rule, page, index, zones)]
    yield from _by_words(page, texts, matches, zones)
    doubled = list(_by_repetition(page, texts, patterns, pairs, zones)) if zones and pairs else []
    yield from (_finding(page, index, match) for index, match in doubled)
    if page.facts.layout == "page" and page.chosen:
        named = frozenset(
            index
            for index, match in (*matches, *doubled)
            if match.rule.scope in ("line", "doubled") and not match.rule.flag_only | match.rule.opt_in
        )
        yield from _by_shape(page, texts, patterns.rules, named)


def _applies(rule: Rule, page: Page, index: int, zones: Zones) -> bool:
    return rule.layout in ("any", page.facts.layout) and in_zone(rule, index, zones)


def _by_words(
    page: Page, texts: Sequence[str], matches: Sequence[tuple[int, Match]], zones: Zones | None
) -> Iterator[Finding]:
    for index, match in matches:
        if match.rule.scope == "section":
            yield Finding(page.lines[index].start, page.whole(_last_of(match.rule, texts, index))[1], match.rule.id)
        elif zones and page.facts.layout == "page" and index >= zones.head and match.rule.kind in OF_OTHERS:
            yield _finding(page, index, match._replace(value=""))
        else:
            yield _finding(page, index, match)


def _pairs(texts: Sequence[str]) -> list[tuple[int, int]]:
    """The short lines that stand twice at once, blank lines aside."""
    cores = [_filled(text) for text in texts]
    filled = [index for index, core in enumerate(cores) if core]
    return [(i, j) for i, j in pairwise(filled) if cores[i] == cores[j] and _short(texts[i], texts[j])]


def _filled(text: str) -> str:
    """A line without blanks at its ends, but for a long one, which is never compared."""
    return text if len(text) > DOUBLED_LENGTH else text.strip(BLANKS)


def _short(*texts: str) -> bool:
    return all(len(text) <= DOUBLED_LENGTH for text in texts)


def _by_repetition(
    page: Page, texts: Sequence[str], patterns: Patterns, pairs: Sequence[tuple[int, int]], zones: Zones
) -> Iterator[tuple[int, Match]]:
    """A caption in the head, below the first line that is not doubled, goes with its copy; elsewhere only the copy
    is found."""
    twice = {index for pair in pairs for index in pair}
    single = next((index for index, text in enumerate(texts) if _filled(text) and index not in twice), len(texts))
    captions = {index for pair in pairs if single < pair[0] and pair[1] < zones.head for index in pair}
    copies = {copy for _, copy in pairs} - captions
    chosen = frozenset(page.chosen)
    for matcher in (matcher for matcher in patterns.matchers if matcher.rule.scope == "doubled"):
        for index in sorted(chosen & (captions if matcher.rule.zone == "head" else copies)):
            yield from ((index, match) for match in matcher.matches_in(texts[index]))


def _by_shape(page: Page, texts: Sequence[str], rules: Sequence[Rule], named: frozenset[int]) -> Iterator[Finding]:
    """What of a whole page stands outside its article, by rules of the scope `shape`; lines that a rule of its own
    named are left to it."""
    of_zone = {rule.zone: rule for rule in rules if rule.scope == "shape"}
    for start, end, zone in outside_of(texts):
        others = [index for index in range(start, end) if index not in named] if zone in of_zone else []
        for first, last in runs_of(others):
            if any(text.strip() for text in texts[first:last]):
                yield Finding(page.lines[first].start, page.whole(last - 1)[1], of_zone[zone].id)


def _last_of(rule: Rule, texts: Sequence[str], index: int) -> int:
    """The last line of the section that line `index` opens."""
    if rule.until == "end":
        return len(texts) - 1
    last, passed = index, 0
    below = Counter(_plain(text) for text in texts[index + 1 :]) if rule.until == "repeats" else Counter[str]()
    for i in range(index + 1, len(texts)):
        plain = _plain(texts[i])
        if not plain:
            continue
        below[plain] -= 1
        passed += 1
        if (is_prose(texts[i]) or passed > SECTION_LINES) if rule.until == "prose" else below[plain] < 1:
            break
        last = i
    return last


def _plain(text: str) -> str:
    """A line as it is compared with its repetition: without blanks, bullets and numbers at its start."""
    return text.strip().lstrip("*•·-–—0123456789.) \t").casefold()


def in_zone(rule: Rule, index: int, zones: Zones) -> bool:
    """Whether line `index` lies in the zone that the rule asks for."""
    head, foot = index < zones.head, index >= zones.foot
    here = {"first": index == zones.first, "head": head, "foot": foot, "edge": head or foot}
    here |= {
        "body": not (head or foot),
        "below": not head,
        "under": index >= zones.under,
        "end": index >= zones.end and not head,
    }
    return here.get(rule.zone, True)


def _finding(page: Page, index: int, match: Match) -> Finding:
    """A finding that leaves nothing of its line takes the line's end with it."""
    line = page.lines[index]
    rest = line.text[: match.start] + line.text[match.end :]
    start, end = (line.start + match.start, line.start + match.end) if rest.strip() else page.whole(index)
    if match.rule.scope == "head" and not line.text[: match.start].strip():
        start = line.start
    return Finding(start, end, match.rule.id, value=match.value)


STAGE = Stage("boilerplate", screen, propose)
