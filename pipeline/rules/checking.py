"""Judging a rule file by its own examples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.document.outside import article_score, outside_of
from pipeline.rules.loading import read_rule_file
from pipeline.rules.patterns import Matcher, core_of, matches_of
from pipeline.rules.rule import Example, Rule, RuleError


def check_rule_file(path: Path) -> list[str]:
    """What is wrong with the rule file at `path`, one line a problem: each names file, rule, key and cure."""
    try:
        return [f"{path}: {problem}" for rule in read_rule_file(path).rules for problem in check_rule(rule)]
    except RuleError as error:
        return [str(error)]


def check_rule(rule: Rule) -> Iterator[str]:
    """What the examples of `rule` say against it; their text is the author's own, so it is quoted."""
    if rule.scope == "outside":
        yield from _misjudged(rule)
        return
    try:
        Matcher(rule, rule.language).check()
        for example in rule.matches:
            yield from (f"rule {rule.name}: key 'matches': {problem}" for problem in _unmet(rule, example))
        for example in rule.ignores:
            if next(matches_of(rule, example.text, example.language), None):
                yield f"rule {rule.name}: key 'ignores': {example.text!r} is matched: make the pattern narrower"
    except RuleError as error:
        yield str(error)


def _misjudged(rule: Rule) -> Iterator[str]:
    """What the examples of a rule of the scope outside, which are whole pages, say against it."""
    wanted = [("matches", example, example.cut or example.text) for example in rule.matches]
    wanted += [("ignores", example, "") for example in rule.ignores]
    for key, example, cut in wanted:
        lines = example.text.split("\n")
        stretches = outside_of(lines.__getitem__, [*map(article_score, lines)], ())
        gone = "\n".join(line for first, past in stretches for line in lines[first:past])
        if gone != cut:
            yield f"rule {rule.name}: key {key!r}: of {example.text!r} the rule takes {gone!r}: mend page or cut"


def _unmet(rule: Rule, example: Example) -> Iterator[str]:
    match = next(matches_of(rule, example.text, example.language), None)
    if match is None:
        yield f"{example.text!r} is not matched: mend the pattern, the cues (each must stand in it) or the length"
        return
    start, end = core_of(example.text)
    cut, wanted = example.text[match.start : match.end], example.cut or example.text[start:end]
    if cut != wanted:
        yield f"of {example.text!r} the rule takes {cut!r}: mend the pattern or the key 'cut' of the example"
    if example.value is not None and match.value != example.value:
        yield f"{example.text!r} gives the value {match.value!r}: mend the pattern or the key 'value' of the example"
