"""Words as each script divides them: by their neighbours where those tell, by ICU where a dictionary must.

The rules of Unicode Standard Annex 29, with ICU's dictionaries for Chinese, Japanese, Thai, Lao, Khmer and Burmese,
are the one meaning of "word" here. In scripts with blanks between words they come to this: letters, marks and digits
are one word, and a sign between two letters or two digits may join them ("don't", "3.14"). Every token in which
anything else stands goes to ICU. `uniseg` knows no dictionaries.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np
from icu4py.breakers import WordBreaker

from .hashes import Hashes, ordered
from .kinds import APART, BLANK, DIGIT, DIGIT_JOINERS, LETTER, LETTER_JOINERS, WORD, Kinds, kinds_of, load_members
from .view import Counts, Mask, Spans, View, gaps, running_sums

LONGEST_CALL = 100_000
"""Code points given to ICU at once; a longer token is cut there."""

_CLAUSE_ENDS = "、。，！？；：）」』】》"
_CLAUSE_LETTERS = "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff"

_HANGUL = WORD | APART
_HEBREW_FIRST, _HEBREW_LAST = 0x591, 0x5F4


def word_hashes(view: View) -> Hashes:
    """A hash of each word of a view."""
    return view.hashes(view.once(words_of))


def characters_before(view: View) -> Counts:
    """Code points in the words before each word of a view, and in all."""
    return running_sums(view.once(words_of).lengths)


def words_of(view: View) -> Spans:
    """The words of a view; a word has at least one letter or digit."""
    inside = (view.kinds & WORD) != 0
    apart = view.where(APART)
    unsure = np.concatenate([_joined(view, inside), _alone(view.kinds, apart)])
    starts, ends = _tokens_at(view, unsure)
    inside[places(starts, ends)] = False
    opens, closes = inside[1:] > inside[:-1], inside[1:] < inside[:-1]
    clauses = _clauses(view, apart)
    starts, ends = _divided(view, np.sort(np.append(starts, clauses)), np.sort(np.append(ends, clauses)))
    met = _hangul_edges(view.kinds, inside, apart)
    for edges, more in ((opens, starts), (closes, ends)):
        edges[more - 1] = True
        edges[met - 1] = True
    return view.spans(np.flatnonzero(opens) + 1, np.flatnonzero(closes) + 1)


def _joined(view: View, inside: Mask) -> Counts:
    """Put signs that join into `inside`; returns places where more than the neighbours would have to be seen: a sign
    or a mark beside a mark, a quote behind a Hebrew letter."""
    quotes = view.signs.which("'\"")
    at, signs = view.signs
    between = np.flatnonzero(view.kinds[at - 1] & view.kinds[np.minimum(at + 1, len(inside) - 1)] & WORD)
    at, signs = at[between], signs[between]
    before, after = view.kinds[at - 1], view.kinds[at + 1]
    both = before & after
    marked = ((before & (LETTER | DIGIT)) == 0) | ((after & (LETTER | DIGIT)) == 0)
    spaced = (before | after) & APART == 0
    letters = spaced & (both & LETTER != 0) & load_members(LETTER_JOINERS)[signs]
    digits = spaced & (both & DIGIT != 0) & load_members(DIGIT_JOINERS)[signs]
    inside[at[letters | digits]] = True
    hebrew = view.points[quotes - 1]
    quotes = quotes[(hebrew >= _HEBREW_FIRST) & (hebrew <= _HEBREW_LAST)]
    marks = np.flatnonzero((view.kinds & (WORD | LETTER | DIGIT)) == WORD)
    return np.concatenate([at[marked], quotes, marks[(view.kinds[marks - 1] & WORD) == 0]])


def _alone(kinds: Kinds, apart: Counts) -> Counts:
    """Where runs of characters start that only ICU divides."""
    alone: Counts = apart[(kinds[apart] & WORD) == 0]
    first: Counts = alone[(kinds[alone - 1] & _HANGUL) != APART]
    return first


def _hangul_edges(kinds: Kinds, inside: Mask, apart: Counts) -> Counts:
    """Where Hangul meets other letters or digits within a word."""
    hangul = apart[((kinds[apart] & WORD) != 0) & inside[apart]]
    first = hangul[inside[hangul - 1] & ((kinds[hangul - 1] & _HANGUL) != _HANGUL)]
    last = hangul[inside[hangul + 1] & ((kinds[hangul + 1] & _HANGUL) != _HANGUL)]
    return np.concatenate([first, last + 1])


def places(starts: Counts, ends: Counts) -> Counts:
    """Every place from a start to its end, one after the other."""
    lengths = ends - starts
    return np.repeat(ends - np.cumsum(lengths), lengths) + np.arange(lengths.sum(), dtype=np.int64)


def _tokens_at(view: View, at: Counts) -> tuple[Counts, Counts]:
    """Starts and ends of the tokens in which some places lie."""
    if not len(at):
        return at, at
    blank = (view.kinds & BLANK) != 0
    ends = np.sort(view.nearest(blank, at, 1))
    ends = ends[gaps(np.append(-1, ends)) > 0]
    return view.nearest(blank, ends - 1, -1) + 1, ends


def _clauses(view: View, apart: Counts) -> Counts:
    """Where an ideograph or kana follows a mark that ends a clause: always the end of one word and the start of
    another, so that what stands between two marks is divided once, however often it comes."""
    letters = apart[load_members(_CLAUSE_LETTERS)[view.points[apart]]]
    clauses: Counts = letters[load_members(_CLAUSE_ENDS)[view.points[letters - 1]]]
    return clauses


def _divided(view: View, starts: Counts, ends: Counts) -> tuple[Counts, Counts]:
    """Starts and ends of the words in some stretches, as ICU finds them in each different one."""
    order, same = ordered(view.hashes(Spans(starts, ends, starts[:0])))
    first = order[~same]
    which = np.empty(len(order), dtype=np.int64)
    which[order] = np.cumsum(~same) - 1
    at = running_sums(ends[first] - starts[first] + 1)
    found = divide("\n".join(view.text[a:b] for a, b in zip(starts[first].tolist(), ends[first].tolist(), strict=True)))
    words = np.searchsorted(found[0], at)
    held = places(words[which], words[which + 1])
    shift = np.repeat(starts - at[which], words[which + 1] - words[which])
    return found[0][held] + shift, found[1][held] + shift


def divide(text: str) -> tuple[Counts, Counts]:
    """Starts and ends of the words of some lines, by ICU alone."""
    pieces = chain.from_iterable(WordBreaker(text[start:stop], "root") for start, stop in _calls(text))
    cuts = np.concatenate(([0], np.cumsum(np.fromiter(map(len, pieces), dtype=np.int64))))
    kinds = kinds_of(np.frombuffer(text.encode("utf-32-le"), dtype=np.int32))
    held = np.bitwise_or.reduceat(kinds, cuts[:-1]) if text else kinds
    words = (held & (LETTER | DIGIT)) != 0
    for at in np.flatnonzero(~words & ((held & APART) != 0)):
        words[at] = any(map(str.isalnum, text[cuts[at] : cuts[at + 1]]))
    return cuts[:-1][words], cuts[1:][words]


def _calls(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of `text` that are given to ICU one by one: whole lines, but for one that is too long."""
    start = 0
    while start < len(text):
        stop = start + LONGEST_CALL
        if stop < len(text):
            stop = text.rfind("\n", start, stop) + 1 or stop
        yield start, stop
        start = stop
