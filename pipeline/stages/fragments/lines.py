"""Stretches in another language of the page's own script: whole lines, quotations, headlines glued to a line."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from pipeline.document.edits import Finding
from pipeline.document.page import Line
from pipeline.language.detectors import rank_by
from pipeline.language.evidence import Weighed, foreign_segments, weigh
from pipeline.language.panel import ENOUGH, Host, Verdict, judge, judge_plain
from pipeline.language.phrases import borrowed_phrases, borrowed_words
from pipeline.language.screens import quick_label
from pipeline.language.scripts import main_script, tag_with_script

from .words import Token, tokens_of, words_of

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
    every = tokens_of(text, host.scripts)
    for tokens in _parts(every, [finding.start - line.start for finding in found]):
        if not _can_be_foreign(tokens):
            continue
        if verdict := _whole(tokens, text, host):
            yield _finding(line, tokens, len(tokens) == len(every), verdict.language, verdict.score, host)
            continue
        taken: list[Bounds] = []
        weighed = weigh(words_of(tokens, host), host.words, host.scripts)
        for bounds in _candidates(tokens, text, host, weighed):
            stretch = tokens[slice(*bounds)]
            if _overlaps(bounds, taken) or not _is_worth_judging(tokens, bounds, host.own):
                continue
            gains, lack = weighed.sums(*bounds) if weighed else ({}, 0.0)
            verdict = judge(_text_of(stretch, text), gains, lack, host)
            if verdict.sum >= ENOUGH:
                taken.append(bounds)
                yield _finding(line, stretch, len(stretch) == len(every), verdict.language, verdict.score, host)


def foreign_lines_alone(
    line: Line, text: str, host: Host, detector: str, found: Sequence[Finding] = ()
) -> Iterator[Finding]:
    """What `detector` alone, compared with its own label of the page, finds foreign: units of `line`, or the whole of
    it where no unit is the page's. As `foreign_lines` else."""
    every = tokens_of(text, host.scripts)
    own = {host.language, host.words}
    for tokens in _parts(every, [finding.start - line.start for finding in found]):
        stretches = [tokens[slice(*bounds)] for bounds in _units(tokens)]
        readable = [stretch for stretch in stretches if _can_be_foreign(stretch) and _letters(stretch) >= LETTERS_ALONE]
        if not any(_top(detector, _text_of(stretch, text))[0] in own for stretch in readable):
            readable = [tokens] if readable else []
        for stretch in readable:
            language, score = _top(detector, _text_of(stretch, text))
            if language not in {*own, "und"} and score >= SURE_ALONE:
                yield _finding(line, stretch, len(stretch) == len(every), language, round(min(score, 1.0), 4), host)


def _top(detector: str, text: str) -> tuple[str, float]:
    return next(iter(rank_by(detector)(text)), ("und", 0.0))


def _parts(tokens: Sequence[Token], edges: Sequence[int]) -> Iterator[Sequence[Token]]:
    """The tokens in parts of at most `MOST_WORDS`, none across one of `edges`."""
    if not edges and len(tokens) <= MOST_WORDS:
        yield tokens
        return
    starts = [token.start for token in tokens]
    cuts = sorted({0, len(tokens), *(bisect_left(starts, edge) for edge in edges)})
    for first, last in pairwise(cuts):
        for start in range(first, last, MOST_WORDS):
            yield tokens[start : min(start + MOST_WORDS, last)]


def _whole(tokens: Sequence[Token], text: str, host: Host) -> Verdict | None:
    """The verdict on all the tokens, where it is plain that they are in one other language from the first to the last
    of them; else None."""
    if len(tokens) < PLAIN_WORDS or not tokens[0].spaced or not _is_worth_judging(tokens, (0, len(tokens)), host.own):
        return None
    units = list(_units(tokens))
    edges = [(0, EDGE), (len(tokens) - EDGE, len(tokens))]
    if any(quick_label(_text_of(tokens[first:last], text)) == host.words for first, last in units + edges):
        return None
    return judge_plain(_text_of(tokens, text), len(tokens), host)


def _candidates(tokens: Sequence[Token], text: str, host: Host, weighed: Weighed | None) -> Iterator[Bounds]:
    """Token bounds worth judging: stretches that the word evidence finds, settled to whole units; then units, and the
    whole line, that the quickest detector does not give the host's label."""
    units = list(_units(tokens))
    for segment in foreign_segments(weighed, LEAST) if weighed else ():
        yield _settled((segment.first, segment.last), units, tokens)
    for first, last in [*units, (0, len(tokens))]:
        if quick_label(_text_of(tokens[first:last], text)) != host.words:
            yield first, last


def _units(tokens: Sequence[Token]) -> Iterator[Bounds]:
    """The bounds of what stands between two breaks."""
    starts = [i for i, token in enumerate(tokens) if token.broken or i == 0]
    yield from zip(starts, [*starts[1:], len(tokens)], strict=True)


def _settled(bounds: Bounds, units: Sequence[Bounds], tokens: Sequence[Token]) -> Bounds:
    """`bounds` with every unit that it touches taken whole where most of it is inside, else as it is."""
    first, last = bounds
    for start, end in units:
        inside = tokens[max(start, bounds[0]) : min(end, bounds[1])]
        if inside and _letters(inside) >= WHOLE_UNIT * _letters(tokens[start:end]):
            first, last = min(first, start), max(last, end)
    return first, last


def _is_worth_judging(tokens: Sequence[Token], bounds: Bounds, own: Collection[str]) -> bool:
    stretch = tokens[slice(*bounds)]
    if sum([token.text.lower() in own for token in stretch]) > MOST_OWN * len(stretch):
        return False
    return _can_be_foreign(stretch) and _stands_apart(tokens, bounds) and not _is_phrase(stretch)


def _can_be_foreign(tokens: Sequence[Token]) -> bool:
    """Whether the tokens can be more than a name, a title or a set phrase."""
    if not tokens:
        return False
    if not tokens[0].spaced:
        return _letters(tokens) >= FEWEST_UNSPACED
    small = [token.text for token in tokens if not token.text[0].isupper()]
    if len(tokens) < FEWEST_WORDS or len(small) < FEWEST_SMALL or _letters(tokens) < FEWEST_LETTERS:
        return False
    return len(small) >= MOST_LINKERS * len(tokens) or any(len(word) > LINKER for word in small)


def _stands_apart(tokens: Sequence[Token], bounds: Bounds) -> bool:
    """Whether a stretch has a break on both of its sides, or else is long enough to do without."""
    first, last = bounds
    if tokens[first].broken and (last == len(tokens) or tokens[last].broken):
        return True
    stretch = tokens[first:last]
    return not stretch[0].spaced or (len(stretch) >= INSIDE_WORDS and _letters(stretch) >= INSIDE_LETTERS)


def _is_phrase(tokens: Sequence[Token]) -> bool:
    """Whether a stretch is made of phrases that its page's language has taken over."""
    if len(tokens) > LONGEST_PHRASES:
        return False
    words = [token.text.lower() for token in tokens]
    rest: list[Token] = []
    at = 0
    while at < len(tokens):
        taken = borrowed_words(words[at:]) if words[at] in borrowed_phrases() else 0
        rest += () if taken else (tokens[at],)
        at += taken or 1
    return len(rest) < len(tokens) and not _can_be_foreign(rest)


def _overlaps(bounds: Bounds, taken: Sequence[Bounds]) -> bool:
    return any(first < bounds[1] and bounds[0] < last for first, last in taken)


def _letters(tokens: Sequence[Token]) -> int:
    return sum([token.end - token.start for token in tokens])


def _text_of(tokens: Sequence[Token], text: str) -> str:
    return text[tokens[0].start : tokens[-1].end]


def _finding(line: Line, tokens: Sequence[Token], whole: bool, language: str, score: float, host: Host) -> Finding:
    start, end = line.start + tokens[0].start, line.start + tokens[-1].end
    script = min(host.scripts) if len(host.scripts) == 1 else main_script(_text_of(tokens, line.text))[0]
    return Finding(start, end, LINE if whole else STRETCH, "", score, tag_with_script(language, script))
