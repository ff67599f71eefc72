"""What another recipe or rule set changes: two runs over the same input, compared document by document."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.reporting.documents import Example, example_of, read_documents
from pipeline.reporting.report import share
from pipeline.reporting.runs import open_runs, rows
from pipeline.reporting.terminal import ISOLATE, POP, visible

EXAMPLES = 3
COLUMNS = ("text", "language", "date", "author", "agency", "tags", "url", "fragments", "flags")
SIDES = {"gone": "a", "new": "b"}


class Change(NamedTuple):
    """Findings of one rule with one outcome, in documents of one language, that only one of two runs has."""

    rule: str
    language: str
    outcome: str
    gone: int
    new: int


class Diff(NamedTuple):
    """What differs between run a and run b.

    `documents` are those that a or b kept, `changed` those whose text differs or that only one run kept;
    `fates` are (reason in a, reason in b, documents), "" for kept and "absent" where the run has no such record;
    `columns` documents by the column that differs; `examples` are by rule, then `gone` or `new`.
    """

    documents: int
    changed: int
    fates: tuple[tuple[str, str, int], ...]
    columns: Mapping[str, int]
    changes: tuple[Change, ...]
    examples: Mapping[str, Mapping[str, tuple[Example, ...]]]

    @property
    def share(self) -> float:
        """Changed documents as a part of all, 0..1."""
        return self.changed / self.documents if self.documents else 0.0

    def as_dict(self) -> dict[str, Any]:
        """The diff as plain data, for JSON."""
        examples = {
            rule: {side: [e._asdict() for e in found] for side, found in sides.items()}
            for rule, sides in self.examples.items()
        }
        return {
            **self._asdict(),
            "share": self.share,
            "changes": [c._asdict() for c in self.changes],
            "examples": examples,
        }


BOTH = f"""
CREATE TEMP TABLE both_runs AS
SELECT id, coalesce(b.language, a.language) AS language, a.edits AS a, b.edits AS b,
       {", ".join(f"(a.{name} IS DISTINCT FROM b.{name}) AS {name}_differs" for name in COLUMNS)},
       a.text IS NULL AS only_b, b.text IS NULL AS only_a
FROM acorpus AS a FULL JOIN bcorpus AS b USING (id)
WHERE a.edits IS DISTINCT FROM b.edits OR {" OR ".join(f"a.{name} IS DISTINCT FROM b.{name}" for name in COLUMNS)}
"""  # noqa: S608
TOTALS = f"""
SELECT (SELECT count(*) FROM acorpus) + (SELECT count(*) FROM bcorpus ANTI JOIN acorpus USING (id)) AS documents,
       count(*) FILTER (text_differs OR only_a OR only_b) AS changed,
       {", ".join(f"count(*) FILTER (NOT only_a AND NOT only_b AND {name}_differs) AS {name}" for name in COLUMNS)}
FROM both_runs
"""  # noqa: S608
FATES = """
WITH a AS (SELECT id, '' AS reason FROM acorpus UNION ALL SELECT id, reason FROM arejected),
     b AS (SELECT id, '' AS reason FROM bcorpus UNION ALL SELECT id, reason FROM brejected)
SELECT coalesce(a.reason, 'absent') AS a, coalesce(b.reason, 'absent') AS b, count(*) AS n
FROM a FULL JOIN b USING (id) WHERE a.reason IS DISTINCT FROM b.reason GROUP BY ALL ORDER BY n DESC, a, b
"""
FINDINGS = """
CREATE TEMP TABLE {side} AS
WITH mine AS (SELECT id, language, unnest({side}) AS e FROM both_runs),
     theirs AS (SELECT id, unnest({other}) AS o FROM both_runs)
SELECT id, language, e FROM mine ANTI JOIN theirs
ON mine.id = theirs.id AND e.rule = o.rule AND e.outcome = o.outcome AND e.source_start = o.source_start
   AND e.source_end = o.source_end AND e.after = o.after AND e.value = o.value
"""
CHANGES = """
WITH counted AS (
    SELECT e.rule AS rule, language, e.outcome AS outcome, 1 AS gone, 0 AS new FROM a
    UNION ALL SELECT e.rule, language, e.outcome, 0, 1 FROM b)
SELECT rule, language, outcome, sum(gone)::BIGINT AS gone, sum(new)::BIGINT AS new
FROM counted GROUP BY ALL ORDER BY sum(gone) + sum(new) DESC, rule, language, outcome
"""
PLACES = """
SELECT e.rule AS rule, e.outcome AS outcome, id, e.source_start AS source_start, e.source_end AS source_end,
       e.after AS after, e.value AS value
FROM (SELECT *, row_number() OVER (PARTITION BY e.rule ORDER BY id, e.source_start) AS rank FROM {side})
WHERE rank <= $n ORDER BY rule, rank
"""


def diff_runs(a: Path, b: Path, examples: int = EXAMPLES) -> Diff:
    """Compare two runs by document id, with up to `examples` findings of each rule that only one of them has.

    `a` and `b` are output folders (their latest runs) or runs' own folders.

    Raises PlaceError where there is no finished run.
    """
    with open_runs({"a": a, "b": b}) as connection:
        connection.execute(BOTH)
        for side, other in ("ab", "ba"):
            connection.execute(FINDINGS.format(side=side, other=other))
        totals = rows(connection, TOTALS)[0]
        fates = [(row["a"], row["b"], row["n"]) for row in rows(connection, FATES)]
        return Diff(
            documents=totals["documents"],
            changed=totals["changed"],
            fates=tuple(fates),
            columns={name: totals[name] for name in COLUMNS if totals[name]},
            changes=tuple(Change(**row) for row in rows(connection, CHANGES)),
            examples=_examples(connection, examples),
        )


def _examples(connection: duckdb.DuckDBPyConnection, size: int) -> dict[str, dict[str, tuple[Example, ...]]]:
    examples: dict[str, dict[str, tuple[Example, ...]]] = {}
    for name, side in SIDES.items():
        places = rows(connection, PLACES.format(side=side), n=size)
        found = read_documents(connection, (place["id"] for place in places), f"{side}corpus")
        for place in places:
            sides = examples.setdefault(place["rule"], {})
            sides[name] = (*sides.get(name, ()), example_of(found[place["id"]]["source_text"], place))
    return examples


def show_diff(console: Console, diff: Diff) -> None:
    """Print a diff: totals, fates, then findings by rule and language with examples (red: only in the first run)."""
    console.print(f"{diff.changed:,} of {diff.documents:,} documents differ in text or fate ({share(diff.share)})")
    for name, n in diff.columns.items():
        console.print(f"  {n:,} kept by both differ in {name}")
    for a, b, n in diff.fates:
        console.print(f"  {n:,} {a or 'kept'} -> {b or 'kept'}")
    if not diff.changes:
        return
    table = Table("rule", "language", "outcome", box=None, pad_edge=False)
    table.add_column("only in first", justify="right")
    table.add_column("only in second", justify="right")
    for change in diff.changes:
        table.add_row(change.rule, change.language, change.outcome, f"{change.gone:,}", f"{change.new:,}")
    console.print(table)
    for rule, sides in diff.examples.items():
        console.print(Text(rule, "bold"))
        for name, found in sides.items():
            for example in found:
                console.print(_told(example, "-" if name == "gone" else "+"), soft_wrap=True)


def _told(example: Example, sign: str) -> Text:
    style = "red" if sign == "-" else "green"
    after = f" -> [{visible(example.after)}]" if example.after else ""
    return Text.assemble(
        (f"  {sign} {example.outcome:9} ", style),
        (f"{ISOLATE}{visible(example.left[-30:])}", "dim"),
        (f"[{visible(example.before)}]{after}", style),
        (f"{visible(example.right[:30])}{POP}  {example.id}", "dim"),
    )
