"""One pass over the lines of a batch: which could hold a fragment, by their letters or because a detector says so of a
stretch. The stretches are units, which stand between two breaks and have no word that only their host's language has;
and windows of a few words, in lines with words or letters of other languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.language.panel import Host
from pipeline.language.screens import search_of
from pipeline.shape import bytes_of
from pipeline.stages.contract import Column

from ._reader import CHINESE, KANA, KANA_TOO, LANGUAGES, LATIN, Reader
from .letters import lacked_by, marks_of
from .signs import signs_by_byte, signs_by_point
from .vocabulary import Vocabulary, host_words, vocabulary

Bytes = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.int64]

IsSuspect = Callable[[int, str, bool], bool]
"""Whether a text, which `detect` does not give the label of the host of a number, is foreign: a unit, or a window."""


class Tables(NamedTuple):
    """What lines are read by: signs and letters by byte and by code point, the vocabulary, and, a row a host, what
    letters and words are to it, what is sought in its lines, and the letters that only its language has, where it has
    no blanks."""

    by_byte: Bytes
    by_point: Bytes
    vocabulary: Vocabulary
    marks: Bytes
    lacked: Bytes
    words: Bytes
    sought: Bytes
    alone: Bytes


def tables_of(hosts: Sequence[Host]) -> Tables:
    """The tables for lines of some hosts; there must be one."""
    known = [(host.language, host.scripts) for host in hosts]
    marks, lacked, words = (np.stack([table(*each) for each in known]) for table in (marks_of, lacked_by, host_words))
    sought = np.array([_sought(*each) for each in known], np.uint8)
    alone = np.array([{"ja": KANA, "zh": CHINESE}.get(language, 0) for language, _ in known], np.uint8)
    return Tables(signs_by_byte(), signs_by_point(), vocabulary(), marks, lacked, words, sought, alone)


def _sought(language: str, scripts: frozenset[str]) -> int:
    in_latin = 0 if "Latn" in scripts else LATIN
    return in_latin | LANGUAGES * search_of(language, scripts).shared | KANA_TOO * (language == "zh")


def scan(
    column: Column, hosts: Sequence[Host], numbers: Indices, detect: Callable[[str], str], is_suspect: IsSuspect
) -> Bytes:
    """1 for each line of a batch that is chosen, 0 for the others. Its rows have the `hosts` of some `numbers`."""
    offsets, data = bytes_of(column.distinct.dictionary)
    codes = column.distinct.indices.to_numpy()
    seen, chosen = np.full((len(offsets) - 1, 2), -1, np.int32), np.zeros(len(codes), np.uint8)
    reader = Reader(tables_of(hosts), [host.words for host in hosts], detect, is_suspect)
    reader.read(data, offsets, column.shapes.points, codes, column.borders, numbers, seen, chosen)
    return chosen
