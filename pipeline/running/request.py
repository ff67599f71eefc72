"""What a run is asked to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.reading.columns import Columns
from pipeline.recipe import Recipe


class Request(NamedTuple):
    """What `run` was asked to do."""

    inputs: Sequence[str]
    output: Path
    recipe: Recipe
    columns: Columns = Columns()
    workers: int = 0
    force: bool = False
    rehash: bool = False
    keep: int = 2
    engine: str = "local"
    master: str = ""
