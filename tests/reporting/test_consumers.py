"""The corpus read by the tools that people have: values, and what is nested, are what was written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest

Rows = list[dict[str, Any]]


def with_arrow(run: Path) -> Rows:
    rows: Rows = ds.dataset(run / "corpus").to_table().to_pylist()
    return rows


def with_pandas(run: Path) -> Rows:
    pandas = pytest.importorskip("pandas")
    rows: Rows = pandas.read_parquet(run / "corpus").to_dict("records")
    return rows


def with_polars(run: Path) -> Rows:
    polars = pytest.importorskip("polars")
    rows: Rows = polars.read_parquet(f"{run}/corpus/*.parquet").to_dicts()
    assert polars.scan_parquet(run / "corpus").collect().to_dicts() == rows
    return rows


def with_duckdb(run: Path) -> Rows:
    duckdb = pytest.importorskip("duckdb")
    answer = duckdb.execute("SELECT * FROM read_parquet($parts)", {"parts": f"{run}/corpus/*.parquet"})
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def with_hugging_face(run: Path) -> Rows:
    datasets = pytest.importorskip("datasets")
    files = str(run / "corpus" / "*.parquet")
    return list(
        datasets.load_dataset("parquet", data_files=files, split="train", cache_dir=str(run / ".." / ".." / "hf"))
    )


def with_hugging_face_streaming(run: Path) -> Rows:
    datasets = pytest.importorskip("datasets")
    return list(
        datasets.load_dataset("parquet", data_files=str(run / "corpus" / "*.parquet"), split="train", streaming=True)
    )


def with_datatrove(run: Path) -> Rows:
    pytest.importorskip("datatrove")
    from datatrove.pipeline.readers import ParquetReader

    documents = ParquetReader(str(run / "corpus"), read_metadata=True)()
    return [{**document.metadata, "id": document.id, "text": document.text} for document in documents]


READERS: list[Callable[[Path], Rows]] = [with_arrow, with_pandas, with_polars, with_duckdb]
SLOW: list[Callable[[Path], Rows]] = [with_hugging_face, with_hugging_face_streaming, with_datatrove]


@pytest.mark.parametrize(
    "read", [*READERS, *(pytest.param(read, marks=pytest.mark.slow) for read in SLOW)], ids=lambda read: read.__name__
)
def test_values_and_nested_columns(read: Callable[[Path], Rows], output: Path) -> None:
    run = (output / "latest").resolve()
    wanted = {row["id"]: row for row in with_arrow(run)}
    found = {row["id"]: row for row in read(run)}
    assert set(found) == set(wanted)
    for name, row in found.items():
        for column in ("text", "language", "source", "record"):
            assert row[column] == wanted[name][column], column
        assert row["language_score"] == pytest.approx(wanted[name]["language_score"])
        for column in ("edits", "fragments", "languages"):
            assert [dict(entry) for entry in row[column]] == [pytest.approx(entry) for entry in wanted[name][column]], (
                column
            )
        assert list(row["flags"]) == wanted[name]["flags"]
        assert row["signals"]["removed_by_boilerplate"] == pytest.approx(
            wanted[name]["signals"]["removed_by_boilerplate"], nan_ok=True
        )


def test_rejects_are_a_table_of_their_own(output: Path) -> None:
    rows = ds.dataset(output / "latest" / "rejected").to_table().to_pylist()
    assert [row["reason"] for row in rows] == ["empty_after_cleaning"]
