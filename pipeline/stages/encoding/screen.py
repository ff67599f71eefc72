"""Which lines could hold a finding, in compiled code over a whole column."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.stages.contract import Column, Tools
from pipeline.stages.encoding.clues import CLUE_IN_ASCII, SIGN_CHARACTER, SIGNS, clues_beyond_ascii
from pipeline.stages.encoding.styles import CUES


def screen(column: Column, tools: Tools) -> pa.Array:
    """Whether each line could hold damage: it holds a clue, or its document is suspected as a whole.

    Patterns are asked once of each distinct line, most of them only of lines beyond ASCII.
    """
    encoded = pc.dictionary_encode(column.lines.flatten())
    lines, indices = encoded.dictionary, encoded.indices
    beyond = pc.invert(pc.string_is_ascii(lines))
    chosen = pc.or_(_matches(lines, CLUE_IN_ASCII), _matches(lines, clues_beyond_ascii(), beyond))
    chosen = pc.take(chosen, indices)
    for rule in sorted(tools.settings.get("opt_in", ())):
        if rule in CUES:
            chosen = pc.or_(chosen, pc.take(_matches(lines, CUES[rule], beyond), indices))
    asked = pc.and_(beyond, _matches(lines, SIGN_CHARACTER, beyond))
    if pc.any(asked).as_py():
        suspects = _of_lines(_suspects(column, lines, asked, indices), column)
        chosen = pc.or_(chosen, pc.and_(suspects, pc.take(beyond, indices)))
    broken = pc.match_substring(column.texts, "\r")
    return pc.or_(chosen, _of_lines(broken, column)) if pc.any(broken).as_py() else chosen


def _matches(lines: pa.Array, pattern: str, asked: pa.Array | None = None) -> pa.Array:
    """Whether each line holds the pattern; lines that are not `asked` do not."""
    if asked is None:
        return pc.match_substring_regex(lines, _re2(pattern))
    found = pc.match_substring_regex(pc.filter(lines, asked), _re2(pattern))
    return pc.replace_with_mask(pc.and_(asked, False), asked, found)


def _suspects(column: Column, lines: pa.Array, asked: pa.Array, indices: pa.Array) -> pa.Array:
    """Of each document, whether it shows a sign of a wrong legacy charset."""
    suspects = None
    for sign in SIGNS:
        shown = None
        for pattern in sign.patterns:
            found = _any(pc.take(_matches(lines, pattern, asked), indices), column)
            shown = found if shown is None else pc.and_(shown, found)
        suspects = shown if suspects is None else pc.or_(suspects, shown)
    return suspects


def _any(lines: pa.Array, column: Column) -> pa.Array:
    """Of each document, whether any of its lines is true."""
    counts = pa.concat_arrays([pa.array([0], pa.int64()), pc.cumulative_sum(pc.cast(lines, pa.int64()))])
    offsets = pc.subtract(column.lines.offsets, column.lines.offsets[0])
    return pc.greater(pc.take(counts, offsets[1:]), pc.take(counts, offsets[:-1]))


def _of_lines(documents: pa.Array, column: Column) -> pa.Array:
    """Each document's value, for each of its lines."""
    return pc.take(documents, pc.list_parent_indices(column.lines))


def _re2(pattern: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", r"\\x{\1}", pattern)
