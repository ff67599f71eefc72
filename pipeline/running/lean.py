"""A process that loads nothing it never uses, does not walk again and again what it keeps, and keeps freed memory."""

from __future__ import annotations

import atexit
import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

COLLECTED = 200_000
"""Objects made, and not given back at once, between two looks for garbage: next to none is left in circles."""
KEPT = 1 << 29
"""Bytes of freed memory that a process keeps: more than the columns of a batch take."""
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""Numbers of malloc.h, GNU C library."""


class _NoPandas:
    """Says that pandas is not installed."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("no module of ours needs pandas", name=name)


def leave_out_pandas() -> None:
    """Keep pyarrow from importing pandas, which it does where it is installed at the first list that becomes an
    array: half a second and 70 MB a process."""
    if "pandas" not in sys.modules:
        sys.meta_path.insert(0, _NoPandas)


@contextmanager
def loading() -> Iterator[None]:
    """Look for no garbage while modules are loaded: they make much and leave none. What they made counts as old."""
    if not gc.isenabled() or gc.get_freeze_count():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()
        gc.enable()


def keep_memory() -> None:
    """Keep freed memory for what is asked for next, up to KEPT bytes: the columns of a batch are as large as those of
    the one before, and pages fresh from the system are a tenth of their cost. Nothing happens where the C library is
    not GNU's, but for Arrow."""
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        for parameter in (M_TRIM_THRESHOLD, M_MMAP_THRESHOLD):
            mallopt(parameter, KEPT)


@cache
def set_aside() -> None:
    """Take what the process has loaded out of garbage collection, which would walk it again and again, and let it look
    for garbage rarely. At the end of the process all is given back, for libraries count what is left then. Memory that
    is freed the process keeps."""
    keep_memory()
    gc.freeze()
    gc.set_threshold(COLLECTED)
    atexit.register(gc.unfreeze)
