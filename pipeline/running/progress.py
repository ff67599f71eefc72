"""What a running job says: log lines on stderr, and a progress bar where a person watches."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LOG = logging.getLogger("pipeline")
EVERY_SECONDS = 10


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {"time": self.formatTime(record), "level": record.levelname.lower(), "message": record.getMessage()}
        return json.dumps(line | getattr(record, "facts", {}), ensure_ascii=True)


def start_logging(form: str) -> None:
    """Send log lines to stderr, as `text` or as `json`, one object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.handlers[:] = [handler]
    LOG.setLevel(logging.INFO)
    LOG.propagate = False


def log(message: str, *, level: int = logging.INFO, **facts: object) -> None:
    """One log line; `facts` become keys of the JSON form. Never hand text of a document in."""
    LOG.log(level, message, extra={"facts": facts})


@contextmanager
def watch_progress(mode: str) -> Iterator[Callable[[int, int], None]]:
    """A function to tell of stored bytes done and in all: it moves a bar on a terminal, elsewhere it logs every
    EVERY_SECONDS. With mode `none` it says nothing."""
    if mode == "none":
        yield _silent
    elif sys.stderr.isatty():
        yield from _bar()
    else:
        yield _log_lines()


def _silent(done: int, total: int) -> None:
    """Say nothing."""


def _bar() -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("cleaning", total=None)
        yield lambda done, total: progress.update(bar, completed=done, total=total)


def _log_lines() -> Callable[[int, int], None]:
    last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY_SECONDS:
            last = time.monotonic()
            share = 100 * done // total if total else 100
            log(f"{done / 1e6:.1f} of {total / 1e6:.1f} MB done ({share} %)", done=done, total=total)

    return tell
