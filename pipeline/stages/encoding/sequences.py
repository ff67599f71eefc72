"""Find characters, and sequences of them with a class of characters at each place, in a text: all in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import ne
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.stages.encoding import _sequences

Classes = tuple[str, ...]
"""The characters of each place of a sequence, none beyond the Basic Multilingual Plane."""

# How far a sequence may reach before and behind the pair of neighbours that it is found by. Characters.
BEFORE, BEHIND = 2, 2
PRINTABLE = range(0x20, 0x7F)

Bits = npt.NDArray[np.uint32]
Mask = npt.NDArray[np.bool_]


class Matcher(NamedTuple):
    """`signs` holds the bits of each byte: of what is told by ASCII alone, and `BEYOND` it; of printable characters of
    ASCII only `telling` has any (0 where none has).

    `kinds` numbers the characters by the classes that they are in; `pairs` holds the bits of each two neighbours,
    256 to a row: of the first of them, and of both.

    A sequence longer than two is found by a pair and holds where each of its places has one of its kinds:
    `places[place][kind]` has the bit of every sequence that allows that. `masks` are the sequences of each of the
    bits `owners`.

    Of characters with one bit so many in a row have another: `repeated` names the bit, their number, the other bit.
    """

    signs: Bits
    telling: int
    kinds: npt.NDArray[np.uint8]
    pairs: Bits
    places: npt.NDArray[np.uint64]
    masks: npt.NDArray[np.uint64]
    owners: Bits
    repeated: tuple[int, int, int]


BEYOND, LONGER = 1 << 30, 1 << 31
"""The bit of bytes beyond ASCII, and of a pair that a longer sequence is found by."""


def matcher_of(
    single: Mapping[int, str], sequences: Mapping[int, Iterable[Classes]], repeated: tuple[int, int, int]
) -> Matcher:
    """A matcher of single characters and of sequences, by the bit that tells of them; see `Matcher` for `repeated`.

    Raises ValueError for more than 64 sequences longer than two (once those that differ in one place are merged), and
    for a sequence that could be found by two characters of ASCII.
    """
    merged = [(bit, classes) for bit, many in sequences.items() for classes in _merged(many)]
    longer = [(bit, classes) for bit, classes in merged if len(classes) > 2]
    if len(longer) > 64:
        raise ValueError(f"{len(longer)} sequences; at most 64")
    wide = {bit: "".join(char for char in chars if not char.isascii()) for bit, chars in single.items()}
    kinds, members = _kinds_of(["", *wide.values(), *(chars for _, classes in merged for chars in classes)])
    pairs = np.zeros((members[""].size, 256), np.uint32)
    for bit, chars in wide.items():
        pairs[members[chars]] |= np.uint32(bit)
    for bit, classes in merged:
        first = _found_by(classes)
        held = (members[chars] for chars in classes[first : first + 2])
        pairs[np.ix_(*map(np.flatnonzero, held))] |= np.uint32(bit if len(classes) == 2 else LONGER)
    if pairs[np.ix_(kinds[:0x80], kinds[:0x80])].any():
        raise ValueError("two neighbours of ASCII tell nothing")
    owners = dict.fromkeys(bit for bit, _ in longer)
    masks = [sum(1 << i for i, (own, _) in enumerate(longer) if own == bit) for bit in owners]
    places = _places([classes for _, classes in longer], members, len(pairs))
    signs = _signs(single)
    return Matcher(
        signs,
        _telling(signs),
        kinds,
        pairs.ravel(),
        places,
        np.array(masks, np.uint64),
        np.array([*owners], np.uint32),
        repeated,
    )


def bits_of(bounds: npt.NDArray[np.int32], data: npt.NDArray[np.uint8], matcher: Matcher) -> Bits:
    """The bits of what each line holds, of UTF-8 `data` between two of the ascending `bounds`."""
    bits = np.zeros(len(bounds) - 1, np.uint32)
    _sequences.read_bits(bounds, data, matcher, LONGER, bits)
    return bits


def bits_of_text(text: str, matcher: Matcher) -> list[int]:
    r"""The bits of what each line of `text` holds; they end at `\n`."""
    return _sequences.read_lines(text.encode(), matcher, LONGER)


def _signs(single: Mapping[int, str]) -> Bits:
    signs = np.zeros(256, np.uint32)
    signs[0x80:] = BEYOND
    for bit, chars in single.items():
        signs[[ord(char) for char in chars if char.isascii()]] |= np.uint32(bit)
    return signs


def _telling(signs: Bits) -> int:
    telling = [code for code in PRINTABLE if signs[code]]
    if len(telling) > 1:
        raise ValueError("several printable characters of ASCII have bits")
    return telling[0] if telling else 0


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


def _kinds_of(classes: Iterable[str]) -> tuple[npt.NDArray[np.uint8], dict[str, Mask]]:
    """The kind of every character, and of each class which kinds are in it; kind 0 is in none.

    Raises ValueError for more than 256 kinds.
    """
    named = list(dict.fromkeys(classes))
    held: dict[str, int] = {}
    for number, chars in enumerate(named):
        bit = 1 << number
        for char in chars:
            held[char] = held.get(char, 0) | bit
    numbers = {bits: kind for kind, bits in enumerate(dict.fromkeys(held.values()), start=1)}
    if len(numbers) > 255:
        raise ValueError(f"{len(numbers)} kinds of characters; at most 255")
    kinds = np.zeros(0x110000, np.uint8)
    kinds[[*map(ord, held)]] = [numbers[bits] for bits in held.values()]
    members = {
        chars: np.array([False, *(bits >> i & 1 for bits in numbers)], np.bool_) for i, chars in enumerate(named)
    }
    return kinds, members


def _found_by(classes: Classes) -> int:
    """The first of the two neighbours that are in the smallest classes, such as `Matcher.places` reach."""
    places = range(max(0, len(classes) - BEHIND - 1), min(len(classes) - 1, BEFORE + 1))
    return min(places, key=lambda place: len(classes[place]) * len(classes[place + 1]))
