"""Where a run's work is done: worker processes and DuckDB on this machine, or Spark on many."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from pipeline.corpus.merge import Duck
from pipeline.errors import PlaceError
from pipeline.reading.names import printable
from pipeline.running.lookups import Engine
from pipeline.running.pool import Pool
from pipeline.running.request import Request

MERGE_BYTES = 128 << 20
"""Memory of the merging queries for each thread; what does not fit is spilled to disk."""


@contextmanager
def open_engine(request: Request) -> Iterator[Engine]:
    """The engine that `request` names; nothing of it is left afterwards."""
    workers = request.recipe.workers
    size, memory = request.workers or default_workers(), workers.memory_mb << 20
    if request.engine == "spark":
        from pipeline.running.spark import open_spark

        with open_spark(request.master, memory, workers.stall_seconds) as engine:
            yield engine
        return
    with Pool(size, memory, workers.stall_seconds) as pool:
        yield Engine(pool.run, partial(_open_duck, threads=size))


@contextmanager
def _open_duck(folder: Path, threads: int) -> Iterator[Duck]:
    """DuckDB that spills to `folder`. Raises PlaceError where that is full or memory is too short."""
    import duckdb

    try:
        with Duck(folder, MERGE_BYTES * threads, threads) as duck:
            yield duck
    except (duckdb.IOException, duckdb.OutOfMemoryException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # Arrow hands on DuckDB's own without a number
            raise
        told = str(error).partition("\n")[0][:300]
        raise PlaceError(f"{printable(str(folder))}: the tables of all shards could not be merged: {told}") from error


def default_workers() -> int:
    """One worker a processor that this process may use."""
    return len(os.sched_getaffinity(0))
