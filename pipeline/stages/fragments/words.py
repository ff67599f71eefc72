"""The words of a line, how far each may speak for a language, and what a change of language costs between them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from pipeline.language.evidence import Weighed, weigh
from pipeline.language.panel import Host
from pipeline.language.runs import in_words
from pipeline.language.scripts import UNSPACED

from ._words import Words, read_words

# What a change of language costs, in nats: at the ends of a line, at quotes, separators and sentence ends, elsewhere.
AT_LINE_END, AT_BREAK, INSIDE = 1.5, 2.5, 5.0
# A capitalised word may be a name, which says little of the language around it.
CAPITALISED = 0.35
# What a function word says that only the host's language has, in nats.
OWN = 2.0
# What a word says against the host that is written with a letter which the host lacks, in nats.
STRANGE = 2.0
# Words of scripts without blanks are read in pieces of so many characters.
PIECE = 2

_BREAK_RE = regex.compile(
    r"[.!?:;|\"“”„‟«»‹›()\[\]{}—–…。！？「」『』؟؛।/\p{L}\p{N}]|\s[-•·*]\s|‘|’(?!\p{L})|(?<!\p{L})['’]"
)
# What is found of a longer gap between words is not kept. Characters.
LONGEST_KEPT = 8


def words_of(line: str, host: Host) -> Words:
    """The words of a (masked) line that are written in the host's scripts; in pieces where they have no blanks."""
    return read_words(line, host, in_words(line, host.scripts), 0 if is_spaced(host) else PIECE, _breaks)


def is_spaced(host: Host) -> bool:
    """Whether the host's script is written with blanks between words."""
    return host.scripts.isdisjoint(UNSPACED)


def _breaks(before: str, gap: str) -> bool:
    """Whether a gap behind the character `before` holds a break."""
    return (_kept_break if len(gap) <= LONGEST_KEPT else _holds_break)(before, gap)


def _holds_break(before: str, gap: str) -> bool:
    return _BREAK_RE.search(before + gap, len(before)) is not None


_kept_break = lru_cache(maxsize=4_096)(_holds_break)


def strange(words: Words) -> Sequence[bool]:
    """Of each word whether it holds a letter that the host's language lacks; of none where its letters are not
    known."""
    known = words.host.letters
    letters = {char for char in set(words.line) - known if char.isalpha()} if known else None
    return [not letters.isdisjoint(text) for text in words.texts] if letters else [False] * len(words)


def weighed(words: Words) -> Weighed | None:
    """What the words say for other languages than their host's; None where that one is unknown to the evidence."""
    weights = [CAPITALISED if text[0].isupper() else 1.0 for text in words.texts]
    befores = [AT_LINE_END, *(AT_BREAK if broken else INSIDE for broken in words.broken[1:])]
    said = [
        OWN if own else -STRANGE * weight if is_strange else 0.0
        for own, is_strange, weight in zip(words.own, strange(words), weights, strict=True)
    ]
    return weigh(words.texts, weights, befores, said, words.host.words, words.host.scripts)
