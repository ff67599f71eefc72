"""What does not load, and what the error says."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.rules import RuleError, check_rule_file, load_rules

GOOD = {
    "kind": '"share-line"',
    "name": '"ring-the-bell"',
    "scope": '"line"',
    "cues": '["ring the bell"]',
    "pattern": "'ring the bell!?'",
    "why": '"It asks for a click."',
    "source": '"made up"',
    "matches": '["Ring the bell!"]',
    "ignores": '["They ring the bell at noon."]',
}


def write(folder: Path, language: str = "en", **changes: str) -> Path:
    path = folder / "own.toml"
    keys = {**GOOD, **changes}
    body = "\n".join(f"{key} = {value}" for key, value in keys.items() if value)
    path.write_text(f'language = "{language}"\n[[rule]]\n{body}\n', encoding="utf-8")
    return path


def test_a_users_file_adds_its_rules(tmp_path: Path) -> None:
    rules = load_rules([write(tmp_path, opt_in="true", flag_only="true")])
    (own,) = [rule for rule in rules.for_language("en-GB") if rule.name == "ring-the-bell"]
    assert own.id == "boilerplate.share-line.en.ring-the-bell"
    assert own.id in rules.opt_in
    assert own.id in rules.flag_only
    assert "ring the bell" in rules.cues
    assert own not in rules.for_language("und")
    assert own not in rules.for_language("de")


def test_a_language_that_nothing_ships_for(tmp_path: Path) -> None:
    rules = load_rules([write(tmp_path, language="tlh")])
    assert [rule.name for rule in rules.for_language("tlh")][-1] == "ring-the-bell"
    assert rules.for_language("xx") == rules.for_language("und") == rules.for_language("mul")


@pytest.mark.parametrize("key", sorted(GOOD))
def test_every_key_is_needed(tmp_path: Path, key: str) -> None:
    path = write(tmp_path, **{key: ""})
    with pytest.raises(RuleError, match=rf"own\.toml: rule .*: key '{key}' is missing: "):
        load_rules([path])


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("kind", '"sharing"', "has a wrong value: name one of"),
        ("name", '"Ring It"', "has a wrong value"),
        ("scope", '"word"', "has a wrong value: name one of line"),
        ("zone", '"top"', "has a wrong value: name one of any"),
        ("layout", '"html"', "has a wrong value"),
        ("cues", '["Ring"]', "has a wrong value: list lowercase"),
        ("cues", '"ring"', "has a wrong value"),
        ("longest", "0", "has a wrong value"),
        ("opt_in", '"yes"', "has a wrong value: write true or false"),
        ("why", "3", "has a wrong value"),
        ("priority", "3", "is unknown: use kind"),
        ("matches", '[{ words = "a" }]', "an example is a string or a table"),
        ("pattern", "'ring (the'", "is no pattern of RE2"),
        ("pattern", "'ring the bell(?=!)'", "is no pattern of RE2"),
        ("pattern", "'ring the bell {year}'", "holds the unknown {year}"),
        ("pattern", "'ring the (?P<thing>bell)!?'", "names the group 'thing'"),
        ("pattern", "'ring'", "is not matched: mend"),
        ("pattern", "'.*ring the bell.*'", "is matched: make the pattern narrower"),
        ("cues", '["ringing"]', "is not matched: mend the pattern, the cues"),
        ("matches", '[{ text = "Ring the bell", value = "x" }]', "gives the value ''"),
        ("matches", '[{ text = "Ring the bell", cut = "bell" }]', "the rule takes"),
        ("scope", '"outside"', "write 'page': for the scope outside shape alone decides"),
    ],
)
def test_errors_name_file_rule_key_and_cure(tmp_path: Path, key: str, value: str, said: str) -> None:
    path = write(tmp_path, **{key: value})
    with pytest.raises(RuleError) as caught:
        load_rules([path])
    assert str(path) in str(caught.value)
    assert "ring-the-bell" in str(caught.value) or key == "name"
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"language = 'en'\n[[rule", "is no TOML in UTF-8"),
        (b"language = 'en'\nname = '\xff'", "is no TOML in UTF-8"),
        (b"[[rule]]\nkind = 'x'", "key 'language' is missing"),
        (b"language = 'en'\nrules = []", "key 'rules' is unknown"),
        (b"language = 'en'\ntime_words = 'at'", "key 'time_words' has a wrong value"),
        (b"language = 'en'\n[[calendar]]\nsystem = 'mayan'", "needs a key 'system'"),
        (b"language = 'en'\n[[calendar]]\nsystem = 'gregorian'\nmonths = ['a']", "key 'months'"),
    ],
)
def test_faulty_files(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(content)
    assert [said in problem and str(path) in problem for problem in check_rule_file(path)] == [True]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="cannot be read"):
        load_rules([tmp_path / "none.toml"])


def test_a_name_may_stand_once_a_kind(tmp_path: Path) -> None:
    path = write(tmp_path)
    path.write_text(path.read_text() + path.read_text().removeprefix('language = "en"\n'))
    with pytest.raises(RuleError, match="stands twice"):
        load_rules([path])


def test_the_examples_of_a_rule_for_what_stands_outside_an_article_are_whole_pages(tmp_path: Path) -> None:
    prose = "Captains said that the gates had been closed for too long, and that the fleet would stay until the end. "
    page = "\\n".join(["Home", "Ports", prose * 2, prose * 2, "Tides"])
    keys = {"scope": '"outside"', "layout": '"page"', "cues": '["#outside"]', "pattern": "'.*'", "ignores": '["Home"]'}
    cut = '", cut = "Home\\nPorts\\nTides" }]'
    assert check_rule_file(write(tmp_path, **keys, matches=f'[{{ text = "{page}{cut}')) == []
    (problem,) = check_rule_file(write(tmp_path, **keys, matches=f'["{page}"]'))
    assert "key 'matches'" in problem
    assert "the rule takes 'Home\\nPorts\\nTides'" in problem
    wrong = {**keys, "matches": f'[{{ text = "{page}{cut}', "ignores": f'["{page}"]'}
    assert ["key 'ignores'" in problem for problem in check_rule_file(write(tmp_path, **wrong))] == [True]
