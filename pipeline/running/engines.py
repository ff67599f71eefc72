"""Where a run's work is done: worker processes and DuckDB on this machine, or Spark on many."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from pipeline.corpus.merge import Duck
from pipeline.running.lookups import Engine
from pipeline.running.pool import Pool

if TYPE_CHECKING:
    from pipeline.running.plans import Request


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
        yield Engine(pool.run, partial(Duck, memory=memory, threads=size))


def default_workers() -> int:
    """One worker a processor that this process may use."""
    return len(os.sched_getaffinity(0))
