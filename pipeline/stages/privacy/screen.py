"""Which lines may hold personal data, over whole columns: what a line must hold is told by its bytes alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.shape import bytes_of
from pipeline.stages.contract import Column, Tools

from .found import DIVIDERS

# What some line must hold: an @, seven digits with no more than what divides a number between them, digits of another
# script than ASCII or full width, four numbers with dots, hexadecimal groups with colons, the head of an IBAN.
_CANDIDATE = (
    rf"@|[0-9](?:[{DIVIDERS}]*[0-9]){{6}}|[٠-٩۰-۹０-９०-९০-৯੦-੯૦-૯୦-୯௦-௯౦-౯೦-೯൦-൯๐-๙໐-໙၀-၉០-៩]"
    r"|[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]|[0-9a-fA-F]:[0-9a-fA-F:]*:|::[0-9a-fA-F]|[A-Z][A-Z][0-9][0-9][^0-9A-Za-z]?[0-9A-Z]"
)


def screen(column: Column, tools: Tools) -> pa.Array:
    """Lines with an @ or with digits enough."""
    lines = column.distinct.dictionary
    asked = np.flatnonzero(_may_match(lines) | ~column.ascii.to_numpy(zero_copy_only=False))
    matched = pc.match_substring_regex(lines.take(pa.array(asked)), _CANDIDATE).to_numpy(zero_copy_only=False)
    chosen = np.zeros(len(lines), bool)
    chosen[asked[matched]] = True
    return pa.array(chosen[column.distinct.indices.to_numpy()])


def _may_match(lines: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Lines with the bytes that a candidate of plain ASCII is told by: an @, two digits, two colons."""
    offsets, data = bytes_of(lines)

    def count(told: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        return np.diff(np.searchsorted(np.flatnonzero(told), offsets))

    return (count(data - ord("0") < 10) > 1) | (count(data == ord(":")) > 1) | (count(data == ord("@")) > 0)
