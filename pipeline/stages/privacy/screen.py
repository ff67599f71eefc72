"""Which lines may hold personal data, over whole columns: what a line must hold is told by its bytes alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.language.blocks import begun_by, pairs_at
from pipeline.shape import bytes_of
from pipeline.stages.contract import Column, Tools

from .found import DIVIDERS

_ZEROS = "٠۰०০੦૦୦௦౦೦൦๐໐၀០０"
_DIGITS = "".join(chr(ord(zero) + digit) for zero in _ZEROS for digit in range(10))
# What some line must hold: an @, seven digits with no more than what divides a number between them, digits of another
# script than ASCII or full width, four numbers with dots, hexadecimal groups with colons, the head of an IBAN.
CANDIDATE = (
    rf"@|[0-9](?:[{DIVIDERS}]*[0-9]){{6}}|[{_DIGITS}]"
    r"|[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]|[0-9a-fA-F]:[0-9a-fA-F:]*:|::[0-9a-fA-F]|[A-Z][A-Z][0-9][0-9][^0-9A-Za-z]?[0-9A-Z]"
)
_HEXADECIMAL = np.isin(np.arange(256), np.frombuffer(b"0123456789abcdefABCDEF:", np.uint8))
_DIGIT_PAIRS = begun_by(_DIGITS)

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


def screen(column: Column, tools: Tools) -> pa.Array:
    """Lines with an @ or with digits enough."""
    lines = column.distinct.dictionary
    asked = np.flatnonzero(_may_match(lines))
    matched = pc.match_substring_regex(lines.take(pa.array(asked)), CANDIDATE).to_numpy(zero_copy_only=False)
    chosen = np.zeros(len(lines), bool)
    chosen[asked[matched]] = True
    return pa.array(chosen[column.distinct.indices.to_numpy()])


def _may_match(lines: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Lines with the bytes that a candidate is told by: seven digits, or one of the signs."""
    offsets, data = bytes_of(lines)
    told = np.flatnonzero(data - ord("0") <= ord("@") - ord("0"))
    digits, others = told[data[told] <= ord("9")], told[data[told] > ord("9")]
    may: npt.NDArray[np.bool_] = np.diff(np.searchsorted(digits, offsets)) >= 7
    for signs in (_numbers_in(data, digits), _marks_in(data, others), _digits_in(data)):
        may[np.searchsorted(offsets, signs, side="right") - 1] = True
    return may


def _numbers_in(data: Bytes, digits: Places) -> Places:
    """Where numbers with dots and IBANs may begin."""
    dotted = digits[_near(data, digits, 1) == ord(".")]
    dotted = dotted[np.any([_near(data, dotted, distance) == ord(".") for distance in (3, 4, 5)], axis=0)]
    heads = digits[(_near(data, digits, -1) - ord("A") < 26) & (_near(data, digits, -2) - ord("A") < 26)]
    return np.concatenate((dotted, heads))


def _marks_in(data: Bytes, others: Places) -> Places:
    """Where an @ is, or a colon before what a hexadecimal group may hold."""
    marks = (data[others] == ord(":")) & _HEXADECIMAL[_near(data, others, 1)] | (data[others] == ord("@"))
    return np.compress(marks, others)


def _digits_in(data: Bytes) -> Places:
    """Where a character may be that is one of `_DIGITS`, by its first two bytes."""
    high = np.flatnonzero(data >= min(_DIGITS).encode()[0])
    return np.compress(_DIGIT_PAIRS[pairs_at(data, high)], high)


def _near(data: Bytes, places: Places, distance: int) -> Bytes:
    return data[np.clip(places + distance, 0, len(data) - 1)]
