"""Which lines could hold a fragment: by script, by letters and function words in compiled code, then by the quickest
detector on what is left. This gate is a part of the rule: what it does not choose is not looked at."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.language.blocks import count_strange
from pipeline.language.panel import Host, read_host, usual_host
from pipeline.language.screens import (
    Patterns,
    all_name,
    foreign_letters,
    foreign_words_near,
    patterns_of,
    quick_label,
    quick_labels,
    quick_margin,
)
from pipeline.stages.contract import Column, Tools

from .units import units_of, views_of

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

# What a unit must hold to be more than a name: three words, two of them small where its script has capitals; where it
# has no blanks, six letters.
# Plain ranges stand for letters, for RE2 compiles Unicode's classes at every call.
_LETTER, _SMALL = r"[A-Za-z\x{c0}-\x{10ffff}]", r"[^ A-Za-z]*[a-z\x{df}-\x{10ffff}][^ ]*"
_THREE_WORDS = rf"{_LETTER}[^ ]* +[^ ]*{_LETTER}[^ ]* +[^ ]*{_LETTER}"
_SMALL_WORDS = rf"(?:^| ){_SMALL} (?:[^ ]+ )*{_SMALL}{_LETTER}"
_TWO_LETTERS = r"\pL\pM*\pL"
_SIX_LETTERS = r"[\x{3041}-\x{30ff}\x{3400}-\x{9fff}]{6}"
# Three small words in Latin letters with no letter of another script between them.
_SMALL_LATIN = r"(?:^|[^A-Za-z\x{c0}-\x{10ffff}])[a-zß-öø-ÿ]"
_OTHER = r"[^\x{370}-\x{1cff}\x{1f00}-\x{1fff}\x{2c80}-\x{2fff}\x{3040}-\x{d7ff}]*"
_LATIN_SENTENCE = _SMALL_LATIN + _OTHER + _SMALL_LATIN + _OTHER + _SMALL_LATIN
# Letters of another script from which a line is looked at: fewer make no fragment.
FEWEST_STRANGE = 6
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
    if tools.detect.only:
        return pc.match_substring_regex(column.flat, _TWO_LETTERS)
    lines, plain = column.distinct.dictionary, column.ascii.to_numpy(zero_copy_only=False)
    at = column.distinct.indices.to_numpy()
    long = pc.binary_length(lines).to_numpy(zero_copy_only=False) >= FEWEST_BYTES
    chosen = np.zeros(len(at), dtype=bool)
    hosts, groups = _hosts(column)
    for number, host in enumerate(hosts):
        members = np.flatnonzero((groups == number)[column.owners])
        wanted = np.zeros(len(lines), dtype=bool)
        wanted[at[members]] = True
        numbers = np.flatnonzero(wanted & long)
        if len(numbers):
            wanted[:] = False
            wanted[numbers] = _screen_lines(lines.take(pa.array(numbers)), ~plain[numbers], host)
            chosen[members] = wanted[at[members]]
    return pa.array(chosen)


def _hosts(column: Column) -> tuple[list[Host], Indices]:
    """The hosts of a batch, and for each document the number of its host."""
    numbers: dict[Host, int] = {}
    groups = np.empty(len(column.languages), np.int64)
    for row, language in enumerate(column.languages.to_pylist()):
        host = usual_host(language) or read_host(column.texts[row].as_py(), language)
        groups[row] = numbers.setdefault(host, len(numbers))
    return list(numbers), groups


def _screen_lines(lines: pa.StringArray, wide: Mask, host: Host) -> Mask:
    """Which of the lines could hold something foreign to their host; `wide` lines hold more than ASCII."""
    patterns = patterns_of(host.language, host.scripts)
    chosen = np.zeros(len(lines), dtype=bool)
    odd = np.flatnonzero(wide)
    if len(odd):
        chosen[odd] = count_strange(*views_of(lines.take(pa.array(odd))), host.scripts) >= FEWEST_STRANGE
    if "Latn" not in host.scripts:
        chosen |= pc.match_substring_regex(lines, _LATIN_SENTENCE).to_numpy(zero_copy_only=False)
    if host.language == "und" or patterns.own == "":
        return chosen
    if patterns.letters:
        odd = odd[~chosen[odd]]
        has = pc.match_substring_regex(lines.take(pa.array(odd)), patterns.letters)
        odd = odd[has.to_numpy(zero_copy_only=False)]
        _choose_windows(chosen, lines, odd, host, foreign_letters(host.language, host.scripts))
    data, offsets = views_of(lines)
    near = foreign_words_near(data.tobytes(), host.language, host.scripts)
    _choose_windows(chosen, lines, np.unique(np.searchsorted(offsets, near, side="right") - 1), host)
    _choose_units(chosen, lines, patterns, host)
    return chosen


def _choose_units(chosen: Mask, lines: pa.StringArray, patterns: Patterns, host: Host) -> None:
    """Choose the lines with a unit that has no function word of its host and another label than its document."""
    units, parents = units_of(lines)
    asked = (pc.binary_length(units).to_numpy(zero_copy_only=False) >= FEWEST_BYTES) & ~chosen[parents]
    needed = (_SIX_LETTERS,) if patterns.unspaced else (_THREE_WORDS, _SMALL_WORDS)
    units, parents = units.filter(pa.array(asked)), parents[asked]
    for pattern, wanted in ((patterns.own, False), *((pattern, True) for pattern in needed)):
        if pattern:
            asked = pc.match_substring_regex(units, pattern).to_numpy(zero_copy_only=False) == wanted
            units, parents = units.filter(pa.array(asked)), parents[asked]
    margin = UNIT_MARGIN if patterns.ascii else OTHER_UNIT_MARGIN
    texts = units.to_pylist()
    for line, unit, label in zip(parents.tolist(), texts, quick_labels(texts), strict=True):
        if label != host.words and not chosen[line] and quick_margin(unit, host.words, LEAST_OWN) > margin:
            chosen[line] = not all_name(unit, host.language)


def _choose_windows(chosen: Mask, lines: pa.Array, at: Indices, host: Host, odd: frozenset[str] = frozenset()) -> None:
    """Choose those of the lines `at` in which a few words in a row, with something `odd` in them where that is given,
    have another label than the document."""
    at = at[~chosen[at]]
    for line, text in zip(at.tolist(), lines.take(pa.array(at)).to_pylist(), strict=True):
        windows = (window for window in _windows(text) if not odd or not odd.isdisjoint(window))
        chosen[line] = any(_is_suspect(window, host) for window in windows)


def _is_suspect(window: str, host: Host) -> bool:
    if quick_label(window) == host.words or not _has_small_words(window):
        return False
    return quick_margin(window, host.words) > WINDOW_MARGIN


def _windows(text: str) -> Iterator[str]:
    words = text.split(" ")
    for start in range(0, max(1, len(words) - WINDOW + 1), SHIFT):
        yield " ".join(words[start : start + WINDOW])


def _has_small_words(window: str) -> bool:
    return sum(not word[:1].isupper() for word in window.split(" ")) >= FEWEST_SMALL
