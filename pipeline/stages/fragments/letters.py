"""Which lines hold letters that pages of their host do not: of other scripts, or of its own script but no letters of
its language. The script is told by the first two bytes of each, which is good enough to choose by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.language.blocks import NONE, PAIRS, pairs_at, scripts_of_pairs
from pipeline.language.panel import Host
from pipeline.language.screens import foreign_letters
from pipeline.language.scripts import SCRIPTS

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

# What a letter is to a host: of a script other than its own and Latin, or perhaps one that its language lacks.
STRANGE, FOREIGN = 1, 2
# The least byte that begins a character of three.
THREE = 0xE0
# Lines are read in pieces of so many bytes, so that what is made of them stays in the processor's cache.
PIECE = 500_000


class Letters(NamedTuple):
    """Of each line how many letters it has of other scripts, and whether it has some that its host's language lacks."""

    strange: Indices
    foreign: Mask


def find_letters(data: Bytes, bounds: Indices, owners: Indices, hosts: Sequence[Host]) -> Letters:
    """The letters of the lines between two of the ascending `bounds` (the first of them 0, the last the length of
    `data`, UTF-8), each with the number of its host among `hosts`, ascending."""
    marks = np.concatenate([_marks(host.language, host.scripts) for host in hosts])
    found = [*_find(data, bounds, owners, marks, hosts)]
    strange, foreign = (
        np.searchsorted(bounds, np.concatenate(at), side="right") - 1 for at in zip(*found, strict=True)
    )
    holding = np.zeros(len(owners), np.bool_)
    holding[foreign] = True
    return Letters(np.bincount(strange, minlength=len(owners)), holding)


def _find(
    data: Bytes, bounds: Indices, owners: Indices, marks: Bytes, hosts: Sequence[Host]
) -> Iterator[tuple[Indices, Indices]]:
    """Where letters of other scripts are, and letters that the host's language lacks."""
    for start in range(0, len(data), PIECE):
        leads = np.flatnonzero(data[start : start + PIECE] >= 0xC0)
        leads += start
        codes = pairs_at(data, leads).astype(np.int32)
        first, last = np.searchsorted(bounds, (start, min(start + PIECE, len(data)) - 1), side="right") - 1
        if owners[first] == owners[last]:
            codes += PAIRS * owners[first]
        else:
            places = np.searchsorted(leads, bounds[first + 1 : last + 1])
            codes += np.repeat(PAIRS * owners[first : last + 1], np.diff(places, prepend=0, append=len(leads)))
        kinds = marks.take(codes)
        told = np.flatnonzero(kinds)
        strange = kinds.take(told) == STRANGE
        foreign = told[~strange]
        at = leads.take(foreign)
        yield leads.take(told[strange]), at[_are_lacked(data, at, codes.take(foreign) // PAIRS, hosts)]


def _are_lacked(data: Bytes, at: Indices, owners: npt.NDArray[np.int32], hosts: Sequence[Host]) -> Mask:
    """Of letters that may be lacked whether they are: two bytes do not tell one of three."""
    lacked = data.take(at) < THREE
    for owner in np.unique(owners[~lacked]).tolist():
        wide = np.flatnonzero(~lacked & (owners == owner))
        first, second, third = (data.take(at[wide] + i).astype(np.uint32) for i in range(3))
        codes = (first & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
        lacked[wide] = np.isin(codes, _codes_lacked(hosts[owner].language, hosts[owner].scripts))
    return lacked


@cache
def _codes_lacked(language: str, scripts: frozenset[str]) -> npt.NDArray[np.uint32]:
    return np.array([ord(char) for char in foreign_letters(language, scripts)], np.uint32)


@cache
def _marks(language: str, scripts: frozenset[str]) -> Bytes:
    """By the first two bytes of a character what it may be to a host."""
    kinds = np.full(NONE + 1, STRANGE, np.uint8)
    kinds[[*(SCRIPTS.index(script) for script in (*scripts, "Latn")), NONE]] = 0
    marks = kinds.take(scripts_of_pairs())
    lacked = np.frombuffer("".join(foreign_letters(language, scripts)).encode(), np.uint8)
    marks[pairs_at(lacked, np.flatnonzero(lacked >= 0xC0))] = FOREIGN
    return marks
