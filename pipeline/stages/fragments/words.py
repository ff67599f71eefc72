"""The words of a line, how far each may speak for a language, and what a change of language costs between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

import regex

from pipeline.language.evidence import Weighed, weigh
from pipeline.language.panel import Host
from pipeline.language.runs import split_words
from pipeline.language.scripts import UNSPACED

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


@dataclass(frozen=True)
class Words:
    """Words of a line of a document of `host`: `texts[i]` is `line[starts[i]:ends[i]]`; `broken[i]`: a break stands
    between it and the word before."""

    line: str
    host: Host
    starts: Sequence[int]
    ends: Sequence[int]
    texts: Sequence[str]
    broken: Sequence[bool]

    def __len__(self) -> int:
        return len(self.texts)

    def part(self, first: int, last: int) -> Words:
        """The words `first` to `last` (exclusive)."""
        at = slice(first, last)
        return Words(self.line, self.host, self.starts[at], self.ends[at], self.texts[at], self.broken[at])

    def read(self, first: int, last: int) -> str:
        """The line from word `first` to word `last` (exclusive)."""
        return self.line[self.starts[first] : self.ends[last - 1]]

    def letters(self, first: int, last: int) -> int:
        """Characters of the words `first` to `last` (exclusive)."""
        return sum(map(len, self.texts[first:last]))

    @property
    def spaced(self) -> bool:
        """Whether their script is written with blanks between words."""
        return self.host.scripts.isdisjoint(UNSPACED)

    @cached_property
    def lowered(self) -> Sequence[str]:
        """Each word in small letters."""
        return [text.lower() for text in self.texts]

    @cached_property
    def own(self) -> Sequence[bool]:
        """Of each word whether it is a function word that only the host's language has."""
        return [word in self.host.own for word in self.lowered]

    @property
    def strange(self) -> Sequence[bool]:
        """Of each word whether it holds a letter that the host's language lacks; of none where its letters are not
        known."""
        known = self.host.letters
        letters = {char for char in set("".join(self.texts)) - known if char.isalpha()} if known else None
        return [not letters.isdisjoint(text) for text in self.texts] if letters else [False] * len(self)


def words_of(line: str, host: Host) -> Words:
    """The words of a (masked) line that are written in the host's scripts; in pieces where they have no blanks."""
    parts = split_words(line, host.scripts)
    bounds = [*accumulate(map(len, parts))]
    gaps, texts = parts[:-1:2], parts[1::2]
    broken = [gap != " " and _breaks(before, gap) for before, gap in zip(("", *texts), gaps, strict=False)]
    words = Words(line, host, bounds[:-1:2], bounds[1::2], texts, broken)
    return words if words.spaced else _in_pieces(words)


def _in_pieces(words: Words) -> Words:
    """The words of a script without blanks in pieces."""
    spans = zip(words.starts, words.ends, strict=True)
    bounds = [(at, min(at + PIECE, end)) for start, end in spans for at in range(start, end, PIECE)]
    starts, ends = [start for start, _ in bounds], [end for _, end in bounds]
    texts = [words.line[start:end] for start, end in bounds]
    known = dict(zip(words.starts, words.broken, strict=True))
    return Words(words.line, words.host, starts, ends, texts, [known.get(start, False) for start in starts])


def _breaks(before: str, gap: str) -> bool:
    """Whether a gap behind the word `before` holds a break; in front of the first word there is one."""
    if not before:
        return True
    return (_kept_break if len(gap) <= LONGEST_KEPT else _holds_break)(before[-1], gap)


def _holds_break(before: str, gap: str) -> bool:
    return _BREAK_RE.search(before + gap, len(before)) is not None


_kept_break = lru_cache(maxsize=4_096)(_holds_break)


def weighed(words: Words) -> Weighed | None:
    """What the words say for other languages than their host's; None where that one is unknown to the evidence."""
    weights = [CAPITALISED if text[0].isupper() else 1.0 for text in words.texts]
    befores = [AT_LINE_END, *(AT_BREAK if broken else INSIDE for broken in words.broken[1:])]
    said = [
        OWN if own else -STRANGE * weight if strange else 0.0
        for own, strange, weight in zip(words.own, words.strange, weights, strict=True)
    ]
    return weigh(words.texts, weights, befores, said, words.host.words, words.host.scripts)
