"""A start without what is never used."""

from __future__ import annotations

import sys


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
