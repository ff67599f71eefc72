"""Which lines of a whole page stand outside its article, told by their shape alone: no words, no script is known.

The article is the stretch of lines of the greatest score (`layout.score_of`): running text counts for it by its width,
short lines and separators against it (after A. Finn, N. Kushmerick and B. Smyth, "Fact or fiction: content
classification for digital libraries", 2001).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice, pairwise

from pipeline.document.layout import LONG_LENGTH, PROSE_LENGTH, best_stretch, ends_as_sentence, score_of, width_of

LEAST_ARTICLE = 600
"""Score below which no stretch is an article: that of 300 characters of prose."""
LEAST_SHARE = 0.65
"""Share of a page's prose that its article must hold: with less it cannot be told from comments or other articles."""
NAMED = -225
"""What a line says that a rule's words are in: as much against the article as one of separators."""
HEADLINES = 3
"""Kicker, headline and deck: how many lines above the article stay with it."""
LEAST_TOUCHING, LEAST_HEADLINE, MOST_HEADLINE = 10, 20, 130
"""How wide they are, the one that touches the article and others."""
LONG_PROSE = 2 * LONG_LENGTH
"""Score from which a line above the article is the paragraph of an introduction, parted from it by a list."""
LIST_ITEM = "*•·‣▪■●○◦-"
"""What a line of a list begins with."""
UNENDED = "[\u0e00-\u0eff]"
"""Scripts whose sentences end without a mark: Thai and Lao."""
UNENDED_RE = re.compile(UNENDED)


def article_score(line: str) -> int:
    """`layout.score_of`, but that a line in a script without sentence ends counts the more the wider it is: no mark
    tells a short paragraph from a headline there."""
    score, width = score_of(line), len(line.strip())
    if NAMED < score < 0 and width >= PROSE_LENGTH and 2 * len(UNENDED_RE.findall(line)) > width:
        return 2 * (width - PROSE_LENGTH)
    return score


def outside_of(text_at: Callable[[int], str], scores: Sequence[int], named: Collection[int]) -> list[tuple[int, int]]:
    """The stretches of a whole page's lines, half-open and ascending, that are not its article; none where no article
    can be told.

    `text_at` gives the text of a line, `scores` holds the `article_score` of each, `named` the indices of those that a
    rule's words are in: they are left out.
    """
    scores = list(scores)
    for index in named:
        scores[index] = min(scores[index], NAMED)
    start, end, score = best_stretch(scores)
    if score < LEAST_ARTICLE or _prose(scores[start:end]) < LEAST_SHARE * _prose(scores):
        return []
    end += _sentences(text_at, scores, range(end, len(scores)))
    start -= _sentences(text_at, scores, range(start - 1, -1, -1))
    kept = {index for index in range(start) if scores[index] >= LONG_PROSE}
    kept.update(islice(_headlines(text_at, scores, start), HEADLINES))
    left = [(index, index + 1) for index in kept.union(named) if not start <= index < end]
    borders = [(0, 0), *sorted([*left, (start, end)]), (len(scores), len(scores))]
    gaps = [(past, first) for (_, past), (first, _) in pairwise(borders)]
    return [(first, past) for first, past in gaps if any(text_at(index).strip() for index in range(first, past))]


def _prose(scores: Sequence[int]) -> int:
    return sum([score for score in scores if score > 0])


def _sentences(text_at: Callable[[int], str], scores: Sequence[int], lines: Iterable[int]) -> int:
    """How many of the lines, from the first on, belong to the article that they touch: short sentences, and blank lines
    between."""
    count = 0
    for place, index in enumerate(lines, 1):
        if text := text_at(index).strip():
            if scores[index] <= NAMED or not ends_as_sentence(text):
                break
            count = place
    return count


def _headlines(text_at: Callable[[int], str], scores: Sequence[int], start: int) -> Iterator[int]:
    """The lines above the article, the nearest first, that are as wide as headlines and stand in no list."""
    least = LEAST_TOUCHING
    for index in range(start - 1, -1, -1):
        if text := text_at(index).strip():
            if scores[index] > NAMED and least <= width_of(text) <= MOST_HEADLINE and text[0] not in LIST_ITEM:
                yield index
            least = LEAST_HEADLINE
