"""Columns made whole and rows laid over them say the same as rows made one by one."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pipeline.kernel import clean_batch
from pipeline.recipe import Recipe
from pipeline.schema import CLEANED, DOCUMENTS

PROSE = "The ministers met on Tuesday and agreed to meet again before the end of the month, officials said."
ROWS = [
    {"text": PROSE},
    {"text": PROSE, "author": "", "tags": [], "date": "2020-01-01", "flags": ["charset_guessed"]},
    {"text": f"{PROSE}\nBy Jane Miller\n", "meta": '{"views": 3}'},
    {"text": PROSE, "meta": '{"_extracted": {"author": "A. Writer", "date": "2021-02-03"}}'},
    {"text": None, "reason": "invalid_json", "detail": "line 3", "raw": b"{"},
    {"text": " \n\t\n"},
    {"text": PROSE * 10},
    {"text": f"{PROSE} Write to ann@post.example.org."},
    {"text": "It was a cafÃ©, and nobody knew."},
]


def batch(rows: list[dict[str, object]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(
        [{"id": str(i), "source": "s", "record": i, **row} for i, row in enumerate(rows)], schema=DOCUMENTS
    )


RECIPES = [
    {},
    {"document": {"max_characters": 500}},
    {"keep": {"words": {"min": 10}}},
    {"language": {"expected": ["fa"], "reject_unexpected": True}},
]


@pytest.mark.parametrize("given", RECIPES)
def test_together_and_one_by_one(given: dict[str, object]) -> None:
    recipe = Recipe.model_validate(given)
    whole = batch(ROWS)
    together = clean_batch(whole, recipe)
    assert together.schema.equals(CLEANED, check_metadata=True)
    together.validate(full=True)
    assert together.to_pylist() == [clean_batch(whole.slice(i, 1), recipe).to_pylist()[0] for i in range(len(whole))]


def test_what_plain_columns_and_laid_rows_hold() -> None:
    found = clean_batch(batch(ROWS), Recipe(document={"max_characters": 500})).to_pylist()  # type: ignore[arg-type]
    assert [row["reason"] for row in found] == [None] * 4 + [
        "invalid_json",
        "empty_after_cleaning",
        "too_large",
        None,
        None,
    ]
    assert (found[0]["flags"], found[0]["edits"], found[0]["languages"]) == ([], [], [{"language": "en", "share": 1.0}])
    assert (found[1]["author"], found[1]["tags"], found[1]["flags"]) == (None, None, ["charset_guessed"])
    assert found[2]["author"] == "Jane Miller"
    assert found[3]["author"] == "A. Writer"
    assert found[6]["text"] == PROSE * 10
    assert found[7]["flags"] == ["personal_data"]


def test_a_batch_of_no_rows() -> None:
    assert clean_batch(batch([]), Recipe()).num_rows == 0
