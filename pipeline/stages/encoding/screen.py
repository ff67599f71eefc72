"""Which lines could hold a finding, in compiled code over a whole column."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.stages.contract import Column, Tools
from pipeline.stages.encoding.clues import CLUES, ENTITY, clues_of, is_suspect
from pipeline.stages.encoding.sequences import Bits
from pipeline.stages.encoding.styles import CUES

Mask = npt.NDArray[np.bool_]
_TAB, _LINE_FEED, _CARRIAGE_RETURN, _BLANK, _AMPERSAND, _DELETE = 0x09, 0x0A, 0x0D, 0x20, 0x26, 0x7F


def screen(column: Column, tools: Tools) -> pa.Array:
    """Whether each line could hold damage: it holds a clue, or its document is suspected as a whole.

    Clues are read once of each distinct line, most of them only of lines beyond ASCII.
    """
    lines, indices = column.distinct.dictionary, column.distinct.indices.to_numpy()
    beyond = ~column.ascii.to_numpy(zero_copy_only=False)
    clues = _clues(lines, beyond)
    chosen = ((clues & CLUES) != 0) | _hold_clues_in_ascii(lines)
    for rule in sorted(tools.settings.get("opt_in", ())):
        if rule in CUES:
            chosen |= pc.match_substring_regex(lines, CUES[rule]).to_numpy(zero_copy_only=False)
    mask = chosen[indices]
    suspects = is_suspect(_of_documents(clues[indices], column))
    if suspects.any():
        mask |= suspects[column.owners] & beyond[indices]
    broken = _holding(column.texts, _CARRIAGE_RETURN)
    if broken.any():
        mask |= broken[column.owners]
    return pa.array(mask)


def _clues(lines: pa.StringArray, beyond: Mask) -> Bits:
    """The clues of every line; those of ASCII have none of these."""
    clues = np.zeros(len(lines), np.uint16)
    if beyond.any():
        asked = lines.filter(pa.array(beyond))
        joined = pc.binary_join(pa.ListArray.from_arrays([0, len(asked)], asked), "\n")
        clues[beyond] = clues_of(joined[0].as_py())
    return clues


def _hold_clues_in_ascii(lines: pa.StringArray) -> Mask:
    """Whether each line holds an entity or a control of ASCII."""
    data, starts = _bytes_of(lines)
    low = np.flatnonzero((data < _BLANK) | (data == _DELETE))
    low = low[~np.isin(data[low], (_TAB, _LINE_FEED, _CARRIAGE_RETURN))]
    chosen = np.zeros(len(lines), np.bool_)
    chosen[_rows(low, starts)] = True
    asked = np.unique(_rows(np.flatnonzero(data == _AMPERSAND), starts))
    chosen[asked] |= pc.match_substring_regex(lines.take(pa.array(asked)), ENTITY).to_numpy(zero_copy_only=False)
    return chosen


def _holding(texts: pa.StringArray, byte: int) -> Mask:
    """Whether each text holds a byte of ASCII."""
    data, starts = _bytes_of(texts)
    holding = np.zeros(len(texts), np.bool_)
    holding[_rows(np.flatnonzero(data == byte), starts)] = True
    return holding


def _bytes_of(texts: pa.StringArray) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
    """The bytes of all texts, and where each begins."""
    _, offsets, data = texts.buffers()
    starts = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    held = np.frombuffer(data or b"", np.uint8)[starts[0] : starts[-1]]
    return held, starts[:-1] - starts[0]


def _rows(at: npt.NDArray[np.intp], starts: npt.NDArray[np.int32]) -> npt.NDArray[np.intp]:
    """The texts that the bytes at `at` are in."""
    return np.searchsorted(starts, at, side="right") - 1


def _of_documents(bits: Bits, column: Column) -> Bits:
    """The bits that each document has in any of its lines."""
    offsets = column.lines.offsets.to_numpy()
    held = np.diff(offsets) > 0
    documents = np.zeros(len(held), np.uint16)
    if held.any():
        documents[held] = np.bitwise_or.reduceat(bits, offsets[:-1][held] - offsets[0])
    return documents
