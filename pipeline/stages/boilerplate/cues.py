"""Which rules may match in which lines: compiled code finds all their cues in all lines at once.

A line with a cue of a rule is only a candidate: the rule's pattern decides. So too much may be found here, never
too little.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.rules.compiled import WHOLE
from pipeline.rules.folding import FOLDED, folds
from pipeline.rules.patterns import BLANKS, BULLETED, BULLETS, CLASS_CUES, Patterns, is_word
from pipeline.rules.rule import BEYOND, Rule
from pipeline.shape import bytes_of
from pipeline.stages.boilerplate import _cues

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int32]
Indices = npt.NDArray[np.int64]

ANY_LENGTH = (1 << 31) - 1
PLACES = ("any", "head", "foot", "edge", "page")
"""Where the lines stand that a rule asks for: in which zones of an extracted text, or only in whole pages."""
PLACE_OF_ZONE = {"first": "head", "head": "head", "foot": "foot", "under": "foot", "edge": "edge"}
CLASSES = ("#outside", "#digit", "#count", "#numbers", "#date", "#symbol")
"""Cues that are no words, by the numbers that compiled code knows them by; of the first any line is, and so it is of
all others."""
EDGES = np.zeros(1 << 16, np.uint8)
EDGES[[*map(ord, BLANKS)]] = 1
EDGES[[*map(ord, BULLETS)]] = 2


class Texts(NamedTuple):
    """Lines as cues are looked for in them: their UTF-8, where each begins in it (one more than there are lines), their
    lengths in code points, and bits of PLACES where each stands. The core of each (see `patterns.core_of`) goes from
    one of `starts` to one of `ends`, in bytes, behind so many `passed` code points of the line."""

    data: Bytes
    offsets: Numbers
    lengths: Numbers
    stands: Bytes
    starts: Indices
    ends: Indices
    passed: Numbers


class Candidates(NamedTuple):
    """Pairs of a line and a rule, both by number, in the order of lines, then of rules."""

    lines: Numbers
    rules: Numbers


def texts_of(lines: pa.StringArray, lengths: Numbers, stands: Bytes) -> Texts:
    """Lines, without repetition, made ready to be looked at; `stands` holds bits of PLACES where each stands in some
    document."""
    offsets, data = bytes_of(lines)
    cores = np.empty(len(lines), np.int64), np.empty(len(lines), np.int64), np.empty(len(lines), np.int32)
    _cues.find_cores(data, offsets, EDGES, BULLETED, *cores)
    return Texts(data, offsets, lengths, stands, *cores)


def candidates_of(texts: Texts, own: Indices, patterns: Patterns) -> Candidates:
    """The candidates among the lines `own`, whose documents are in the patterns' language."""
    finder = _finder(patterns)
    return Candidates(*finder.find(texts.data, texts.offsets, own, texts.lengths, texts.stands))


@lru_cache(maxsize=512)
def _finder(patterns: Patterns) -> _cues.Finder:
    numbers: dict[str, list[int]] = {}
    for number, rule in enumerate(patterns.rules):
        for cue in rule.cues if rule.scope not in BEYOND else ():
            numbers.setdefault(cue if cue in CLASSES or cue not in CLASS_CUES else CLASSES[0], []).append(number)
    plain = [b"" if cue in CLASSES else _folded(cue) for cue in numbers]
    places = {cue: place for place, cue in enumerate(numbers)}
    return _cues.Finder(
        np.frombuffer(b"".join(plain), np.uint8),
        _borders(map(len, plain)),
        np.array([*map(is_word, numbers)], np.uint8),
        _borders(map(len, numbers.values())),
        np.fromiter(chain(*numbers.values()), np.int32),
        np.array([places.get(cue, -1) for cue in CLASSES], np.int32),
        np.array([rule.longest if rule.scope in WHOLE else ANY_LENGTH for rule in patterns.rules], np.int32),
        np.array([1 << _place_of(rule) for rule in patterns.rules], np.uint8),
        np.frombuffer(folds(), np.uint32),
    )


def _borders(sizes: Iterable[int]) -> Numbers:
    return np.fromiter(accumulate(sizes, initial=0), np.int32)


def _place_of(rule: Rule) -> int:
    """The narrowest of PLACES in which all lines stand that the rule asks for."""
    return PLACES.index("page" if rule.layout == "page" else PLACE_OF_ZONE.get(rule.zone, "any"))


def _folded(cue: str) -> bytes:
    return (cue if cue.isascii() else cue.translate(FOLDED)).encode()
