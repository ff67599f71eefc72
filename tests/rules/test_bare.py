"""Shipped files read for their matches alone say what they say when they are read as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.rules import load_rules
from pipeline.rules.bare import read_bare
from pipeline.rules.calendars import FOLDER
from pipeline.rules.loading import read_rule_file


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_a_file_is_read_the_same(path: Path) -> None:
    whole, bare = read_rule_file(path), read_bare(path)
    rules = [rule._replace(why="", source="", matches=(), ignores=()) for rule in whole.rules]
    assert bare == whole._replace(rules=tuple(rules))


def test_switches_are_those_of_the_rules() -> None:
    rules = load_rules()
    assert rules.opt_in == {rule.id for rule in rules.all() if rule.opt_in}
    assert rules.flag_only == {rule.id for rule in rules.all() if rule.flag_only}
    assert rules.flag_only
