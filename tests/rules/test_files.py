"""Every rule file is judged by its own examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.rules import load_rules
from pipeline.rules.calendars import FOLDER
from pipeline.rules.checking import check_rule_file

FILES = sorted(FOLDER.glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_example_is_met(path: Path) -> None:
    assert check_rule_file(path) == []


def test_ids_are_unique_and_say_their_file() -> None:
    rules = load_rules().all()
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.id == f"boilerplate.{rule.kind}.{rule.language}.{rule.name}" for rule in rules)
    assert {rule.language for rule in rules} == {path.stem for path in FILES}


def test_every_language_has_the_rules_of_und() -> None:
    rules = load_rules()
    for tag in rules.languages:
        assert rules.for_language(tag)[: len(rules.for_language("und"))] == rules.for_language("und")
