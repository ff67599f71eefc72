"""Which lines could hold a fragment: by script, by letters and function words in compiled code, then by the quickest
detector on what is left. This gate is a part of the rule: what it does not choose is not looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.language.detectors import load_eldc
from pipeline.language.panel import Host, screened_host, usual_host
from pipeline.language.places import WIDE_PLACE, places_of
from pipeline.language.screens import AUTHORS, all_name, quick_margin, search_of, standing_alone
from pipeline.shape import bytes_of
from pipeline.stages.contract import Column, Tools

from .scan import IsSuspect, scan

Indices = npt.NDArray[np.int64]

_TWO_LETTERS = r"\pL\pM*\pL"
_AUTHORS_RE = re.compile(standing_alone({AUTHORS}))
# By how much the quickest detector must prefer another label, in its own scores, 0..1: for a unit in Latin letters, in
# other letters (where its scores lie close together), for a window.
UNIT_MARGIN, OTHER_UNIT_MARGIN, WINDOW_MARGIN = 0.1, 0.0, 0.2
# A score of the page's own label, 0..1, below which a unit is suspect whatever the margin.
LEAST_OWN = 0.25


def screen(column: Column, tools: Tools) -> pa.Array:
    """For every line of the flattened column whether it could hold a fragment; where one detector is the only one, no
    other is asked and every line could."""
    if tools.detect.only:
        return pc.match_substring_regex(column.flat, _TWO_LETTERS)
    hosts, numbers = _hosts(column)
    if not hosts:
        return pa.array([], pa.bool_())
    return pa.array(scan(column, hosts, numbers, load_eldc().detect, _suspicion(hosts)).view(np.bool_))


def _hosts(column: Column) -> tuple[list[Host], Indices]:
    """The hosts of a batch, and for each document the number of its host."""
    languages = column.languages.to_pylist()
    usual = {language: usual_host(language) for language in dict.fromkeys(languages)}
    others = np.array([row for row, language in enumerate(languages) if not usual[language]], np.int64)
    bounds, data = bytes_of(column.texts)
    parts = iter(places_of(data, bounds[others].astype(np.int64), bounds[others + 1].astype(np.int64), WIDE_PLACE))
    hosts = [usual[language] or screened_host(next(parts).decode(), language) for language in languages]
    numbers = {host: number for number, host in enumerate(dict.fromkeys(hosts))}
    return list(numbers), np.array([numbers[host] for host in hosts], np.int64)


def _suspicion(hosts: Sequence[Host]) -> IsSuspect:
    """What says whether a text with another label than that of the host of a number is suspect. Texts come again."""

    @cache
    def is_suspect(number: int, text: str, is_unit: bool) -> bool:
        return (_is_suspect_unit if is_unit else _is_suspect_window)(text, hosts[number])

    return is_suspect


def _is_suspect_window(text: str, host: Host) -> bool:
    return quick_margin(text, host.words) > WINDOW_MARGIN


def _is_suspect_unit(text: str, host: Host) -> bool:
    search = search_of(host.language, host.scripts)
    if search.own and AUTHORS in text and _AUTHORS_RE.search(text):
        return False
    margin = UNIT_MARGIN if search.ascii else OTHER_UNIT_MARGIN
    return quick_margin(text, host.words, LEAST_OWN) > margin and not all_name(text, host.language)
