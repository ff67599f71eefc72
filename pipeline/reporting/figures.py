"""What a run did, counted by DuckDB over its Parquet files: the figures of the report and of the dataset card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import duckdb

from pipeline.document.edits import APPLIED, FLAGGED
from pipeline.reporting.runs import rows


class Count(NamedTuple):
    """Findings of one rule with one outcome in documents of one language.

    In code points: `before` and `after` of all findings, `removed` of those that put nothing in its place.
    """

    language: str
    stage: str
    kind: str
    rule: str
    outcome: str
    findings: int
    documents: int
    before: int
    after: int
    removed: int


class Figures(NamedTuple):
    """A run in numbers. `languages`, `dates`, `reasons`, `flags` are (name, documents) by name;
    `fragments` are (page language, what was found, outcome, stretches, code points)."""

    kept: int
    rejected: int
    characters: int
    counts: tuple[Count, ...]
    languages: tuple[tuple[str, int], ...]
    dates: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]
    flags: tuple[tuple[str, int], ...]
    fragments: tuple[tuple[str, str, str, int, int], ...]

    @property
    def read(self) -> int:
        """Records that came in."""
        return self.kept + self.rejected

    @property
    def source_characters(self) -> int:
        """Code points of the kept documents' source texts."""
        return self.characters + sum(count.before - count.after for count in self.counts if count.outcome == APPLIED)

    @property
    def removed(self) -> int:
        """Code points that were deleted."""
        return sum(count.removed for count in self.counts if count.outcome == APPLIED)

    @property
    def repaired(self) -> int:
        """Code points that were replaced by others."""
        return sum(count.before - count.removed for count in self.counts if count.outcome == APPLIED)

    @property
    def flagged(self) -> int:
        """Code points of flagged findings; they are still in the text."""
        return sum(count.before for count in self.counts if count.outcome == FLAGGED)

    @property
    def personal(self) -> list[tuple[str, str, int, int]]:
        """Personal data: (kind, outcome, findings, documents), the kind that was found most first."""
        found = Counter[tuple[str, str]]()
        documents = Counter[tuple[str, str]]()
        for count in self.counts:
            if count.stage == "privacy":
                found[count.kind, count.outcome] += count.findings
                documents[count.kind, count.outcome] += count.documents
        return [
            (*key, findings, documents[key]) for key, findings in sorted(found.items(), key=lambda i: (-i[1], i[0]))
        ]

    def by(self, field: str) -> list[tuple[str, Count]]:
        """The counts of applied and flagged findings summed by one field of Count, most findings first.

        The other text fields of a sum are those of its first count; its `documents` is no more than an upper bound.
        """
        return _summed((getattr(count, field), count) for count in self.counts if count.outcome in (APPLIED, FLAGGED))


def _summed(pairs: Iterable[tuple[str, Count]]) -> list[tuple[str, Count]]:
    sums: dict[str, Count] = {}
    for name, count in pairs:
        old = sums.get(name)
        sums[name] = (
            count
            if old is None
            else old._replace(**{f: getattr(old, f) + getattr(count, f) for f in Count._fields[5:]})
        )
    return sorted(sums.items(), key=lambda item: (-item[1].findings, item[0]))


EDITS = "(SELECT id, language, unnest(edits) AS e FROM corpus)"
COUNTS = f"""
SELECT language, e.stage, e.kind, e.rule, e.outcome, count(*) AS findings, count(DISTINCT id) AS documents,
       sum(length(e.before))::BIGINT AS before, sum(length(e.after))::BIGINT AS after,
       sum(CASE e.after WHEN '' THEN length(e.before) ELSE 0 END)::BIGINT AS removed
FROM {EDITS} GROUP BY ALL ORDER BY ALL
"""  # noqa: S608
TOTALS = "SELECT count(*) AS documents, coalesce(sum(length(text)), 0)::BIGINT AS characters FROM corpus"
LANGUAGES = "SELECT language, count(*) AS n FROM corpus GROUP BY ALL ORDER BY n DESC, language"
DATES = "SELECT coalesce(date[:7], '') AS month, count(*) AS n FROM corpus GROUP BY ALL ORDER BY month"
REASONS = "SELECT reason, count(*) AS n FROM rejected GROUP BY ALL ORDER BY n DESC, reason"
FLAGS = "SELECT flag, count(*) AS n FROM (SELECT unnest(flags) AS flag FROM corpus) GROUP BY ALL ORDER BY n DESC, flag"
FRAGMENTS = f"""
SELECT language, e.value AS value, e.outcome AS outcome, count(*) AS n, sum(length(e.before))::BIGINT AS characters
FROM {EDITS} WHERE e.stage = 'fragments' GROUP BY ALL ORDER BY n DESC, language, value, outcome
"""  # noqa: S608


def count_run(connection: duckdb.DuckDBPyConnection) -> Figures:
    """The figures of the run whose views `corpus` and `rejected` the connection has."""
    totals = rows(connection, TOTALS)[0]
    reasons = _pairs(connection, REASONS)
    return Figures(
        kept=totals["documents"],
        rejected=sum(n for _, n in reasons),
        characters=totals["characters"],
        counts=tuple(Count(**row) for row in rows(connection, COUNTS)),
        languages=_pairs(connection, LANGUAGES),
        dates=_pairs(connection, DATES),
        reasons=reasons,
        flags=_pairs(connection, FLAGS),
        fragments=_tuples(connection, FRAGMENTS),
    )


def _tuples(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    return tuple(tuple(row.values()) for row in rows(connection, query))


def _pairs(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    return _tuples(connection, query)
