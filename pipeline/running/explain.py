"""Rows for `explain`: of a file, cleaned now, or of a finished run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.errors import UsageError
from pipeline.kernel import clean_batch
from pipeline.reading.columns import Columns
from pipeline.reading.plan import plan_shards, read_slices
from pipeline.reading.read import read_shard
from pipeline.reading.sources import find_sources
from pipeline.recipe import Recipe
from pipeline.running.publish import FATES, resolve_run


def rows_of_file(path: str, recipe: Recipe, columns: Columns) -> Iterator[dict[str, Any]]:
    """Every record of a file as the kernel returns it (schema CLEANED).

    Raises PlaceError for a file that does not exist.
    """
    for shard in plan_shards(find_sources([path]), [recipe.digest], read_slices):
        for batch in read_shard(shard, columns):
            yield from clean_batch(batch, recipe).to_pylist()


def rows_of_run(output: Path, document: str) -> Iterator[dict[str, Any]]:
    """The row with the id `document` in the latest run of `output`. Raises UsageError where there is none."""
    folder = resolve_run(output)
    for fate in FATES:
        for entry in sorted(os.scandir(folder / fate), key=lambda entry: entry.name):
            file = pq.ParquetFile(entry.path)
            ids = file.read(columns=["id"])["id"]
            at = pc.index(ids, document).as_py()
            if at >= 0:
                row = file.read().slice(at, 1).to_pylist()[0]
                yield {"reason": None, "detail": None, **row}
                return
    raise UsageError(f"{output}: no document has the id {document}")
