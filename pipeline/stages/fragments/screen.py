"""Which lines could hold a fragment: by script, by letters and function words in compiled code, then by the quickest
detector on what is left. This gate is a part of the rule: what it does not choose is not looked at."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.language import detectors_knowing
from pipeline.language.detect import places
from pipeline.language.screens import Patterns, all_name, patterns_of, quick_label, quick_margin
from pipeline.stages.contract import Column, Tools

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

# Where a line is cut into units: sentence ends, quotation marks, separators.
_BREAKS = r"[.!?:;|\"“”«»„…()\[\]،؟।。！？「」『』、，–—]"
# What a unit must hold to be more than a name: three words, two of them small where its script has capitals; where it
# has no blanks, six letters.
# Plain ranges stand for letters, for RE2 compiles Unicode's classes at every call.
_LETTER, _SMALL = r"[A-Za-z\x{c0}-\x{10ffff}]", r"[^ A-Za-z]*[a-z\x{df}-\x{10ffff}][^ ]*"
_THREE_WORDS = rf"{_LETTER}[^ ]* +[^ ]*{_LETTER}[^ ]* +[^ ]*{_LETTER}"
_SMALL_WORDS = rf"(?:^| ){_SMALL} (?:[^ ]+ )*{_SMALL}{_LETTER}"
_TWO_LETTERS = r"\pL\pM*\pL"
_SIX_LETTERS = r"[\p{Han}\p{Hiragana}\p{Katakana}]{6}"
# Windows of so many words, moved by so many, on lines that hold something foreign.
WINDOW, SHIFT, FEWEST_SMALL = 4, 2, 2
# By how much the quickest detector must prefer another label, in its own scores, 0..1: for a unit in Latin letters, in
# other letters (where its scores lie close together), for a window.
UNIT_MARGIN, OTHER_UNIT_MARGIN, WINDOW_MARGIN = 0.1, 0.0, 0.2
# A score of the page's own label, 0..1, below which a unit is suspect whatever the margin.
LEAST_OWN = 0.25
FEWEST_BYTES = 8


def screen(column: Column, tools: Tools) -> pa.Array:
    """For every line of the flattened column whether it could hold a fragment; where one detector is the only one, no
    other is asked and every line could."""
    lines = column.lines.flatten()
    if tools.detect.only:
        return pc.match_substring_regex(lines, _TWO_LETTERS)
    parents = column.lines.value_parent_indices().to_numpy(zero_copy_only=False)
    chosen = np.zeros(len(lines), dtype=bool)
    labels = Labels(column)
    for language in pc.unique(column.languages).to_pylist():
        rows = pc.equal(column.languages, language).to_numpy(zero_copy_only=False)
        at = np.flatnonzero(rows[parents])
        if len(at):
            chosen[at] = _screen_language(lines.take(pa.array(at)), parents[at], language, labels)
    return pa.array(chosen)


class Labels:
    """The quickest detector's labels of documents: their language where it knows it, else its own, asked for late."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._known: dict[int, str] = {}

    def language(self, row: int) -> str:
        """The language of the document in that row."""
        return str(self._column.languages[row].as_py())

    def __getitem__(self, row: int) -> str:
        if row not in self._known:
            language = self.language(row)
            known = "eldc" in detectors_knowing(language)
            self._known[row] = language if known else quick_label(places(self._column.texts[row].as_py()))
        return self._known[row]


def _screen_language(lines: pa.Array, rows: npt.NDArray[np.int64], language: str, labels: Labels) -> Mask:
    patterns = patterns_of(language)
    chosen = np.zeros(len(lines), dtype=bool)
    everything = np.arange(len(lines))
    if patterns.script is None:
        chosen[_matching(lines, everything, _TWO_LETTERS)] = True
        return chosen
    odd = np.flatnonzero(~pc.string_is_ascii(lines).to_numpy(zero_copy_only=False)) if patterns.ascii else everything
    chosen[_matching(lines, odd, patterns.script)] = True
    if patterns.letters:
        _choose_windows(chosen, lines, _matching(lines, odd, patterns.letters), rows, labels)
    if patterns.words:
        _choose_windows(chosen, lines, _matching(lines, everything, patterns.words), rows, labels)
    if patterns.own != "":
        _choose_units(chosen, lines, rows, patterns, labels)
    return chosen


def _matching(lines: pa.Array, at: Indices, pattern: str, wanted: bool = True) -> Indices:
    """Those of the indices `at` whose line matches `pattern`, or does not."""
    part = lines if len(at) == len(lines) else lines.take(pa.array(at))
    matches: Mask = pc.match_substring_regex(part, pattern).to_numpy(zero_copy_only=False)
    found: Indices = at[matches == wanted]
    return found


def _choose_units(chosen: Mask, lines: pa.Array, rows: Indices, patterns: Patterns, labels: Labels) -> None:
    """Choose the lines with a unit that has no function word of its host and another label than its document."""
    cut = pc.split_pattern_regex(lines, _BREAKS)
    units, parents = cut.flatten(), cut.value_parent_indices().to_numpy(zero_copy_only=False)
    at = np.flatnonzero((pc.binary_length(units).to_numpy() >= FEWEST_BYTES) & ~chosen[parents])
    at = _matching(units, at, patterns.own, wanted=False) if patterns.own else at
    for needed in (_SIX_LETTERS,) if patterns.unspaced else (_THREE_WORDS, _SMALL_WORDS):
        at = _matching(units, at, needed)
    margin = UNIT_MARGIN if patterns.ascii else OTHER_UNIT_MARGIN
    for line, unit in zip(parents[at].tolist(), units.take(pa.array(at)).to_pylist(), strict=True):
        if not chosen[line] and quick_margin(unit, labels[int(rows[line])], LEAST_OWN) > margin:
            chosen[line] = not all_name(unit, labels.language(int(rows[line])))


def _choose_windows(chosen: Mask, lines: pa.Array, at: Indices, rows: Indices, labels: Labels) -> None:
    """Choose those of the lines `at` in which a few words in a row have another label than the document."""
    at = at[~chosen[at]]
    for line, text in zip(at.tolist(), lines.take(pa.array(at)).to_pylist(), strict=True):
        label = labels[int(rows[line])]
        chosen[line] = any(quick_margin(window, label) > WINDOW_MARGIN for window in _windows(text))


def _windows(text: str) -> Iterator[str]:
    words = text.split(" ")
    for start in range(0, max(1, len(words) - WINDOW + 1), SHIFT):
        window = words[start : start + WINDOW]
        if sum(word[:1].islower() or not word[:1].isupper() for word in window) >= FEWEST_SMALL:
            yield " ".join(window)
