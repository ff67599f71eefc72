"""Boilerplate: what a page wraps around its article, line by line and inside lines, by the rules of `pipeline.rules`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.edits import Finding
from pipeline.document.layout import Zones, is_prose, outside_of, runs_of, zones_of
from pipeline.document.page import Page
from pipeline.rules import BEYOND, WHOLE, Hit, Patterns, Rule, cue_pattern, hits_of
from pipeline.stages.contract import Column, Stage, Tools

OF_OTHERS = ("timestamp", "byline")
"""Kinds that, below the head of a whole page, speak of other pages: they give no value there."""
SECTION_LINES = 30
"""Lines after which a section that no prose ends is over: longer ones are lists of the article."""
DOUBLED_LENGTH = 120
"""Longest line that counts as a doubled short line, in code points."""


def screen(column: Column, tools: Tools) -> pa.Array:
    """Which lines hold a cue of a rule for their document's language and are short enough for it, stand twice at
    once, or belong to a whole page."""
    lines = column.lines.flatten()
    owners = pc.list_parent_indices(column.lines)
    languages, layouts = column.languages.take(owners), column.layouts.take(owners)
    chosen = pc.or_(_doubled(lines, owners), pc.equal(layouts, "page"))
    for language in pc.unique(column.languages).to_pylist():
        left = pc.indices_nonzero(pc.and_(pc.equal(languages, language), pc.invert(chosen)))
        cued = _cued(lines.take(left), tools.rules.patterns(language))
        chosen = pc.or_(chosen, _scattered(left.filter(cued), len(lines)))
    return chosen


def _cued(lines: pa.Array, patterns: Patterns) -> pa.Array:
    """Which lines hold a cue: those of rules for whole lines in short lines, the others anywhere."""
    anywhere = pc.match_substring_regex(lines, _cues(patterns, whole=False), ignore_case=True)
    short = pc.indices_nonzero(pc.less_equal(pc.utf8_length(lines), patterns.longest))
    found = pc.match_substring_regex(lines.take(short), _cues(patterns, whole=True), ignore_case=True)
    return pc.or_(anywhere, _scattered(short.filter(found), len(lines)))


def _scattered(indices: pa.Array, length: int) -> pa.Array:
    """A mask of `length` that is true at `indices`."""
    return pc.is_in(pa.array(range(length), pa.uint64()), indices)


@lru_cache(maxsize=256)
def _cues(patterns: Patterns, whole: bool) -> str:
    """The union of the cues of rules for whole lines, or of those for parts of lines."""
    rules = [rule for rule in patterns.rules if rule.scope not in BEYOND and (rule.scope in WHOLE) is whole]
    return cue_pattern(cue for rule in rules for cue in rule.cues)


def _doubled(lines: pa.Array, owners: pa.Array) -> pa.Array:
    """Which lines equal the line before or after them in their document, blank lines aside."""
    trimmed = pc.utf8_trim_whitespace(lines)
    filled = pc.indices_nonzero(pc.not_equal(trimmed, ""))
    texts, of = trimmed.take(filled), owners.take(filled)
    same = pc.and_(pc.equal(texts[1:], texts[:-1]), pc.equal(of[1:], of[:-1]))
    return _scattered(pa.concat_arrays([filled[1:].filter(same), filled[:-1].filter(same)]), len(lines))


def propose(page: Page, tools: Tools) -> Iterator[Finding]:
    """The findings of the rules for the page's language in its chosen lines."""
    patterns = tools.rules.patterns(page.facts.language)
    texts = [line.text for line in page.lines]
    hits = [(index, hit) for index in page.chosen for hit in patterns.hits(texts[index])]
    pairs = _pairs(texts)
    zones = zones_of(texts) if hits or pairs else None
    hits = [(index, hit) for index, hit in hits if zones and _applies(hit.rule, page, index, zones)]
    yield from _by_words(page, texts, hits, zones)
    if zones and pairs:
        yield from _by_repetition(page, texts, patterns.rules, pairs, zones)
    if page.facts.layout == "page" and page.chosen:
        named = frozenset(index for index, hit in hits if hit.rule.scope == "line" and not hit.rule.flag_only | hit.rule.opt_in)
        yield from _by_shape(page, texts, patterns.rules, named)


def _applies(rule: Rule, page: Page, index: int, zones: Zones) -> bool:
    return rule.layout in ("any", page.facts.layout) and in_zone(rule, index, zones)


def _by_words(
    page: Page, texts: Sequence[str], hits: Sequence[tuple[int, Hit]], zones: Zones | None
) -> Iterator[Finding]:
    for index, hit in hits:
        if hit.rule.scope == "section":
            yield Finding(page.lines[index].start, page.whole(_last_of(hit.rule, texts, index))[1], hit.rule.id)
        elif zones and page.facts.layout == "page" and index >= zones.head and hit.rule.kind in OF_OTHERS:
            yield _finding(page, index, hit._replace(value=""))
        else:
            yield _finding(page, index, hit)


def _pairs(texts: Sequence[str]) -> list[tuple[int, int]]:
    """The short lines that stand twice at once, blank lines aside."""
    filled = [(index, stripped) for index, text in enumerate(texts) if (stripped := text.strip())]
    return [(i, j) for (i, one), (j, other) in pairwise(filled) if one == other and len(one) <= DOUBLED_LENGTH]


def _by_repetition(
    page: Page, texts: Sequence[str], rules: Sequence[Rule], pairs: Sequence[tuple[int, int]], zones: Zones
) -> Iterator[Finding]:
    """A caption in the head, below the first line that is not doubled, goes with its copy; elsewhere only the copy
    is found."""
    twice = {index for pair in pairs for index in pair}
    single = next((index for index, text in enumerate(texts) if text.strip() and index not in twice), len(texts))
    captions = {index for pair in pairs if single < pair[0] and pair[1] < zones.head for index in pair}
    copies = {copy for _, copy in pairs} - captions
    chosen = frozenset(page.chosen)
    for rule in (rule for rule in rules if rule.scope == "doubled"):
        for index in sorted(chosen & (captions if rule.zone == "head" else copies)):
            yield from (_finding(page, index, hit) for hit in hits_of(rule, texts[index], page.facts.language))


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
    here |= {"body": not (head or foot), "below": not head, "under": index >= zones.under, "end": index >= zones.end and not head}
    return here.get(rule.zone, True)


def _finding(page: Page, index: int, hit: Hit) -> Finding:
    """A finding that leaves nothing of its line takes the line's end with it."""
    line = page.lines[index]
    rest = line.text[: hit.start] + line.text[hit.end :]
    start, end = (line.start + hit.start, line.start + hit.end) if rest.strip() else page.whole(index)
    if hit.rule.scope == "head" and not line.text[: hit.start].strip():
        start = line.start
    return Finding(start, end, hit.rule.id, value=hit.value)


STAGE = Stage("boilerplate", screen, propose)
