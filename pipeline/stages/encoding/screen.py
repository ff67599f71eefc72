"""Which lines could hold a finding, in compiled code over a whole column."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.shape import bytes_of
from pipeline.stages.contract import Column, Tools
from pipeline.stages.encoding import _sequences
from pipeline.stages.encoding.clues import AMPERSAND, CLUES, clues_of, is_suspect
from pipeline.stages.encoding.sequences import BEYOND, Bits
from pipeline.stages.encoding.styles import CUES

Mask = npt.NDArray[np.bool_]


def screen(column: Column, tools: Tools) -> pa.Array:
    """Whether each line could hold damage: it holds a clue, or its document is suspected as a whole.

    Clues are read once of each distinct line.
    """
    lines, indices = column.distinct.dictionary, column.distinct.indices.to_numpy()
    bounds, data = bytes_of(lines)
    clues = clues_of(bounds, data)
    chosen = (clues & CLUES) != 0
    _sequences.find_entities(bounds, data, np.flatnonzero(clues & AMPERSAND), chosen)
    for rule in sorted(tools.settings.get("opt_in", ())):
        if rule in CUES:
            chosen |= pc.match_substring_regex(lines, CUES[rule]).to_numpy(zero_copy_only=False)
    mask = chosen[indices]
    held = clues[indices]
    suspects = is_suspect(_of_documents(held, column))
    if suspects.any():
        mask |= suspects[column.owners] & ((held & BEYOND) != 0)
    broken = _hold_carriage_returns(column.texts)
    if broken.any():
        mask |= broken[column.owners]
    return pa.array(mask)


def _hold_carriage_returns(texts: pa.StringArray) -> Mask:
    """Whether each text holds a carriage return."""
    holding = np.zeros(len(texts), np.bool_)
    _sequences.find_byte(*bytes_of(texts), ord("\r"), holding)
    return holding


def _of_documents(bits: Bits, column: Column) -> Bits:
    """The bits that each document has in any of its lines."""
    borders = column.borders
    held = np.diff(borders) > 0
    documents = np.zeros(len(held), np.uint32)
    if held.any():
        documents[held] = np.bitwise_or.reduceat(bits, borders[:-1][held])
    return documents
