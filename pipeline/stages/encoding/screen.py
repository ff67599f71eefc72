"""Which lines could hold a finding, in compiled code over a whole column."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.shape import bytes_of
from pipeline.stages.contract import Column, Tools
from pipeline.stages.encoding.clues import CLUES, ENTITY, clues_of, is_suspect
from pipeline.stages.encoding.sequences import Bits
from pipeline.stages.encoding.styles import CUES

Mask = npt.NDArray[np.bool_]
# How much is read at once: what stays in a processor's cache. Bytes.
PART, BLOCK = 1 << 14, 1 << 16
_TAB, _CARRIAGE_RETURN, _BLANK, _AMPERSAND, _DELETE = b"\t\r &\x7f"


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
    broken = _hold_carriage_returns(column.texts)
    if broken.any():
        mask |= broken[column.owners]
    return pa.array(mask)


def _clues(lines: pa.StringArray, beyond: Mask) -> Bits:
    """The clues of every line; those of ASCII have none of these."""
    clues = np.zeros(len(lines), np.uint16)
    if beyond.any():
        clues[beyond] = np.concatenate([clues_of(part) for part in _parts(lines.filter(pa.array(beyond)))])
    return clues


def _parts(lines: pa.StringArray) -> Iterator[str]:
    r"""The lines, none of them empty, joined by `\n` in parts of about `PART` bytes."""
    joined = memoryview(pc.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), "\n")[0].as_buffer())
    starts = bytes_of(lines)[0] + np.arange(len(lines) + 1)
    cuts = np.unique(np.searchsorted(starts, [*range(0, starts[-1], PART), starts[-1]]))
    for start, end in pairwise(starts[cuts].tolist()):
        yield str(joined[start : end - 1], "utf-8")


def _hold_clues_in_ascii(lines: pa.StringArray) -> Mask:
    """Whether each line holds an entity or a control of ASCII."""
    starts, data = bytes_of(lines)
    at = _controls_and_ampersands(data)
    rows, found = _rows(at, starts), data[at]
    chosen = np.zeros(len(lines), np.bool_)
    chosen[rows[(found != _TAB) & (found != _AMPERSAND)]] = True
    asked = np.unique(rows[found == _AMPERSAND])
    chosen[asked] |= pc.match_substring_regex(lines.take(pa.array(asked)), ENTITY).to_numpy(zero_copy_only=False)
    return chosen


def _controls_and_ampersands(data: npt.NDArray[np.uint8]) -> npt.NDArray[np.intp]:
    """Where bytes are controls of ASCII or `&`."""
    places = [np.zeros(0, np.intp)]
    for start in range(0, len(data), BLOCK):
        block = data[start : start + BLOCK]
        places.append(((block < _BLANK) | (block == _AMPERSAND) | (block == _DELETE)).nonzero()[0] + start)
    return np.concatenate(places)


def _hold_carriage_returns(texts: pa.StringArray) -> Mask:
    """Whether each text holds a carriage return."""
    starts, data = bytes_of(texts)
    holding = np.zeros(len(texts), np.bool_)
    holding[_rows(np.flatnonzero(data == _CARRIAGE_RETURN), starts)] = True
    return holding


def _rows(at: npt.NDArray[np.intp], starts: npt.NDArray[np.int32]) -> npt.NDArray[np.intp]:
    """The texts that the bytes at `at` are in."""
    return np.searchsorted(starts, at, side="right") - 1


def _of_documents(bits: Bits, column: Column) -> Bits:
    """The bits that each document has in any of its lines."""
    borders = column.borders
    held = np.diff(borders) > 0
    documents = np.zeros(len(held), np.uint16)
    if held.any():
        documents[held] = np.bitwise_or.reduceat(bits, borders[:-1][held])
    return documents
