"""A finished run as DuckDB sees it: its Parquet parts as the tables `corpus` and `rejected`."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from pipeline.running.publish import resolve_run
from pipeline.schema import CORPUS, REJECTED

TABLES = {"corpus": CORPUS, "rejected": REJECTED}
MEMORY, THREADS = "256MB", 2
"""What queries over a run may take, however large it is; what does not fit is spilled to disk."""


@contextmanager
def open_runs(runs: Mapping[str, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the views `<name>corpus` and `<name>rejected` for each run, given by name and place.

    A place is an output folder (its latest run) or a run's own folder. DuckDB spills to a temporary folder
    when memory runs short, and never loads an extension. Raises PlaceError where there is no run.
    """
    folders = {name: resolve_run(place) for name, place in runs.items()}
    with TemporaryDirectory(prefix="corpus-pipeline-") as spill:
        config: dict[str, Any] = {
            "memory_limit": MEMORY,
            "threads": THREADS,
            "temp_directory": spill,
            "autoinstall_known_extensions": "false",
            "TimeZone": "UTC",
        }
        with duckdb.connect(config=config) as connection:
            for name, folder in folders.items():
                for table, schema in TABLES.items():
                    _add_view(connection, f"{name}{table}", folder / table, schema.empty_table())
            yield connection


@contextmanager
def open_run(run: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the views `corpus` and `rejected` of one run; see `open_runs`."""
    with open_runs({"": run}) as connection:
        yield connection


def _add_view(connection: duckdb.DuckDBPyConnection, name: str, folder: Path, empty: Any) -> None:
    parts = sorted(glob.escape(str(path)) for path in folder.glob("*.parquet"))
    if parts:
        connection.read_parquet(parts).create_view(name)
    else:
        connection.register(name, empty)


def rows(connection: duckdb.DuckDBPyConnection, query: str, **values: Any) -> list[dict[str, Any]]:
    """The answer to `query` as one dict a row; `values` fill its `$name` parameters."""
    answer = connection.execute(query, values or None)
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
