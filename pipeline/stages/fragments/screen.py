"""Which lines could hold a fragment: by script, by letters and function words in compiled code, then by the quickest
detector on what is left. This gate is a part of the rule: what it does not choose is not looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.language.panel import Host, screened_host, usual_host
from pipeline.language.screens import (
    AUTHORS,
    KANA,
    all_name,
    foreign_letters,
    patterns_of,
    quick_label,
    quick_labels,
    quick_margin,
    standing_alone,
)
from pipeline.stages.contract import Column, Tools

from .letters import find_letters
from .scan import Scanned, host_words, scan
from .units import units_of, views_of

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

# What a unit must hold to be more than a name: three words, two of them small where its script has capitals; where it
# has no blanks, six letters.
# Plain ranges stand for letters, for RE2 compiles Unicode's classes at every call.
_LETTER, _SMALL = r"[A-Za-z\x{c0}-\x{10ffff}]", r"[^ A-Za-z]*[a-z\x{df}-\x{10ffff}][^ ]*"
_THREE_WORDS = rf"{_LETTER}[^ ]* +[^ ]*{_LETTER}[^ ]* +[^ ]*{_LETTER}"
_SMALL_WORDS = rf"(?:^| ){_SMALL} (?:[^ ]+ )*{_SMALL}{_LETTER}"
_TWO_LETTERS = r"\pL\pM*\pL"
_TWO_KANA = KANA + "{2}"
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
    distinct = column.distinct.dictionary
    hosts, groups = _hosts(column)
    # A distinct line is looked at once for each host: `keys` number such pairs, host by host.
    keys = groups[column.owners] * len(distinct) + column.distinct.indices.to_numpy()
    chosen = np.zeros(len(hosts) * len(distinct), dtype=bool)
    chosen[keys] = True
    pairs = np.flatnonzero(chosen)
    chosen[:] = False
    long = pc.binary_length(distinct).to_numpy(zero_copy_only=False) >= FEWEST_BYTES
    pairs = pairs[long[pairs % max(len(distinct), 1)]]
    if len(pairs):
        owners, at = np.divmod(pairs, len(distinct))
        chosen[pairs] = _screen_lines(Lines(distinct.take(pa.array(at)), owners, hosts))
    return pa.array(chosen[keys])


def _hosts(column: Column) -> tuple[list[Host], Indices]:
    """The hosts of a batch, and for each document the number of its host."""
    numbers: dict[Host, int] = {}
    groups = np.empty(len(column.languages), np.int64)
    for row, language in enumerate(column.languages.to_pylist()):
        host = usual_host(language) or screened_host(column.texts[row].as_py(), language)
        groups[row] = numbers.setdefault(host, len(numbers))
    return list(numbers), groups


class Lines(NamedTuple):
    """Lines, or units of them, with the number of each one's host among `hosts`, ascending."""

    texts: pa.StringArray
    owners: Indices
    hosts: Sequence[Host]

    def by_host(self) -> Iterator[tuple[Host, slice]]:
        """Every host that has a line, and where its lines are."""
        bounds = np.searchsorted(self.owners, np.arange(len(self.hosts) + 1)).tolist()
        for host, first, last in zip(self.hosts, bounds, bounds[1:], strict=False):
            if first < last:
                yield host, slice(first, last)

    def filter(self, mask: Mask) -> Lines:
        """The lines that the mask has."""
        return Lines(self.texts.filter(pa.array(mask)), self.owners[mask], self.hosts)

    def holding(self, pattern: str, asked: Mask) -> Mask:
        """Which of the lines that are `asked` hold the pattern."""
        found = np.zeros(len(asked), dtype=bool)
        at = np.flatnonzero(asked)
        if len(at):
            texts = self.texts if len(at) == len(asked) else self.texts.take(pa.array(at))
            found[at] = pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)
        return found


def _screen_lines(lines: Lines) -> Mask:
    """Which of the lines could hold something foreign to their host."""
    letters = find_letters(*views_of(lines.texts), lines.owners, lines.hosts)
    chosen = letters.strange >= FEWEST_STRANGE
    foreign = np.array(["Latn" not in host.scripts for host in lines.hosts])[lines.owners]
    chosen |= lines.holding(_LATIN_SENTENCE, foreign & ~chosen)
    searched = np.array([patterns_of(host.language, host.scripts).own != "" for host in lines.hosts])[lines.owners]
    if searched.any():
        rest = lines if searched.all() else lines.filter(searched)
        chosen[searched] |= _hold_other_language(rest, letters.foreign[searched], chosen[searched])
    return chosen


def _hold_other_language(lines: Lines, odd: Mask, known: Mask) -> Mask:
    """Which of the lines hold something in another language of their host's script, beside those `known` to hold
    something; `odd` ones hold a letter that it lacks."""
    chosen = known.copy()
    scanned = scan(*views_of(lines.texts), lines.owners, lines.hosts)
    _choose_windows(chosen, lines, np.flatnonzero(odd | _hold_kana(lines)), odd=True)
    _choose_windows(chosen, lines, scanned.near, odd=False)
    _choose_units(chosen, lines, scanned)
    return chosen


def _hold_kana(lines: Lines) -> Mask:
    """Which of the lines are Chinese ones with kana."""
    chinese = np.array([host.language == "zh" for host in lines.hosts])[lines.owners]
    return lines.holding(_TWO_KANA, chinese)


def _choose_units(chosen: Mask, lines: Lines, scanned: Scanned) -> None:
    """Choose the lines with a unit that has no function word of its host and another label than its document."""
    every = units_of(lines.texts, scanned.units)
    long = pc.binary_length(every).to_numpy(zero_copy_only=False) >= FEWEST_BYTES
    at = np.flatnonzero(long & ~scanned.own)
    _, bounds = views_of(lines.texts)
    parents = np.searchsorted(bounds, scanned.units.take(at), side="right") - 1
    at, parents = at[~chosen[parents]], parents[~chosen[parents]]
    units = Lines(every.take(pa.array(at)), lines.owners[parents], lines.hosts)
    for keep in (_lack_own_words, _are_more_than_names):
        asked = keep(units)
        units, parents = units.filter(asked), parents[asked]
    unit_texts = units.texts.to_pylist()
    labels = quick_labels(unit_texts)
    for line, owner, unit, label in zip(parents.tolist(), units.owners.tolist(), unit_texts, labels, strict=True):
        host = lines.hosts[owner]
        if label != host.words and not chosen[line] and _is_unlike(unit, host):
            chosen[line] = not all_name(unit, host.language)


def _lack_own_words(units: Lines) -> Mask:
    """Which of the units have none of the words of their host's own that `scan` does not find: in scripts without
    blanks, and with a sign in them."""
    patterns = [patterns_of(host.language, host.scripts) for host in units.hosts]
    spaced = np.array([bool(each.own) and not each.unspaced for each in patterns])[units.owners]
    lack = ~units.holding(standing_alone({AUTHORS}), _cite(units.texts) & spaced)
    for host, at in units.by_host():
        own = patterns_of(host.language, host.scripts)
        compounds = host_words(host.language, host.scripts).compounds
        if searched := own.own if own.unspaced else compounds and standing_alone(compounds):
            lack[at] &= ~pc.match_substring_regex(units.texts[at], searched).to_numpy(zero_copy_only=False)
    return lack


def _cite(texts: pa.StringArray) -> Mask:
    """Which of the texts may hold the small words of lists of authors."""
    data, bounds = views_of(texts)
    found = np.zeros(len(texts), dtype=bool)
    at = [match.start() for match in re.finditer(re.escape(AUTHORS.encode()), data.tobytes())]
    found[np.searchsorted(bounds, np.array(at, np.int64), side="right") - 1] = True
    return found


def _are_more_than_names(units: Lines) -> Mask:
    unspaced = np.array([patterns_of(host.language, host.scripts).unspaced for host in units.hosts])[units.owners]
    three = units.holding(_THREE_WORDS, ~unspaced)
    return units.holding(_SIX_LETTERS, unspaced) | units.holding(_SMALL_WORDS, three)


def _is_unlike(unit: str, host: Host) -> bool:
    margin = UNIT_MARGIN if patterns_of(host.language, host.scripts).ascii else OTHER_UNIT_MARGIN
    return quick_margin(unit, host.words, LEAST_OWN) > margin


def _choose_windows(chosen: Mask, lines: Lines, at: Indices, *, odd: bool) -> None:
    """Choose those of the lines `at` in which a few words in a row, where asked with an `odd` letter in them that their
    host lacks, have another label than the document."""
    at = at[~chosen[at]]
    texts = lines.texts.take(pa.array(at)).to_pylist()
    for line, owner, text in zip(at.tolist(), lines.owners[at].tolist(), texts, strict=True):
        host = lines.hosts[owner]
        letters = foreign_letters(host.language, host.scripts) if odd else frozenset[str]()
        chosen[line] = any(_is_suspect(window, host) for window in _windows(text, letters))


def _is_suspect(window: str, host: Host) -> bool:
    if quick_label(window) == host.words or not _has_small_words(window):
        return False
    return quick_margin(window, host.words) > WINDOW_MARGIN


def _windows(text: str, letters: frozenset[str]) -> Iterator[str]:
    """The windows of a line, of those with one of some letters where there are such."""
    words = text.split(" ")
    starts: Sequence[int] = range(0, max(1, len(words) - WINDOW + 1), SHIFT)
    if letters:
        held = letters.intersection(text)
        holding = (i for i, word in enumerate(words) if not held.isdisjoint(word))
        starts = sorted({at for i in holding for at in starts[max(0, (i - WINDOW + SHIFT) // SHIFT) : i // SHIFT + 1]})
    for start in starts:
        yield " ".join(words[start : start + WINDOW])


def _has_small_words(window: str) -> bool:
    return sum(not word[:1].isupper() for word in window.split(" ")) >= FEWEST_SMALL
