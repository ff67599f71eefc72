"""Shipped files read for their matches alone say what they say when they are read as a whole."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipeline.rules import load_rules
from pipeline.rules.bare import _read_table, read_bare
from pipeline.rules.calendars import FOLDER
from pipeline.rules.loading import read_rule_file


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_a_file_is_read_the_same(path: Path) -> None:
    whole, bare = read_rule_file(path), read_bare(path)
    rules = [rule._replace(why="", source="", matches=(), ignores=()) for rule in whole.rules]
    assert bare == whole._replace(rules=tuple(rules))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# a comment\n\n",
        "key = 'a'",
        "key = '[a] \\ #'\nother = \"b\"\n# end",
        "key = '''it\\s 'quoted''''\nother = true\n",
        "key = '''\nfirst line goes'''\n",
        'key = [\n  \'a\', "[at]",\n  "b",\n]\nnumber = 120\n',
        'key = ["a\\tb"]\n',
        'key = "a\\u00e9"\n',
        "key = [1, 2]\n",
        "key = [['a'], ['b']]\n",
        "key = [ # why\n 'a']\n",
        "key='a'\nother  =  false\n",
        "key = ['', \"\"]\n",
        "key = 1_000\n",
        "key = 2020-01-01\n",
    ],
)
def test_a_table_is_read_as_the_library_reads_it(text: str) -> None:
    assert _read_table(text) == tomllib.loads(text)


def test_switches_are_those_of_the_rules() -> None:
    rules = load_rules()
    assert rules.opt_in == {rule.id for rule in rules.all() if rule.opt_in}
    assert rules.flag_only == {rule.id for rule in rules.all() if rule.flag_only}
    assert rules.flag_only
