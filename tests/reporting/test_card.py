"""The dataset card and the Croissant metadata, read back by the tools that they are for."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.reporting.card import size_category, write_card
from pipeline.reporting.croissant import write_croissant
from pipeline.schema import CORPUS, EDIT


def test_the_card_says_what_is_there(output: Path) -> None:
    card = write_card(output).read_text("utf-8")
    head, body = card.removeprefix("---\n").split("\n---\n", 1)
    assert '- "fa"' in head
    assert "path: corpus/*.parquet" in head
    assert "features" not in head
    for name in (*CORPUS.names, *(f"edits.{field.name}" for field in EDIT)):
        assert f"| `{name}` |" in body
    assert "| `en` | boilerplate.byline | removed | 1 | 15 |" in body
    assert "| empty_after_cleaning |" in body


def test_the_card_holds_no_text_of_the_corpus(output: Path) -> None:
    card = write_card(output).read_text("utf-8")
    assert "Jane" not in card
    assert "onmouseover" not in card
    assert "ministers" not in card


def test_cards_are_the_same_for_the_same_run(output: Path) -> None:
    for write in (write_card, write_croissant):
        assert write(output).read_bytes() == write(output / "latest").read_bytes()


@pytest.mark.parametrize(
    ("documents", "name"), [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (5_000_000_000, "n>1B")]
)
def test_size_categories(documents: int, name: str) -> None:
    assert size_category(documents) == name


def test_an_empty_run_has_a_card(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    assert "0 documents" in write_card(tmp_path).read_text("utf-8")
    assert json.loads(write_croissant(tmp_path).read_text("utf-8"))["recordSet"] == []


@pytest.mark.slow
def test_hugging_face_loads_both_configs_by_the_card(output: Path, tmp_path: Path) -> None:
    datasets: Any = pytest.importorskip("datasets")
    folder = str(write_card(output).resolve().parent)
    corpus = datasets.load_dataset(folder, split="train", cache_dir=str(tmp_path))
    rejected = datasets.load_dataset(folder, "rejected", split="train", cache_dir=str(tmp_path))
    assert corpus.num_rows == 7
    assert rejected[0]["reason"] == "empty_after_cleaning"


@pytest.mark.slow
def test_croissant_validates_and_gives_the_records_back(output: Path) -> None:
    pytest.importorskip("mlcroissant")
    dataset = importlib.import_module("mlcroissant").Dataset(jsonld=write_croissant(output))
    assert not dataset.metadata.issues.errors
    records = list(dataset.records("corpus"))
    assert len(records) == 7
    kinds = {
        edit["corpus/edits/kind"].decode()
        for record in records
        for edit in record["corpus/edits"]
        if edit["corpus/edits/kind"]
    }
    assert {"byline", "mojibake"} <= kinds
