"""How much of each document is in which language."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from . import _shares

Numbers = npt.NDArray[np.int64]
PLANES = 0x40000
"""Code points of the planes that letters are in."""


class Spans(NamedTuple):
    """Stretches of some documents in other languages: the row of each, its start and end in code points, its tag."""

    rows: Numbers
    starts: Numbers
    ends: Numbers
    tags: pa.StringArray


class Shares(NamedTuple):
    """The languages found in some documents, largest share first: those of document i lie between two of the
    `borders`, and their shares sum to 1."""

    borders: Numbers
    languages: pa.StringArray
    shares: npt.NDArray[np.float64]


def languages_of(
    data: npt.NDArray[np.uint8], borders: npt.NDArray[np.int32], hosts: pa.StringArray, spans: Spans
) -> Shares:
    """The languages of documents with their shares of the letters of each; at least one each.

    Document i lies between two of the `borders` of `data`, in UTF-8; `hosts` are the documents' languages, in which all
    is that no span covers. What spans share belongs to the one that starts first.
    """
    if not len(spans.rows):
        return Shares(np.arange(len(hosts) + 1), hosts, np.ones(len(hosts)))
    names, ranks = _ranked(pa.concat_arrays([hosts, spans.tags]))
    own, others = np.split(ranks, [len(hosts)])
    order = np.lexsort((others, spans.ends, spans.starts, spans.rows))
    rows, starts, ends = (column[order] for column in spans[:3])
    inside, outside = np.zeros(len(rows), np.int64), np.ones(len(hosts), np.int64)
    _shares.count_letters(data, borders, _letters(), rows, starts, ends, inside, outside)
    # What has no letters is in its own language.
    outside[outside + np.bincount(rows, inside, len(hosts)) == 0] = 1
    whose = np.append(np.arange(len(hosts)), rows)
    return _shares_of(whose, np.append(own, others[order]), np.append(outside, inside), names)


def _ranked(tags: pa.StringArray) -> tuple[pa.StringArray, Numbers]:
    """The different tags, sorted, and the number of each one among them."""
    coded = tags.dictionary_encode()
    order = np.argsort(np.array(coded.dictionary.to_pylist()))
    return coded.dictionary.take(pa.array(order)), np.argsort(order)[coded.indices.to_numpy()]


def _shares_of(rows: Numbers, ranks: Numbers, letters: Numbers, names: pa.StringArray) -> Shares:
    """The shares of documents, parts of which have so many letters in a language, each given by its rank in `names`."""
    places, which = np.unique(rows * len(names) + ranks, return_inverse=True)
    sums = np.bincount(which, letters)
    rows, ranks = np.divmod(places[sums > 0], len(names))
    sums = sums[sums > 0]
    order = np.lexsort((ranks, -sums, rows))
    shares = (sums / np.bincount(rows, sums)[rows])[order]
    return Shares(np.append(0, np.cumsum(np.bincount(rows))), names.take(pa.array(ranks[order])), shares)


@cache
def _letters() -> npt.NDArray[np.uint8]:
    """Of every number that UTF-8 could say whether it is a letter; behind those planes there are none."""
    letters = np.zeros(0x200000, np.uint8)
    letters[:PLANES] = np.strings.isalpha(np.arange(PLANES, dtype=np.uint32).view("U1"))
    return letters
