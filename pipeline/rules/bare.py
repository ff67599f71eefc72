"""Shipped rule files, read for their matches alone, and quickly: a process reads those of all its languages.

What a rule says to people and to `checking` is left out; it is most of a file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.rules.loading import DEFAULTS, WORDS, calendar_of, id_of
from pipeline.rules.rule import Rule, RuleFile

SWITCHES = ("opt_in", "flag_only")
SWITCH_RE = re.compile(rf"^({'|'.join(SWITCHES)})\s*=\s*true\b", re.MULTILINE)
TABLE_RE = re.compile(r"^\[\[(?:rule|calendar)\]\]\n", re.MULTILINE)
SAID_RE = re.compile(r"^(?:why|source) = .*\n|^(?:matches|ignores) = \[(?:.*\]\n|\n(?:(?!\]).*\n)*+\]\n)", re.MULTILINE)
"""What of a rule speaks to people and to `checking`."""


def read_bare(path: Path) -> RuleFile:
    """What a shipped file says of matching: the rules' last four fields stay empty."""
    content = tomllib.loads(SAID_RE.sub("", path.read_text(encoding="utf-8")))
    language = content["language"]
    return RuleFile(
        language,
        tuple(_rule(language, entry) for entry in content.get("rule", ())),
        tuple(calendar_of(path, entry) for entry in content.get("calendar", ())),
        *(tuple(content.get(key, ())) for key in WORDS),
    )


def read_switched(path: Path) -> Mapping[str, frozenset[str]]:
    """The ids of the rules in a shipped file whose key (one of SWITCHES) is true: no other rule is read, for a process
    asks this of every language before it has met any."""
    found: dict[str, set[str]] = {key: set() for key in SWITCHES}
    data = path.read_bytes()
    text = data.decode() if any(key.encode() in data for key in SWITCHES) else ""
    for match in SWITCH_RE.finditer(text):
        *_, before = TABLE_RE.split(text[: match.start()])
        rule = tomllib.loads(SAID_RE.sub("", before))
        found[match[1]].add(id_of(rule["kind"], path.stem, rule["name"]))
    return {key: frozenset(ids) for key, ids in found.items()}


def _rule(language: str, entry: Mapping[str, Any]) -> Rule:
    values = {**DEFAULTS, **entry}
    cues = tuple(values.pop("cues"))
    return Rule(id=id_of(values["kind"], language, values["name"]), language=language, cues=cues, **values)
