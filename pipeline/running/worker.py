"""What runs in a worker process: shards that come through a pipe; signs of life and results go back."""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import signal
import sys
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from pipeline.errors import PipelineError, PlaceError
from pipeline.running.lean import leave_out_pandas, loading
from pipeline.running.unexpected import told_unexpected

PR_SET_PDEATHSIG = 1
OUT_OF_MEMORY = 77
PLACE_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG}


class Done(NamedTuple):
    """A shard is finished; `record` is what its job returned."""

    record: dict[str, Any]


class Failed(NamedTuple):
    """A shard cannot be finished: an error on purpose, or the type and place of one that is not."""

    error: PipelineError | None
    unexpected: str = ""


def serve(connection: Connection, memory: int) -> None:
    """Run the tasks that come through `connection` until it closes."""
    _prepare(memory)
    leave_out_pandas()
    with loading():
        import pyarrow as pa

        from pipeline.running.shard import run_task

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    connection.send(None)
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        try:
            connection.send(Done(run_task(task, connection.send)))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except BrokenPipeError:
            return
        except Exception as error:
            connection.send(_failed(error))


def _prepare(memory: int) -> None:
    """Signals go to the parent; the worker dies with it, and is capped in memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    cap = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (cap, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _failed(error: Exception) -> Failed:
    if isinstance(error, PipelineError):
        return Failed(error)
    if isinstance(error, OSError) and error.errno in PLACE_ERRORS:
        return Failed(PlaceError(f"{error.filename or 'the output'} cannot be written: {error.strerror}"))
    return Failed(None, told_unexpected(error))
