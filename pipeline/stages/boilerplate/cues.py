"""Which rules may match in which lines: one automaton finds all their cues in all lines at once.

A line with a cue of a rule is only a candidate: the rule's pattern decides. So too much may be found here, never
too little.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from ahocorasick_rs import BytesAhoCorasick, Implementation

from pipeline.language.blocks import begun_by, pairs_at
from pipeline.rules.compiled import WHOLE
from pipeline.rules.patterns import CLASS_CUES, Patterns, cue_pattern, is_word
from pipeline.rules.rule import BEYOND, Rule
from pipeline.shape import bytes_of

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

LENGTHS = (0, 120, 300, 1 << 31)
"""Steps of length at which lines are looked at: the shorter a line, the more rules look at it."""
PLACES = ("any", "head", "foot", "edge", "page")
"""Where the lines stand that a rule asks for: in which zones of an extracted text, or only in whole pages."""
PLACE_OF_ZONE = {"first": "head", "head": "head", "foot": "foot", "under": "foot", "edge": "edge"}
MANY_LINES = 2_000
"""Lines from which it pays to look at them by length."""
# Characters that RE2 takes for another's upper or lower case, and lower case leaves alone.
VARIANTS: Mapping[str, str] = {
    "ſ": "s", "ẛ": "ṡ", "ﬅ": "ﬆ",
    "µ": "μ", "\u0345": "ι", "\u1fbe": "ι", "\u1fd3": "\u0390", "\u1fe3": "\u03b0", "ϐ": "β", "ϵ": "ε", "ϑ": "θ",
    "ϰ": "κ", "ϖ": "π", "ϱ": "ρ", "ς": "σ", "ϕ": "φ",
    "ᲀ": "в", "ᲁ": "д", "ᲂ": "о", "ᲃ": "с", "ᲄ": "т", "ᲅ": "т", "ᲆ": "ъ", "ᲇ": "ѣ", "ᲈ": "ꙋ",
}  # fmt: skip
FOLDED = {ord(variant): character for variant, character in VARIANTS.items()}
# What has an ASCII letter for its lower case without being one: `\b` of RE2 sees a border beside it.
LIKE_ASCII = "\u0130\u212a"
STRANGE = "".join(VARIANTS) + LIKE_ASCII + "ϴ"
STRANGE_PAIRS = begun_by(STRANGE)
OF_DIGITS = ("#digit", "#count", "#numbers", "#date")
"""Cues that no line without a digit holds."""
LETTER_BYTES = np.array([byte < 128 and chr(byte).isalnum() for byte in range(256)])
"""Bytes that are letters or digits of ASCII."""
WORD_BYTES = np.isin(np.arange(256), np.frombuffer(b"0123456789abcdefghijklmnopqrstuvwxyz_", np.uint8))


class Texts(NamedTuple):
    """Lines as cues are looked for in them: `folded` without regard to case, `lengths` in code points; `odd` lines had
    characters whose folding hides the borders of words. `stands` says of each of PLACES and each line whether the line
    stands there. `likely` are the lines that may hold a cue that is no word, by their bytes alone, `classes` those that
    do, found late."""

    lines: pa.StringArray
    folded: pa.StringArray
    lengths: npt.NDArray[np.int32]
    odd: Mask
    stands: Mask
    likely: Mapping[str, Mask]
    classes: dict[tuple[str, int, tuple[int, ...]], Mask]


class Candidates(NamedTuple):
    """Pairs of a line and a rule, both by number, in the order of rules, then of lines."""

    lines: Indices
    rules: Indices


def texts_of(lines: pa.StringArray, lengths: npt.NDArray[np.int32], is_ascii: Mask, stands: Mask) -> Texts:
    """Lines, without repetition, made ready to be looked at; `stands` says of each of PLACES and each line whether the
    line stands there in some document."""
    odd = np.zeros(len(lines), dtype=bool)
    others = np.flatnonzero(~is_ascii)
    others = others[_may_be_odd(lines.take(pa.array(others)))]
    strange = pc.match_substring_regex(lines.take(pa.array(others)), f"[{STRANGE}]")
    odd[others[strange.to_numpy(zero_copy_only=False)]] = True
    folded = pc.ascii_lower(lines) if is_ascii.all() else pc.utf8_lower(lines)
    if odd.any():
        folded = pc.replace_with_mask(folded, pa.array(odd), fold(folded.filter(pa.array(odd))))
    return Texts(lines, folded, lengths, odd, stands, _likely(lines, lengths, is_ascii), {})


def _likely(lines: pa.StringArray, lengths: npt.NDArray[np.int32], is_ascii: Mask) -> dict[str, Mask]:
    """Lines that may hold some of the cues that are no words; a long line may hold any."""
    with_digit, with_sign = np.ones((2, len(lines)), dtype=bool)
    asked = np.flatnonzero(is_ascii & (lengths <= LENGTHS[1]) & (lengths > 0))
    offsets, data = bytes_of(lines.take(pa.array(asked)))
    with_digit[asked] = np.diff(np.searchsorted(np.flatnonzero(data - ord("0") < 10), offsets)) > 0
    with_sign[asked] = ~(LETTER_BYTES[data[offsets[:-1]]] | LETTER_BYTES[data[offsets[1:] - 1]])
    return {**dict.fromkeys(OF_DIGITS, with_digit), "#symbol": with_sign}


def _may_be_odd(lines: pa.StringArray) -> Mask:
    """Which lines hold the first two bytes of a strange character."""
    offsets, data = bytes_of(lines)
    at = np.flatnonzero(data >= 0xC2)
    return np.diff(np.searchsorted(at[STRANGE_PAIRS[pairs_at(data, at)]], offsets)) > 0


def fold(lines: pa.Array) -> pa.Array:
    """Lines so that two characters are the same where RE2 takes one for the other's upper or lower case."""
    folded = pc.utf8_lower(lines)
    for variant, character in VARIANTS.items():
        folded = pc.replace_substring(folded, variant, character)
    return folded


def candidates_of(texts: Texts, own: Indices, patterns: Patterns) -> Candidates:
    """The candidates among the lines `own`, whose documents are in the patterns' language."""
    wanted = _wanted(patterns)
    are_many = len(own) >= MANY_LINES
    steps = LENGTHS if are_many else (LENGTHS[0], LENGTHS[-1])
    found = [_with_words(texts, own, _tier(patterns, above), above, most, are_many) for above, most in pairwise(steps)]
    found += [_with_class(texts, own, asked) for asked in wanted.classes]
    lines = np.concatenate([pairs.lines for pairs in found])
    rules = np.concatenate([pairs.rules for pairs in found])
    likely = (texts.lengths[lines] <= wanted.longest[rules]) & texts.stands[wanted.places[rules], lines]
    pairs = np.sort(rules[likely] * len(texts.lines) + lines[likely])
    pairs = pairs[np.concatenate(([True], pairs[1:] != pairs[:-1]))] if len(pairs) else pairs
    return Candidates(pairs % len(texts.lines), pairs // len(texts.lines))


class Tier(NamedTuple):
    """The plain cues of rules that look at lines of some length, which of them are words, and the rules of each:
    those of cue `i` are `rules[starts[i] : starts[i + 1]]`."""

    cues: tuple[bytes, ...]
    words: Mask
    starts: Indices
    rules: Indices


class Asked(NamedTuple):
    """A cue that is no word, the longest line that is asked for it, the places where such lines stand and the numbers
    of its rules."""

    cue: str
    longest: int
    places: tuple[int, ...]
    rules: Indices


class Wanted(NamedTuple):
    """What is looked for in lines of one language: plain cues with the rules (by number) of each, one pair after the
    other in the order of cues, and the cues that are no words. `longest` is the longest line of each rule, `places`
    where lines must stand for it (a number of PLACES)."""

    cues: tuple[str, ...]
    pairs: tuple[Indices, Indices]
    classes: tuple[Asked, ...]
    longest: Indices
    places: Indices


@lru_cache(maxsize=512)
def _wanted(patterns: Patterns) -> Wanted:
    plain: dict[str, list[int]] = {}
    classes: dict[str, list[int]] = {}
    for number, rule in enumerate(patterns.rules):
        for cue in rule.cues if rule.scope not in BEYOND else ():
            (classes if cue in CLASS_CUES else plain).setdefault(cue, []).append(number)
    longest = _numbers(rule.longest if rule.scope in WHOLE else LENGTHS[-1] for rule in patterns.rules)
    places = _numbers(map(_place_of, patterns.rules))
    return Wanted(
        tuple(plain),
        (np.repeat(np.arange(len(plain)), [*map(len, plain.values())]), _numbers(chain(*plain.values()))),
        tuple(
            Asked(cue, int(longest[own].max()), tuple(np.unique(places[own]).tolist()), np.array(own))
            for cue, own in classes.items()
        ),
        longest,
        places,
    )


def _numbers(numbers: Iterable[int]) -> Indices:
    return np.fromiter(numbers, np.int64)


def _place_of(rule: Rule) -> int:
    """The narrowest of PLACES in which all lines stand that the rule asks for."""
    return PLACES.index("page" if rule.layout == "page" else PLACE_OF_ZONE.get(rule.zone, "any"))


@lru_cache(maxsize=512)
def _tier(patterns: Patterns, above: int) -> Tier:
    """What is looked for in lines of more than so many characters."""
    wanted = _wanted(patterns)
    cues, rules = (part[wanted.longest[wanted.pairs[1]] > above] for part in wanted.pairs)
    counts = np.bincount(cues, minlength=len(wanted.cues))
    texts = [wanted.cues[cue] for cue in np.flatnonzero(counts).tolist()]
    starts = np.append(0, np.cumsum(counts[counts > 0]))
    return Tier(tuple(map(_folded, texts)), np.array([*map(is_word, texts)], bool), starts, rules)


def _folded(cue: str) -> bytes:
    return (cue if cue.isascii() else cue.translate(FOLDED)).encode()


@lru_cache(maxsize=512)
def _automaton(cues: tuple[bytes, ...], for_many: bool) -> Any:
    """The automaton of some cues: one that is quick to make, or (`for_many`) one that is quick to run. Languages
    without rules of their own share one."""
    kind = Implementation.DFA if for_many else Implementation.ContiguousNFA
    return BytesAhoCorasick(cues, implementation=kind)


def _with_words(texts: Texts, own: Indices, tier: Tier, above: int, most: int, are_many: bool) -> Candidates:
    lengths = texts.lengths[own]
    here = own[(lengths > above) & (lengths <= most)]
    if not len(here) or not tier.cues:
        return Candidates(here[:0], here[:0])
    part = texts.folded if len(here) == len(texts.folded) else texts.folded.take(pa.array(here))
    offsets, data = bytes_of(part)
    hits = _automaton(tier.cues, are_many).find_matches_as_indexes(data, overlapping=True)
    found = np.fromiter(chain.from_iterable(hits), np.int64, 3 * len(hits)).reshape(-1, 3)
    cues, starts, ends = found[:, 0], found[:, 1], found[:, 2]
    lines = np.searchsorted(offsets, starts, side="right") - 1
    inside = ends <= offsets[lines + 1]
    asked = np.flatnonzero(tier.words[cues] & inside & ~texts.odd[here[lines]])
    first, past = offsets[lines[asked]], offsets[lines[asked] + 1]
    before = (starts[asked] == first) | ~WORD_BYTES[data[starts[asked] - 1]]
    after = (ends[asked] == past) | ~WORD_BYTES[data[np.minimum(ends[asked], len(data) - 1)]]
    inside[asked] = before & after
    return _paired(here[lines[inside]], cues[inside], tier)


def _paired(lines: Indices, cues: Indices, tier: Tier) -> Candidates:
    """Each line with each of the rules of its cue."""
    counts = tier.starts[cues + 1] - tier.starts[cues]
    ends = np.cumsum(counts)
    within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
    return Candidates(np.repeat(lines, counts), tier.rules[np.repeat(tier.starts[cues], counts) + within])


def _with_class(texts: Texts, own: Indices, asked: Asked) -> Candidates:
    key = asked[:3]
    if key not in texts.classes:
        may_hold = texts.likely.get(asked.cue, True) & texts.stands[[*asked.places]].any(axis=0)
        here = np.flatnonzero(may_hold & (texts.lengths <= asked.longest))
        matched = pc.match_substring_regex(texts.lines.take(pa.array(here)), cue_pattern(asked.cue))
        held = np.zeros(len(texts.lines), dtype=bool)
        held[here[matched.to_numpy(zero_copy_only=False)]] = True
        texts.classes[key] = held
    lines = own[texts.classes[key][own]]
    return Candidates(np.tile(lines, len(asked.rules)), np.repeat(asked.rules, len(lines)))
