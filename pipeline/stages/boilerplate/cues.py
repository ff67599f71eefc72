"""Which rules may match in which lines: compiled code finds all their cues in all lines at once.

A line with a cue of a rule is only a candidate: the rule's pattern decides. So too much may be found here, never
too little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.rules.compiled import WHOLE
from pipeline.rules.patterns import BULLETED, CLASS_CUES, Patterns, is_word
from pipeline.rules.rule import BEYOND, Rule
from pipeline.shape import bytes_of
from pipeline.stages.boilerplate import _cues
from pipeline.stages.boilerplate._cores import find_cores
from pipeline.stages.boilerplate._parts import join_parts
from pipeline.stages.boilerplate.doubled import EDGES

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int32]
Indices = npt.NDArray[np.int64]

ANY_LENGTH = (1 << 31) - 1
PLACES = ("any", "head", "foot", "edge", "page")
"""Where the lines stand that a rule asks for: in which zones of an extracted text, or only in whole pages."""
PLACE_OF_ZONE = {"first": "head", "head": "head", "foot": "foot", "under": "foot", "edge": "edge"}
CLASSES = ("#outside", "#doubled", "#digit", "#count", "#numbers", "#date", "#symbol")
"""Cues that are no words, in the order that compiled code knows them by; the first two are held by any line."""
POINTS = 0x1F000
"""Code points above which no script has upper and lower case."""
# Characters that RE2 takes for another's upper or lower case, and lower case leaves alone.
VARIANTS: Mapping[str, str] = {
    "ſ": "s", "ẛ": "ṡ", "ﬅ": "ﬆ",
    "µ": "μ", "\u0345": "ι", "\u1fbe": "ι", "\u1fd3": "\u0390", "\u1fe3": "\u03b0", "ϐ": "β", "ϵ": "ε", "ϑ": "θ",
    "ϰ": "κ", "ϖ": "π", "ϱ": "ρ", "ς": "σ", "ϕ": "φ",
    "ᲀ": "в", "ᲁ": "д", "ᲂ": "о", "ᲃ": "с", "ᲄ": "т", "ᲅ": "т", "ᲆ": "ъ", "ᲇ": "ѣ", "ᲈ": "ꙋ",
}  # fmt: skip
FOLDED = {ord(variant): character for variant, character in VARIANTS.items()}
VARIANT_RE = re.compile(f"[{''.join(VARIANTS)}]")


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
    """Pairs of a line and a rule, both by number, in the order of lines."""

    lines: Numbers
    rules: Numbers


class Parts(NamedTuple):
    """The parts of lines that rules look at, in the order of rules: the lines, where those of each rule begin among
    them (one more than there are rules), the parts in UTF-8, with a line's end behind each, and where each of them
    starts (one more than there are)."""

    lines: Numbers
    firsts: Indices
    text: Bytes
    starts: Indices


def texts_of(lines: pa.StringArray, lengths: Numbers, stands: Bytes) -> Texts:
    """Lines, without repetition, made ready to be looked at; `stands` holds bits of PLACES where each stands in some
    document."""
    offsets, data = bytes_of(lines)
    cores = np.empty(len(lines), np.int64), np.empty(len(lines), np.int64), np.empty(len(lines), np.int32)
    find_cores(data, offsets, EDGES, BULLETED, *cores)
    return Texts(data, offsets, lengths, stands, *cores)


def candidates_of(texts: Texts, own: Numbers, patterns: Patterns) -> Candidates:
    """The candidates among the lines `own`, whose documents are in the patterns' language."""
    finder = _finder(patterns)
    return Candidates(*finder.find(texts.data, texts.offsets, own, texts.lengths, texts.stands))


def parts_of(texts: Texts, own: Numbers, patterns: Patterns) -> Parts:
    """What the rules look at in their candidates among the lines `own`: see `candidates_of`."""
    pairs = candidates_of(texts, own, patterns)
    return Parts(*join_parts(texts.data, texts.starts, texts.ends, _looks(patterns), *pairs))


@lru_cache(maxsize=512)
def _looks(patterns: Patterns) -> Numbers:
    return np.array([matcher.look for matcher in patterns.matchers], np.int32)


@lru_cache(maxsize=512)
def _finder(patterns: Patterns) -> _cues.Finder:
    numbers: dict[str, list[int]] = {}
    for number, rule in enumerate(patterns.rules):
        for cue in rule.cues if rule.scope not in BEYOND else ():
            numbers.setdefault(cue, []).append(number)
    plain, words = zip(*map(_read_cue, numbers), strict=True) if numbers else ((), ())
    places = {cue: place for place, cue in enumerate(numbers)}
    return _cues.Finder(
        np.frombuffer(b"".join(plain), np.uint8),
        _borders(map(len, plain)),
        np.array(words, np.uint8),
        _borders(map(len, numbers.values())),
        np.fromiter(chain.from_iterable(numbers.values()), np.int32),
        np.array([places.get(cue, -1) for cue in CLASSES], np.int32),
        np.array([rule.longest if rule.scope in WHOLE else ANY_LENGTH for rule in patterns.rules], np.int32),
        np.array([1 << _place_of(rule) for rule in patterns.rules], np.uint8),
        folds(),
    )


@cache
def _read_cue(cue: str) -> tuple[bytes, bool]:
    """What is looked for in folded lines, nothing for a class of lines, and whether it must be a word."""
    if cue in CLASS_CUES:
        return b"", False
    return (cue.translate(FOLDED) if VARIANT_RE.search(cue) else cue).encode(), is_word(cue)


def _borders(sizes: Iterable[int]) -> Numbers:
    return np.fromiter(accumulate(sizes, initial=0), np.int32)


def _place_of(rule: Rule) -> int:
    """The narrowest of PLACES in which all lines stand that the rule asks for."""
    return PLACES.index("page" if rule.layout == "page" else PLACE_OF_ZONE.get(rule.zone, "any"))


@cache
def folds() -> npt.NDArray[np.uint32]:
    """For each code point below POINTS what stands for it, so that two are the same where RE2 takes one for the
    other's upper or lower case."""
    points = np.empty(POINTS, np.uint32)
    _cues.lower_all(points)
    points[[*map(ord, VARIANTS)]] = [*map(ord, VARIANTS.values())]
    return points
