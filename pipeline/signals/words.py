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

from .hashes import Hashes
from .kinds import APART, BLANK, DIGIT, DIGIT_JOINERS, LETTER, LETTER_JOINERS, WORD, Kinds, load_kinds, load_members
from .view import Counts, Mask, Spans, View, edges_of

LONGEST_CALL = 100_000
"""Code points given to ICU at once; a longer token is cut there."""

_HANGUL = WORD | APART
_HEBREW_FIRST, _HEBREW_LAST = 0x591, 0x5F4


def word_hashes(view: View) -> Hashes:
    """A hash of each word of a view."""
    return view.hashes(view.once(words_of))


def words_of(view: View) -> Spans:
    """The words of a view; a word has at least one letter or digit."""
    inside = (view.kinds & WORD) != 0
    unsure = np.concatenate([_joined(view, inside), _apart(view.kinds)])
    starts, ends = _tokens_at(view, unsure)
    inside[places(starts, ends)] = False
    more = np.concatenate([*_divided(view.text, starts, ends), *[_hangul_edges(view.kinds, inside)] * 2])
    edges = edges_of(inside)
    edges = np.sort(np.concatenate([edges, more]), kind="stable") if len(more) else edges
    return view.spans(edges[::2], edges[1::2])


def _joined(view: View, inside: Mask) -> Counts:
    """Put signs that join into `inside`; returns places where more than the neighbours would have to be seen: a sign
    or a mark beside a mark, a quote behind a Hebrew letter."""
    at, signs = view.signs
    before, after = view.kinds[at - 1], view.kinds[np.minimum(at + 1, len(inside) - 1)]
    both = before & after
    marked = (both & WORD != 0) & (((before & (LETTER | DIGIT)) == 0) | ((after & (LETTER | DIGIT)) == 0))
    spaced = (both & WORD != 0) & ((before | after) & APART == 0)
    letters = spaced & (both & LETTER != 0) & load_members(LETTER_JOINERS)[signs]
    digits = spaced & (both & DIGIT != 0) & load_members(DIGIT_JOINERS)[signs]
    inside[at[letters | digits]] = True
    quotes = at[(signs == ord("'")) | (signs == ord('"'))]
    hebrew = view.points[quotes - 1]
    quotes = quotes[(hebrew >= _HEBREW_FIRST) & (hebrew <= _HEBREW_LAST)]
    marks = np.flatnonzero((view.kinds & (WORD | LETTER | DIGIT)) == WORD)
    return np.concatenate([at[marked], quotes, marks[(view.kinds[marks - 1] & WORD) == 0]])


def _apart(kinds: Kinds) -> Counts:
    """Where runs of characters start that only ICU divides."""
    apart = (kinds & _HANGUL) == APART
    return np.flatnonzero(apart[1:] > apart[:-1]) + 1


def _hangul_edges(kinds: Kinds, inside: Mask) -> Counts:
    """Where Hangul meets other letters or digits within a word."""
    hangul = (kinds & _HANGUL) == _HANGUL
    return np.flatnonzero((hangul[1:] != hangul[:-1]) & inside[1:] & inside[:-1]) + 1


def places(starts: Counts, ends: Counts) -> Counts:
    """Every place from a start to its end, one after the other."""
    lengths = ends - starts
    return np.repeat(ends - np.cumsum(lengths), lengths) + np.arange(lengths.sum(), dtype=np.int64)


def _tokens_at(view: View, at: Counts) -> tuple[Counts, Counts]:
    """Starts and ends of the tokens in which some places lie."""
    if not len(at):
        return at, at
    blanks = view.where(BLANK)
    following = np.unique(np.searchsorted(blanks, at))
    return blanks[following - 1] + 1, blanks[following]


def _divided(text: str, starts: Counts, ends: Counts) -> tuple[Counts, Counts]:
    """Starts and ends of the words in some tokens of `text`, as ICU finds them in each different token."""
    tokens = [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    numbers = {token: number for number, token in enumerate(dict.fromkeys(tokens))}
    at = np.cumsum([0, *(len(token) + 1 for token in numbers)])
    found = divide("\n".join(numbers))
    first = np.searchsorted(found[0], at)
    which = np.array([numbers[token] for token in tokens], dtype=np.int64)
    words = places(first[which], first[which + 1])
    shift = np.repeat(starts - at[which], first[which + 1] - first[which])
    return found[0][words] + shift, found[1][words] + shift


def divide(text: str) -> tuple[Counts, Counts]:
    """Starts and ends of the words of some lines, by ICU alone."""
    pieces = chain.from_iterable(WordBreaker(text[start:stop], "root") for start, stop in _calls(text))
    cuts = np.concatenate(([0], np.cumsum(np.fromiter(map(len, pieces), dtype=np.int64))))
    kinds = load_kinds().take(np.frombuffer(text.encode("utf-32-le"), dtype=np.int32))
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
