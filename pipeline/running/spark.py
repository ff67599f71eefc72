"""The same work on a Spark cluster: one task a shard, and the merging queries as Spark SQL.

Every node must have this package and see the input and the output folder under the same path, or the input in an
object store. For an output in an object store the folder that all share is the temporary one in which it is made. A
shard is run as on one machine, by a worker process beside Spark's own, so a document that ends its worker is found
here too; names and bytes are the same. A task that Spark runs twice writes the same files twice, each whole or not
at all.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.corpus.compare import COMPARED, similarities
from pipeline.corpus.merge import query
from pipeline.errors import PipelineError, PlaceError, UsageError
from pipeline.reading.names import printable
from pipeline.running.lookups import Engine, Finished
from pipeline.running.pool import Pool
from pipeline.running.shard import Task

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

PACKAGE = Path(__file__).resolve().parent.parent.parent
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "2000",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.sources.ignoreDataLocality": "true",
    "spark.executorEnv.PYTHONPATH": str(PACKAGE),
    "spark.ui.showConsoleProgress": "false",  # log lines stay lines
}
STORE_VARIABLES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "GOOGLE_APPLICATION_CREDENTIALS",
)
"""What leads to an object store. It goes with the tasks, for Spark's own settings are shown on its pages."""
DDL: Mapping[pa.DataType, str] = {pa.int64(): "bigint", pa.float64(): "double"}


@contextmanager
def open_spark(master: str, memory: int, stall: float) -> Iterator[Engine]:
    """Spark at `master`; where that is empty, the session that `spark-submit` configured.

    `memory` (bytes) and `stall` (seconds) bound each worker process. Raises UsageError where pyspark is missing.
    """
    session = _session(master)
    try:
        yield Engine(lambda tasks: _run(session, list(tasks), memory, stall), lambda _: SparkMerger(session))
    finally:
        session.stop()


def _session(master: str) -> SparkSession:
    # Without it executors take the system's python3, which lacks this package.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise UsageError(
            "--engine spark needs pyspark; install it with: pip install 'corpus-pipeline[spark]'"
        ) from error
    builder = SparkSession.builder.appName("corpus-pipeline").config(map=SETTINGS)
    session = (builder.master(master) if master else builder).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _run(session: SparkSession, tasks: Sequence[Task], memory: int, stall: float) -> Iterator[Finished]:
    """(task, record) of each task. Spark retries what a lost executor had; what a task failed with is raised."""
    if not tasks:
        return
    variables = {name: os.environ[name] for name in STORE_VARIABLES if name in os.environ}
    # The biggest first, and one partition each: Spark hands them out in this order.
    outcomes = (
        session.sparkContext.parallelize(tasks, len(tasks))
        .map(lambda task: run_here(task, memory, stall, variables))
        .collect()
    )
    for task, outcome in zip(tasks, outcomes, strict=True):
        if isinstance(outcome, PipelineError):
            raise outcome
        yield task, outcome


def run_here(task: Task, memory: int, stall: float, variables: Mapping[str, str]) -> dict[str, Any] | PipelineError:
    """Run a task in this executor's own worker process; its record, or an error that trying again would not mend.

    `variables` are set in the environment unless this node has its own.
    """
    for name, value in variables.items():
        os.environ.setdefault(name, value)
    try:
        if not task.folder.is_dir():
            told = (
                f"{printable(str(task.folder))} is not on {os.uname().nodename}: all nodes must share the output folder"
            )
            raise PlaceError(f"{told}; for s3:// and gs:// set TMPDIR to a folder that they share")
        records = [finished[1] for finished in _pool(memory, stall).run([task]) if finished]
    except PipelineError as error:
        return error
    return records[0]


@lru_cache(maxsize=1)
def _pool(memory: int, stall: float) -> Pool:
    """One worker process for each of Spark's Python processes; it dies with it."""
    return Pool(1, memory, stall)


class SparkMerger:
    """Runs the merging queries as Spark SQL; a table is a folder of Parquet files."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def __enter__(self) -> SparkMerger:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.catalog.clearCache()

    def view(self, name: str, files: Sequence[Path], schema: pa.Schema) -> None:
        """Let queries read these Parquet files as the table `name`."""
        if files:
            self._session.read.parquet(*map(_uri, files)).createOrReplaceTempView(name)
        else:
            self.keep(name, schema.empty_table())

    def keep(self, name: str, rows: pa.Table) -> None:
        """Let queries read these rows as the table `name`."""
        self._session.createDataFrame(rows).createOrReplaceTempView(name)

    def make(self, name: str, path: Path, **numbers: int) -> None:
        """Run `<name>.sql` and write its rows to Parquet below `path`; queries can read them as the table `name`."""
        self._query(name, numbers).write.mode("overwrite").parquet(_uri(path))
        self.view(name, [path], pa.schema([]))

    def read(self, name: str) -> Iterator[pa.RecordBatch]:
        """The rows of `<name>.sql`."""
        yield from self._query(name, {}).toArrow().to_batches()

    def compare(self) -> Iterator[pa.RecordBatch]:
        """Rows of schema COMPARED for the table `pairs`; they are made where the shingles lie."""
        frame = self._query("compared", {}).mapInArrow(
            lambda batches: map(similarities, batches), ", ".join(f"{f.name} {DDL[f.type]}" for f in COMPARED)
        )
        yield from frame.toArrow().select(COMPARED.names).cast(COMPARED).to_batches()

    def _query(self, name: str, numbers: Mapping[str, int]) -> DataFrame:
        return self._session.sql(query(name, numbers))


def _uri(path: Path) -> str:
    return path.absolute().as_uri()
