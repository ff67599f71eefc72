"""What the signals of a run say: how each is distributed, and what each ready profile would reject, by language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.keep import PROFILES, KeepSection, Range, conditions_of
from pipeline.reporting.runs import rows
from pipeline.schema import SIGNALS

MEASURED = 100_000
"""Documents that are measured, about: of a larger corpus those with the lowest ids, which are hashes."""
QUANTILES = (0, 0.05, 0.25, 0.5, 0.75, 0.95, 1)
BARS = 12
_HEAD = 2000
# The head of a text tells its script where its language does not.
SAMPLE = """
SELECT language, signals, CASE WHEN language IN ('und', 'mul') THEN text[:$head] ELSE '' END AS head
FROM corpus WHERE id < $last ORDER BY id
"""

Values = npt.NDArray[np.float64]


class Spread(NamedTuple):
    """One signal over the documents that have it: `values` are its QUANTILES, `bars` how many documents fall into
    equal parts of the stretch from the second lowest to the second highest quantile, those outside at the ends."""

    name: str
    meaning: str
    documents: int
    values: tuple[float, ...]
    bars: tuple[int, ...]


class Verdict(NamedTuple):
    """What a profile would reject of the documents in one language ("": all); `conditions` are (signal, documents)."""

    profile: str
    language: str
    documents: int
    rejected: int
    conditions: tuple[tuple[str, int], ...]


class Measures(NamedTuple):
    """`measured` of `documents` documents were looked at."""

    documents: int
    measured: int
    spreads: tuple[Spread, ...]
    verdicts: tuple[Verdict, ...]

    def of_profile(self, profile: str) -> list[Verdict]:
        """The verdicts of one profile, all languages together first, then those it would reject most of."""
        found = [verdict for verdict in self.verdicts if verdict.profile == profile]
        return sorted(found, key=lambda v: (v.language != "", -v.rejected, -v.documents, v.language))


def measure_run(connection: duckdb.DuckDBPyConnection) -> Measures:
    """The measures of the run whose view `corpus` the connection has; the same run gives the same figures."""
    documents: int = rows(connection, "SELECT count(*) AS n FROM corpus")[0]["n"]
    last = f"{int(0xFFFFFFFF * min(MEASURED / max(documents, 1), 1)):08x}g"
    table = connection.sql(SAMPLE, params={"last": last, "head": _HEAD}).to_arrow_table().combine_chunks()
    signals = {name: _values(table, name) for name, _ in SIGNALS}
    return Measures(
        documents,
        len(table),
        tuple(spread for name, meaning in SIGNALS if (spread := _spread(name, meaning, signals[name])).documents),
        tuple(verdict for profile in PROFILES for verdict in _verdicts(profile, table, signals)),
    )


def _values(table: pa.Table, name: str) -> Values:
    column = table["signals"].combine_chunks()
    column = column.chunk(0) if isinstance(column, pa.ChunkedArray) and column.num_chunks else column
    return (
        np.asarray(column.field(name).to_numpy(zero_copy_only=False), dtype=np.float64) if len(table) else np.empty(0)
    )


def _spread(name: str, meaning: str, values: Values) -> Spread:
    known = values[~np.isnan(values)]
    if not len(known):
        return Spread(name, meaning, 0, (), ())
    found = np.quantile(known, QUANTILES, method="nearest")
    low, high = found[1], found[-2]
    bars = np.histogram(np.clip(known, low, high), bins=BARS, range=(low, high if high > low else low + 1))[0]
    return Spread(name, meaning, len(known), tuple(found.tolist()), tuple(bars.tolist()))


def _verdicts(profile: str, table: pa.Table, signals: Mapping[str, Values]) -> list[Verdict]:
    keep = KeepSection(profile=(profile,))
    failed: dict[str, Counter[str]] = {"": Counter()}
    rejected, sizes = Counter[str](), Counter[str]()
    for language, conditions, places in _groups(keep, table):
        anything = np.zeros(len(places), dtype=np.bool_)
        for name, condition in conditions.items():
            fails = _fails(signals[name][places], condition)
            anything |= fails
            for place in (language, ""):
                failed.setdefault(place, Counter())[name] += int(fails.sum())
        for place in (language, ""):
            sizes[place] += len(places)
            rejected[place] += int(anything.sum())
    return [
        Verdict(profile, place, sizes[place], rejected[place], tuple((+failed[place]).most_common())) for place in sizes
    ]


def _groups(keep: KeepSection, table: pa.Table) -> list[tuple[str, dict[str, Range], npt.NDArray[np.int64]]]:
    """Rows that are judged by the same conditions, with their language."""
    alike: dict[tuple[str, str], list[int]] = {}
    languages, heads = table["language"].to_pylist(), table["head"].to_pylist()
    for row, place in enumerate(zip(languages, heads, strict=True)):
        alike.setdefault(place, []).append(row)
    return [
        (language or "und", conditions_of(keep, language or "und", head), np.array(found, dtype=np.int64))
        for (language, head), found in alike.items()
    ]


def _fails(values: Values, condition: Range) -> npt.NDArray[np.bool_]:
    """Whether each value lies outside; what is unknown does not."""
    least = -np.inf if condition.min is None else condition.min
    most = np.inf if condition.max is None else condition.max
    return (values < least) | (values > most)


def told(value: float) -> str:
    """A signal's value in three digits, large ones whole."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def profiles_of(measures: Measures, most: int = 12) -> Sequence[tuple[str, list[Verdict]]]:
    """Each profile with its verdicts: all languages (""), then those in which it would reject anything."""
    return [
        (profile, [v for v in measures.of_profile(profile) if v.rejected or not v.language][: most + 1])
        for profile in PROFILES
    ]
