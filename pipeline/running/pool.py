"""Worker processes, one shard at a time each, and what happens when one dies.

Every worker reports where it is, so a death is pinned to a batch, then to a document, and in the end to a reject.
"""

from __future__ import annotations

import signal
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from pipeline.running.limits import DEATHS, MEMORY_BYTES, STALL_SECONDS
from pipeline.running.shard import Place, Task
from pipeline.running.unexpected import UnexpectedError
from pipeline.running.worker import Done, Failed, serve

PATIENCE = 0.5

Finished = tuple[Task, dict[str, Any]]
"""A task as it was run at last, and the record of its shard."""


class Worker:
    """A process and the shard that it is at."""

    def __init__(self, memory: int) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=serve, args=(theirs, memory), daemon=True)
        _start_quietly(self.process)
        theirs.close()
        self.task: Task | None = None
        self.place: Place | None = None
        self.since = time.monotonic()

    def start(self, task: Task) -> None:
        """Give the worker a shard."""
        self.task, self.place, self.since = task, None, time.monotonic()
        self.connection.send(task)

    def stalls(self, seconds: float) -> bool:
        """Whether the worker has been silent for too long."""
        return self.task is not None and time.monotonic() - self.since > seconds

    def end(self) -> None:
        """Kill the process and wait for its end."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def _start_quietly(process: BaseProcess) -> None:
    """Start a process that a Ctrl-C cannot hit before it is ready to ignore it."""
    resource_tracker.ensure_running()  # as part of a start it would lift the block
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


class Pool:
    """Runs tasks in `size` worker processes; a context manager that leaves no process behind."""

    def __init__(self, size: int, memory: int = MEMORY_BYTES, stall: float = STALL_SECONDS) -> None:
        self._size, self._memory, self._stall = size, memory, stall
        self._workers: list[Worker] = []
        self._deaths: Counter[tuple[str, Place | None]] = Counter()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()
        self._workers = []

    def run(self, tasks: Iterable[Task]) -> Iterator[Finished | None]:
        """Each finished shard; and None twice a second, so that whoever asks can tell that the pool is at work.

        Raises what a task failed with: a PipelineError, or UnexpectedError.
        """
        waiting = deque(tasks)
        while len(self._workers) < min(self._size, len(waiting)):
            self._workers.append(Worker(self._memory))
        while waiting or any(worker.task for worker in self._workers):
            for worker in self._workers:
                if worker.task is None and waiting:
                    self._give(worker, waiting)
            for worker in self._ready():
                try:
                    message = worker.connection.recv()
                except (EOFError, OSError):
                    self._replace(worker, waiting)
                    continue
                if (done := _take(worker, message)) is not None:
                    yield done
            for worker in self._workers:
                if worker.stalls(self._stall):
                    worker.process.kill()
            yield None

    def _give(self, worker: Worker, waiting: deque[Task]) -> None:
        task = waiting.popleft()
        try:
            worker.start(task)
        except OSError:
            self._replace(worker, waiting)

    def _ready(self) -> list[Worker]:
        by_connection = {worker.connection: worker for worker in self._workers if worker.task}
        ready = wait(list(by_connection), timeout=PATIENCE)
        return [by_connection[connection] for connection in ready if isinstance(connection, Connection)]

    def _replace(self, worker: Worker, waiting: deque[Task]) -> None:
        """A worker died: start another, and put its shard back with more care."""
        worker.end()
        self._workers[self._workers.index(worker)] = Worker(self._memory)
        if worker.task is not None:
            waiting.appendleft(self._careful(worker.task, worker.place))

    def _careful(self, task: Task, place: Place | None) -> Task:
        """The task as it is to be run after its worker died at `place`."""
        if place and place.batch is not None and place.document is None and place.batch not in task.careful:
            return task._replace(careful=task.careful | {place.batch})
        self._deaths[task.shard.key, place] += 1
        if self._deaths[task.shard.key, place] < DEATHS:
            return task
        if place and place.document is not None:
            return task._replace(dead=task.dead | {place.document})
        if place and place.batch is None:
            return task._replace(dead_pieces=task.dead_pieces | {place.piece}, careful=frozenset())
        raise UnexpectedError(f"shard {task.shard.key[:12]} ends its workers before any document is touched")


def _take(worker: Worker, message: Any) -> Finished | None:
    worker.since = time.monotonic()
    if isinstance(message, Place):
        worker.place = message
    elif isinstance(message, Failed):
        raise message.error or UnexpectedError(message.unexpected)
    elif isinstance(message, Done) and worker.task is not None:
        task, worker.task = worker.task, None
        return task, message.record
    return None
