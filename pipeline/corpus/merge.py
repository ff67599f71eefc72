"""The merging queries, run by DuckDB within a memory limit; what does not fit is spilled to disk.

Each `.sql` file beside this one is one SELECT in the SQL that DuckDB and Spark share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Protocol

import pyarrow as pa

from pipeline.corpus.compare import COMPARED, Lists

BATCH_ROWS, PAIRS = 256, 100_000
"""Rows of a query, and pairs, that are handed over at once."""


class Merger(Protocol):
    """Something that runs the queries: `Duck` here, Spark SQL in running.spark."""

    def view(self, name: str, files: Sequence[Path], schema: pa.Schema) -> None:
        """Let queries read these Parquet files as the table `name`."""

    def keep(self, name: str, rows: pa.Table) -> None:
        """Let queries read these rows as the table `name`."""

    def make(self, name: str, path: Path, **numbers: int) -> None:
        """Run `<name>.sql` and write its rows to Parquet at `path`; queries can read them as the table `name`."""

    def read(self, name: str) -> Iterator[pa.RecordBatch]:
        """The rows of `<name>.sql`."""

    def compare(self) -> Iterator[pa.RecordBatch]:
        """Rows of schema COMPARED for the table `pairs`."""


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
        self._folder = folder
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

    def read(self, name: str) -> Iterator[pa.RecordBatch]:
        """The rows of `<name>.sql`."""
        return iter(self._connection.sql(query(name, {})).to_arrow_reader(BATCH_ROWS))

    def compare(self) -> Iterator[pa.RecordBatch]:
        """Rows of schema COMPARED for the table `pairs`.

        The shingles are joined to pairs by us: DuckDB needs more than its limit for the lists of long documents.
        """
        with TemporaryFile(dir=self._folder) as file:
            lists = Lists(self.read("shingled"), file)
            for batch in self._connection.sql("SELECT one, other FROM pairs").to_arrow_reader(PAIRS):
                alike = lists.compare(batch["one"].to_numpy(), batch["other"].to_numpy())
                yield pa.RecordBatch.from_arrays([*batch.columns, pa.array(alike)], schema=COMPARED)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
