"""The merging queries, run by DuckDB within a memory limit; what does not fit is spilled to disk.

Each `.sql` file beside this one is one SELECT in the SQL that DuckDB and Spark share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pyarrow as pa

BATCH_ROWS = 2_048

Change = Callable[[pa.RecordBatch], pa.RecordBatch]


class Merger(Protocol):
    """Something that runs the queries: `Duck` here, Spark SQL in running.spark."""

    def view(self, name: str, files: Sequence[Path], schema: pa.Schema) -> None:
        """Let queries read these Parquet files as the table `name`."""

    def keep(self, name: str, rows: pa.Table) -> None:
        """Let queries read these rows as the table `name`."""

    def make(self, name: str, path: Path, **numbers: int) -> None:
        """Run `<name>.sql` and write its rows to Parquet at `path`; queries can read them as the table `name`."""

    def read(self, name: str, then: Change | None, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """The rows of `<name>.sql` after `then`, which is done where they lie and returns `schema`."""


def query(name: str, numbers: Mapping[str, int]) -> str:
    """The text of `<name>.sql` with its numbers filled in."""
    return (Path(__file__).parent / f"{name}.sql").read_text("utf-8").format(**numbers)


class Duck:
    """DuckDB in memory. `memory` is its limit in bytes, `folder` where it spills; both bound the whole pass."""

    def __init__(self, folder: Path, memory: int, threads: int = 1) -> None:
        import duckdb  # here, for the processes that clean never merge

        folder.mkdir(parents=True, exist_ok=True)
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{memory // 1_000_000}MB",
            "temp_directory": str(folder),
            "threads": threads,
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        self._connection = duckdb.connect(":memory:", config=settings)
        self._connection.execute("SET enable_progress_bar = false")  # it would write between results

    def __enter__(self) -> Duck:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def view(self, name: str, files: Sequence[Path], schema: pa.Schema) -> None:
        """Let queries read these Parquet files as the table `name`."""
        if not files:
            self.keep(name, schema.empty_table())
            return
        listed = ", ".join(_literal(str(file)) for file in files)
        self._connection.execute(f"CREATE OR REPLACE VIEW {name} AS FROM read_parquet([{listed}])")

    def keep(self, name: str, rows: pa.Table) -> None:
        """Let queries read these rows as the table `name`."""
        self._connection.register(name, rows)

    def make(self, name: str, path: Path, **numbers: int) -> None:
        """Run `<name>.sql` and write its rows to Parquet at `path`; queries can read them as the table `name`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        target = f"{_literal(str(path))} (FORMAT parquet, COMPRESSION zstd)"
        self._connection.execute(f"COPY ({query(name, numbers)}) TO {target}")
        self.view(name, [path], pa.schema([]))

    def read(self, name: str, then: Change | None, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """The rows of `<name>.sql` after `then`, which returns `schema`."""
        for batch in self._connection.sql(query(name, {})).to_arrow_reader(BATCH_ROWS):
            yield then(batch) if then else batch.select(schema.names)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
