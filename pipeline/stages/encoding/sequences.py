"""Find characters, and sequences of them with a class of characters at each place, in a text: all at once, in numpy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import ne
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Classes = tuple[str, ...]
"""The characters of each place of a sequence, none beyond the Basic Multilingual Plane."""

# How far a sequence may reach before and behind the pair of neighbours that it is found by. Characters.
BEFORE, BEHIND = 2, 2
# The bit of a pair that a longer sequence is found by, and of characters that tell only in a run of four.
LONGER, RUN = 1 << 15, 1 << 14
# How much is read at once, about; five times as fast as all at once. Characters.
PIECE = 16_000
_LINE_FEED = 0x0A
_AHEAD, _AFTER = "\n" * (BEFORE + 1), "\n" * BEHIND

Bits = npt.NDArray[np.uint16]
Mask = npt.NDArray[np.bool_]


class Matcher(NamedTuple):
    """`kinds` numbers the characters by the classes that they are in; `pairs` holds the bits of each two neighbours,
    256 to a row: of the first of them, and of both.

    A sequence longer than two is found by a pair and holds where each of its places has one of its kinds:
    `places[place][kind]` has the bit of every sequence that allows that. `masks` are the sequences of each bit.
    """

    kinds: npt.NDArray[np.uint16]
    pairs: Bits
    places: npt.NDArray[np.uint64]
    masks: tuple[tuple[int, np.uint64], ...]


def matcher_of(single: Mapping[int, str], sequences: Mapping[int, Iterable[Classes]], run: str) -> Matcher:
    """A matcher of single characters and of sequences, by the bit that tells of them, and of characters of which only
    a `run` of four tells, by `RUN`.

    Raises ValueError for more than 64 sequences longer than two (once those that differ in one place are merged).
    """
    merged = [(bit, classes) for bit, many in sequences.items() for classes in _merged(many)]
    longer = [(bit, classes) for bit, classes in merged if len(classes) > 2]
    if len(longer) > 64:
        raise ValueError(f"{len(longer)} sequences; at most 64")
    kinds, members = _kinds_of([*single.values(), run, *(chars for _, classes in merged for chars in classes)])
    pairs = np.zeros((len(members[run]), 256), np.uint16)
    for bit, chars in single.items():
        pairs[members[chars]] |= np.uint16(bit)
    for bit, classes in [*merged, (RUN, (run, run))]:
        first = _found_by(classes)
        held = (members[chars] for chars in classes[first : first + 2])
        pairs[np.ix_(*map(np.flatnonzero, held))] |= np.uint16(bit if len(classes) == 2 else LONGER)
    masks = ((bit, sum(1 << i for i, (own, _) in enumerate(longer) if own == bit)) for bit in sequences)
    places = _places([classes for _, classes in longer], members, len(pairs))
    return Matcher(kinds, pairs.ravel(), places, tuple((bit, np.uint64(mask)) for bit, mask in masks if mask))


def bits_of_lines(text: str, matcher: Matcher) -> Bits:
    r"""The bits of what each line of `text` (they end at `\n`) holds."""
    if len(text) <= PIECE:
        return _bits(text, matcher)
    return np.concatenate([_bits(piece, matcher) for piece in _pieces(text)])


def _pieces(text: str) -> Iterator[str]:
    """Whole lines of `text`, so that the arrays of a piece fit a processor's cache."""
    at = 0
    while (end := text.find("\n", at + PIECE)) >= 0:
        yield text[at:end]
        at = end + 1
    yield text[at:]


def _bits(text: str, matcher: Matcher) -> Bits:
    codes = np.frombuffer("".join((_AHEAD, text, _AFTER)).encode("utf-16-le"), np.uint16)
    starts = (codes[:-BEHIND] == _LINE_FEED).nonzero()[0][BEFORE:]
    kinds = matcher.kinds.take(codes)
    pairs = matcher.pairs.take((kinds[:-1] << 8) | kinds[1:])
    bits: Bits = np.bitwise_or.reduceat(pairs, starts)
    held = int(np.bitwise_or.reduce(bits))
    if held & RUN:
        runs = pairs & RUN
        at = (runs[:-2] & runs[1:-1] & runs[2:]).nonzero()[0]
        bits &= ~np.uint16(RUN)
        bits[np.searchsorted(starts, at, side="right") - 1] |= np.uint16(RUN)
    if held & LONGER:
        at = (pairs >= LONGER).nonzero()[0]
        found = _sequences_at(at, kinds, matcher)
        bits &= ~np.uint16(LONGER)
        for bit, mask in matcher.masks if found.any() else ():
            bits[np.searchsorted(starts, at[(found & mask) != 0], side="right") - 1] |= np.uint16(bit)
    return bits


_PLACES = np.arange(-BEFORE, BEHIND + 1)


def _sequences_at(at: npt.NDArray[np.intp], kinds: npt.NDArray[np.uint16], matcher: Matcher) -> npt.NDArray[np.uint64]:
    """The bits of the sequences that are found by the pairs at `at`."""
    around = kinds.take(at[:, None] + _PLACES)
    rows = (_PLACES + BEFORE) * matcher.places.shape[1]
    found: npt.NDArray[np.uint64] = np.bitwise_and.reduce(matcher.places.take(around + rows), axis=1)
    return found


def _places(sequences: Sequence[Classes], members: Mapping[str, Mask], kinds: int) -> npt.NDArray[np.uint64]:
    places = np.zeros((BEFORE + 1 + BEHIND, kinds), np.uint64)
    for i, classes in enumerate(sequences):
        first = _found_by(classes)
        for place in range(len(places)):
            at = place - BEFORE + first
            allowed = members[classes[at]] if 0 <= at < len(classes) else slice(None)
            places[place][allowed] |= np.uint64(1 << i)
    return places


def _merged(sequences: Iterable[Classes]) -> list[Classes]:
    """The same sequences, those that differ in one place only as one."""
    kept: list[Classes] = []
    for classes in sequences:
        joined = classes
        while other := next((one for one in kept if _differing(one, joined) <= 1), None):
            kept.remove(other)
            joined = tuple(a if a == b else "".join(sorted({*a, *b})) for a, b in zip(other, joined, strict=True))
        kept.append(joined)
    return kept


def _differing(one: Classes, other: Classes) -> int:
    return len(one) if len(one) != len(other) else sum(map(ne, one, other))


def _kinds_of(classes: Iterable[str]) -> tuple[npt.NDArray[np.uint16], dict[str, Mask]]:
    """The kind of every code unit, and of each class which kinds are in it; kind 0 is in none.

    Raises ValueError for more than 256 kinds.
    """
    named = list(dict.fromkeys(classes))
    held: dict[str, list[int]] = {}
    for number, chars in enumerate(named):
        for char in dict.fromkeys(chars):
            held.setdefault(char, []).append(number)
    same: dict[tuple[int, ...], list[int]] = {}
    for char, numbers in held.items():
        same.setdefault(tuple(numbers), []).append(ord(char))
    if len(same) > 255:
        raise ValueError(f"{len(same)} kinds of characters; at most 255")
    kinds = np.zeros(0x10000, np.uint16)
    members = np.zeros((len(named), len(same) + 1), np.bool_)
    for kind, (numbers_of_kind, codes) in enumerate(same.items(), start=1):
        kinds[codes] = kind
        members[list(numbers_of_kind), kind] = True
    return kinds, dict(zip(named, members, strict=True))


def _found_by(classes: Classes) -> int:
    """The first of the two neighbours that are in the smallest classes, such as `bits_of_lines` reaches."""
    places = range(max(0, len(classes) - BEHIND - 1), min(len(classes) - 1, BEFORE + 1))
    return min(places, key=lambda place: len(classes[place]) * len(classes[place + 1]))
