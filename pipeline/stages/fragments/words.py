"""The words of a line, how far each may speak for a language, and what a change of language costs between them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
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

# The bits of `Words.kinds`.
IS_OWN, IS_BROKEN, HAS_CAPITAL, IS_STRANGE = (1 << i for i in range(4))

_BREAK_RE = regex.compile(
    r"[.!?:;|\"“”„‟«»‹›()\[\]{}—–…。！？「」『』؟؛।/\p{L}\p{N}]|\s[-•·*]\s|‘|’(?!\p{L})|(?<!\p{L})['’]"
)
# What is found of a longer gap between words is not kept. Characters.
LONGEST_KEPT = 8


def words_of(line: str, host: Host) -> Words:
    """The words of a (masked) line that are written in the host's scripts; in pieces where they have no blanks."""
    piece = 0 if host.scripts.isdisjoint(UNSPACED) else PIECE
    return read_words(line, host, in_words(line, host.scripts), piece, _breaks)


def _breaks(before: str, gap: str) -> bool:
    """Whether a gap behind the character `before` holds a break."""
    return (_kept_break if len(gap) <= LONGEST_KEPT else _holds_break)(before, gap)


def _holds_break(before: str, gap: str) -> bool:
    return _BREAK_RE.search(before + gap, len(before)) is not None


_kept_break = lru_cache(maxsize=4_096)(_holds_break)


def weighed(words: Words) -> Weighed | None:
    """What the words say for other languages than their host's; None where that one is unknown to the evidence."""
    kinds = np.frombuffer(words.kinds(_lacked(words)), np.uint8)
    befores = _BEFORES.take(kinds)
    befores[:1] = AT_LINE_END
    return weigh(words.texts, _WEIGHTS.take(kinds), befores, _SAID.take(kinds), words.host.words, words.host.scripts)


def _lacked(words: Words) -> set[str]:
    """The letters of words that their host's language lacks; none where its own are not known."""
    known, text = words.host.letters, words.read(0, len(words))
    # What is written in Latin letters has all of ASCII, and what is not has none of it in its words.
    return {char for char in set(text) - known if char.isalpha()} if known and not text.isascii() else set()


def _said(kind: int) -> float:
    """What a word says for the host beside its spelling."""
    return OWN if kind & IS_OWN else -STRANGE * _weight(kind) if kind & IS_STRANGE else 0.0


def _weight(kind: int) -> float:
    return CAPITALISED if kind & HAS_CAPITAL else 1.0


# By what `Words.kinds` may say of a word.
_KINDS = range(16)
_WEIGHTS = np.array([_weight(kind) for kind in _KINDS], np.float32)
_BEFORES = np.array([AT_BREAK if kind & IS_BROKEN else INSIDE for kind in _KINDS], np.float32)
_SAID = np.array([_said(kind) for kind in _KINDS], np.float32)
