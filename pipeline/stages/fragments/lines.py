"""Stretches in another language of the page's own script: whole lines, quotations, headlines glued to a line."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.document.edits import Finding
from pipeline.document.page import Line
from pipeline.language.detectors import rank_by
from pipeline.language.evidence import Weighed, foreign_segments
from pipeline.language.panel import ENOUGH, Host, Verdict, judge, judge_plain
from pipeline.language.phrases import borrowed_phrases, borrowed_words
from pipeline.language.runs import main_script
from pipeline.language.screens import quick_label
from pipeline.language.scripts import tag_with_script

from ._words import Words
from .words import weighed, words_of

LINE, STRETCH = "fragments.other-language.und.line", "fragments.other-language.und.stretch"
# Names, titles and set phrases are shorter, or have no small words.
FEWEST_LETTERS, FEWEST_WORDS, FEWEST_SMALL = 8, 3, 2
FEWEST_UNSPACED = 6
# Inside a clause, with no break on one of its sides, a stretch must be longer than the phrases that languages borrow.
INSIDE_LETTERS, INSIDE_WORDS = 14, 4
# The small words of a name are no longer than this (`of`, `van der`, `de la`), and no more than this share of it.
LINKER, MOST_LINKERS = 3, 0.6
# A longer stretch is not made of borrowed phrases, whatever it quotes. Words.
LONGEST_PHRASES = 8
# With a greater share of function words that only the host has, a stretch is the host's, whatever it quotes.
MOST_OWN = 0.15
# Evidence, in nats, from which a stretch of words is shown to the panel.
LEAST = 1.0
# A unit (what stands between two breaks) of which so much is foreign is foreign as a whole.
WHOLE_UNIT = 0.6
# A line is plainly foreign only with so many words, the first and last few of them read by themselves too.
PLAIN_WORDS, EDGE = 5, 3
# A longer line is read in parts of so many words, so that its cost grows with its length only.
MOST_WORDS = 400
# What a detector that judges alone must be sure of, 0..1, and the letters that it must have read.
SURE_ALONE, LETTERS_ALONE = 0.95, 20

Bounds = tuple[int, int]


def foreign_lines(line: Line, text: str, host: Host, found: Sequence[Finding] = ()) -> Iterator[Finding]:
    """The stretches of `line` in another language than its `host`, none across one of those `found` already.

    `text` is the line, masked.
    """
    every = words_of(text, host)
    if not len(every):
        return
    for words in _parts(every, [finding.start - line.start for finding in found]):
        for bounds, verdict in _foreign(words) if _can_be_foreign(words, 0, len(words)) else ():
            yield _finding(line, words, bounds, len(every), verdict.language, verdict.score)


def foreign_lines_alone(
    line: Line, text: str, host: Host, detector: str, found: Sequence[Finding] = ()
) -> Iterator[Finding]:
    """What `detector` alone, compared with its own label of the page, finds foreign: units of `line`, or the whole of
    it where no unit is the page's. As `foreign_lines` else."""
    every = words_of(text, host)
    own = {host.language, host.words}
    for words in _parts(every, [finding.start - line.start for finding in found]):
        readable = [bounds for bounds in words.units() if _is_readable(words, bounds)]
        if not any(_top(detector, words.read(*bounds))[0] in own for bounds in readable):
            readable = [(0, len(words))] if readable else []
        for bounds in readable:
            language, score = _top(detector, words.read(*bounds))
            if language not in {*own, "und"} and score >= SURE_ALONE:
                yield _finding(line, words, bounds, len(every), language, round(min(score, 1.0), 4))


def _is_readable(words: Words, bounds: Bounds) -> bool:
    return words.letters(*bounds) >= LETTERS_ALONE and _can_be_foreign(words, *bounds)


def _top(detector: str, text: str) -> tuple[str, float]:
    return next(iter(rank_by(detector)(text)), ("und", 0.0))


def _parts(words: Words, edges: Sequence[int]) -> Iterator[Words]:
    """The words in parts of at most `MOST_WORDS`, none across one of `edges`."""
    if not edges and len(words) <= MOST_WORDS:
        yield words
        return
    cuts = sorted({0, len(words), *(bisect_left(words.starts, edge) for edge in edges)})
    for first, last in pairwise(cuts):
        for start in range(first, last, MOST_WORDS):
            yield words.only(range(start, min(start + MOST_WORDS, last)))


def _foreign(words: Words) -> Iterator[tuple[Bounds, Verdict]]:
    """The stretches in another language than the host's, none of which overlaps another."""
    units = words.units()
    foreign_units = [unit for unit in units if quick_label(words.read(*unit)) != words.host.words]
    if len(foreign_units) == len(units) and (verdict := _whole(words)):
        yield (0, len(words)), verdict
        return
    evidence = weighed(words)
    taken: list[Bounds] = []
    # Each once: what was not enough before is not now.
    for bounds in dict.fromkeys(_candidates(words, units, foreign_units, evidence)):
        if _overlaps(bounds, taken) or not _is_worth_judging(words, bounds):
            continue
        gains, lack = evidence.sums(*bounds) if evidence else ({}, 0.0)
        verdict = judge(words.read(*bounds), gains, lack, words.host)
        if verdict.sum >= ENOUGH:
            taken.append(bounds)
            yield bounds, verdict


def _whole(words: Words) -> Verdict | None:
    """The verdict on all the words, none of whose units is the host's, where it is plain that they are in one other
    language from the first to the last of them; else None."""
    every = 0, len(words)
    if len(words) < PLAIN_WORDS or not words.spaced or not _is_worth_judging(words, every):
        return None
    edges = (words.read(0, EDGE), words.read(len(words) - EDGE, len(words)))
    if any(quick_label(edge) == words.host.words for edge in edges):
        return None
    return judge_plain(words.read(*every), len(words), words.host)


def _candidates(
    words: Words, units: Sequence[Bounds], foreign_units: Sequence[Bounds], evidence: Weighed | None
) -> Iterator[Bounds]:
    """Bounds worth judging: stretches that the word evidence finds, settled to whole units; then units, and the whole,
    that the quickest detector does not give the host's label."""
    for segment in foreign_segments(evidence, LEAST) if evidence else ():
        yield _settled((segment.first, segment.last), units, words)
    yield from foreign_units
    if len(units) > 1 and quick_label(words.read(0, len(words))) != words.host.words:
        yield 0, len(words)


def _settled(bounds: Bounds, units: Sequence[Bounds], words: Words) -> Bounds:
    """`bounds` with every unit that it touches taken whole where most of it is inside, else as it is."""
    first, last = bounds
    for start, end in units:
        inside = max(start, bounds[0]), min(end, bounds[1])
        if inside[0] < inside[1] and words.letters(*inside) >= WHOLE_UNIT * words.letters(start, end):
            first, last = min(first, start), max(last, end)
    return first, last


def _is_worth_judging(words: Words, bounds: Bounds) -> bool:
    first, last = bounds
    if words.own.count(1, first, last) > MOST_OWN * (last - first):
        return False
    return _can_be_foreign(words, *bounds) and _stands_apart(words, bounds) and not _is_phrase(words, bounds)


def _can_be_foreign(words: Words, first: int, last: int) -> bool:
    """Whether the words `first` to `last` (exclusive) can be more than a name, a title or a set phrase."""
    letters = words.letters(first, last)
    if not words.spaced:
        return letters >= FEWEST_UNSPACED
    if last - first < FEWEST_WORDS or letters < FEWEST_LETTERS:
        return False
    small, longest = words.small(first, last)
    return small >= FEWEST_SMALL and (small >= MOST_LINKERS * (last - first) or longest > LINKER)


def _stands_apart(words: Words, bounds: Bounds) -> bool:
    """Whether a stretch has a break on both of its sides, or else is long enough to do without."""
    first, last = bounds
    broken = words.broken
    if broken[first] and (last == len(words) or broken[last]):
        return True
    return not words.spaced or (last - first >= INSIDE_WORDS and words.letters(first, last) >= INSIDE_LETTERS)


def _is_phrase(words: Words, bounds: Bounds) -> bool:
    """Whether a stretch is made of phrases that its page's language has taken over."""
    first, last = bounds
    lowered = [text.lower() for text in words.texts[first:last]] if last - first <= LONGEST_PHRASES else []
    if borrowed_phrases().keys().isdisjoint(lowered):
        return False
    rest, at = list[int](), 0
    while at < len(lowered):
        taken = borrowed_words(lowered[at:])
        rest += () if taken else (first + at,)
        at += taken or 1
    return len(rest) < len(lowered) and not _can_be_foreign(words.only(rest), 0, len(rest))


def _overlaps(bounds: Bounds, taken: Sequence[Bounds]) -> bool:
    return any(first < bounds[1] and bounds[0] < last for first, last in taken)


def _finding(line: Line, words: Words, bounds: Bounds, every: int, language: str, score: float) -> Finding:
    """The finding of a stretch of a line of `every` words."""
    first, last = bounds
    (start, end), scripts = words.span(first, last), words.host.scripts
    rule = LINE if last - first == every else STRETCH
    script = min(scripts) if len(scripts) == 1 else main_script(line.text[start:end])[0]
    return Finding(line.start + start, line.start + end, rule, "", score, tag_with_script(language, script))
