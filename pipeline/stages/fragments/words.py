"""The words of a line, how far each may speak for a language, and what a change of language costs between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, starmap
from typing import NamedTuple

import regex

from pipeline.language.evidence import Word
from pipeline.language.panel import Host
from pipeline.language.scripts import UNSPACED, word_spans

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


class Token(NamedTuple):
    """`text` is `line[start:end]`; `broken`: a break stands between it and the token before; `spaced`: its script is
    written with blanks between words."""

    start: int
    end: int
    text: str
    broken: bool
    spaced: bool


def tokens_of(line: str, scripts: frozenset[str]) -> list[Token]:
    """The words of a (masked) line that are written in `scripts`, the page's own."""
    tokens: list[Token] = []
    at = 0
    spaced = scripts.isdisjoint(UNSPACED)
    spans = word_spans(line, scripts)
    for start, end in spans if spaced else chain.from_iterable(starmap(_pieces, spans)):
        broken = line[at:start] != " " and (not tokens or _BREAK_RE.search(line, at, start) is not None)
        tokens.append(Token(start, end, line[start:end], broken, spaced))
        at = end
    return tokens


def _pieces(start: int, end: int) -> Iterator[tuple[int, int]]:
    for at in range(start, end, PIECE):
        yield at, min(at + PIECE, end)


def words_of(tokens: Sequence[Token], host: Host) -> list[Word]:
    """The tokens of one line as the search for segments foreign to `host` reads them."""
    words = [_word(token, host) for token in tokens]
    return [words[0]._replace(before=AT_LINE_END), *words[1:]] if words else []


def _word(token: Token, host: Host) -> Word:
    text, weight = token.text, weight_of(token.text)
    own = OWN if text.lower() in host.own else -STRANGE * weight if _is_strange(text, host.letters) else 0.0
    return Word(text, weight, AT_BREAK if token.broken else INSIDE, own)


def _is_strange(word: str, letters: frozenset[str]) -> bool:
    """Whether a word holds a letter that is none of `letters`; no word does where these are not known."""
    if not letters or letters.issuperset(word):
        return False
    return any(char.isalpha() for char in set(word) - letters)


def weight_of(word: str) -> float:
    """How far a word may speak for a language, 0..1."""
    return CAPITALISED if word[0].isupper() else 1.0
