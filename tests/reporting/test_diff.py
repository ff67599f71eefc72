from __future__ import annotations

import io
import json
from pathlib import Path

from rich.console import Console

from pipeline.recipe import load_recipe
from pipeline.reporting.diff import Change, diff_runs, show_diff

from .conftest import TEXTS, run


def test_a_run_does_not_differ_from_itself(output: Path) -> None:
    diff = diff_runs(output, output)
    assert (diff.documents, diff.changed, diff.share) == (7, 0, 0.0)
    assert diff.changes == diff.fates == ()


def test_changes_by_rule_language_and_outcome(output: Path, other_output: Path) -> None:
    diff = diff_runs(output, other_output)
    assert diff.changed == 3
    assert diff.columns["text"] == 3
    assert set(diff.changes) >= {
        Change("boilerplate.byline.en.by", "en", "applied", 1, 0),
        Change("boilerplate.byline.en.by", "en", "flagged", 0, 1),
        Change("fragments.other-script.und.run", "fa", "applied", 0, 1),
    }
    gone = diff.examples["boilerplate.byline.en.by"]["gone"]
    assert [example.before for example in gone] == ["By Jane Miller\n"]
    json.dumps(diff.as_dict())


def test_the_other_way_round_gone_is_new(output: Path, other_output: Path) -> None:
    there, back = diff_runs(output, other_output), diff_runs(other_output, output)
    assert {change._replace(gone=change.new, new=change.gone) for change in back.changes} == set(there.changes)
    assert back.changed == there.changed


def test_documents_that_only_one_run_keeps(output: Path, tmp_path: Path) -> None:
    recipe = load_recipe()
    language = recipe.language.model_copy(update={"expected": ("en",), "reject_unexpected": True})
    strict = run(
        {name: text for name, text in TEXTS.items() if name != "empty"},
        tmp_path,
        recipe.model_copy(update={"language": language}),
    )
    diff = diff_runs(output, strict)
    assert set(diff.fates) == {("", "unexpected_language", 1), ("empty_after_cleaning", "absent", 1)}
    assert diff.changed == 1


def test_it_prints_no_control_characters(output: Path, other_output: Path) -> None:
    stream = io.StringIO()
    show_diff(Console(file=stream, width=120, highlight=False, markup=False), diff_runs(output, other_output))
    told = stream.getvalue()
    assert "3 of 7 documents differ" in told
    assert "- applied   " in told
    assert "\x1b" not in told
