"""A process that loads nothing it never uses, and does not walk again and again what it keeps."""

from __future__ import annotations

import atexit
import gc
import sys
from functools import cache


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


@cache
def set_aside() -> None:
    """Take what the first batch of the process loaded, rules and models, out of garbage collection: each one would
    walk them all. At the end of the process they are given back, for libraries count what is left then."""
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)
