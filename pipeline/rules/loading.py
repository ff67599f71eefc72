"""Reading rule files: every key is checked, no pattern is compiled."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.rules.rule import LAYOUTS, LONGEST, SCOPES, UNTIL, ZONES, Calendar, Example, Rule, RuleError, RuleFile

STAGE = "boilerplate"
KINDS = (
    "crawl-prefix", "byline", "author-note", "dateline", "timestamp", "agency-signature", "credit-line", "caption",
    "photo-credit", "tag-line", "share-line", "follow-line", "print-line", "newsletter", "read-more", "comments",
    "copyright", "advertisement", "navigation", "notice", "debris", "unmarked",
)  # fmt: skip
SYSTEMS = ("gregorian", "solar-hijri", "ethiopic", "buddhist")
CUE_CLASSES = ("#digit", "#count", "#numbers", "#date", "#symbol", "#doubled", "#outside")
WORDS = ("date_words", "time_words")
LANGUAGE_RE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
NAME_RE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DEFAULTS: Mapping[str, Any] = {
    "zone": "any",
    "layout": "any",
    "until": "",
    "longest": LONGEST,
    "opt_in": False,
    "flag_only": False,
}
OUTSIDE: Mapping[str, Any] = {"zone": "any", "layout": "page", "cues": ["#outside"], "pattern": ".*"}
"""What a rule of the scope outside must say: the page's shape alone decides."""
REQUIRED: Mapping[str, str] = {
    "kind": "name one of the kinds: " + ", ".join(KINDS),
    "name": "give the rule a name of lowercase words joined by hyphens",
    "scope": "name one of " + ", ".join(SCOPES),
    "cues": "list plain words without which the pattern cannot match, or one of " + ", ".join(CUE_CLASSES),
    "pattern": "write what the rule matches, in RE2's dialect",
    "why": "say in a sentence why the rule is right in general",
    "source": "say where the wording comes from",
    "matches": "give at least one example that the rule must match",
    "ignores": "give at least one example that the rule must leave alone",
}


class Place:
    """Where an error is: file and rule."""

    def __init__(self, path: Path, rule: str) -> None:
        self.path, self.rule = path, rule

    def error(self, key: str, problem: str, cure: str) -> RuleError:
        """What is wrong with a key of the rule."""
        return RuleError(f"{self.path}: rule {self.rule}: key {key!r} {problem}: {cure}")


def read_rule_file(path: Path) -> RuleFile:
    """The rules and calendars of the TOML file at `path`. Raises RuleError for whatever is wrong with it."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RuleError(f"{path}: cannot be read ({error.strerror}): check the path") from error
    except ValueError as error:
        raise RuleError(f"{path}: is no TOML in UTF-8 ({error}): mend that place") from error
    language = content.pop("language", "")
    if not isinstance(language, str) or not LANGUAGE_RE.fullmatch(language):
        raise RuleError(f"{path}: key 'language' is missing or no language tag: write language = \"und\" at the top")
    rules = tuple(_rule(path, number, language, entry) for number, entry in enumerate(content.pop("rule", ()), 1))
    calendars = tuple(calendar_of(path, entry) for entry in content.pop("calendar", ()))
    words = [_words(path, key, content.pop(key, [])) for key in WORDS]
    if content:
        raise RuleError(
            f"{path}: key {next(iter(content))!r} is unknown: use language, {', '.join(WORDS)}, [[rule]], [[calendar]]"
        )
    _check_names(path, rules)
    return RuleFile(language, rules, calendars, *words)


def id_of(kind: str, language: str, name: str) -> str:
    """A rule's id."""
    return f"{STAGE}.{kind}.{language}.{name}"


def _words(path: Path, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(_is_text(word) for word in value):
        raise RuleError(f"{path}: key {key!r} has a wrong value: list words")
    return tuple(value)


def _check_names(path: Path, rules: Sequence[Rule]) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise RuleError(f"{path}: rule {rule.name}: key 'name' stands twice for the kind {rule.kind}: rename one")
        seen.add(rule.id)


def _rule(path: Path, number: int, language: str, entry: Mapping[str, Any]) -> Rule:
    place = Place(path, str(entry.get("name", f"number {number}")))
    for key, cure in REQUIRED.items():
        if not entry.get(key):
            raise place.error(key, "is missing", cure)
    for key in entry:
        if key not in REQUIRED and key not in DEFAULTS:
            raise place.error(key, "is unknown", "use " + ", ".join((*REQUIRED, *DEFAULTS)))
    values = {**DEFAULTS, **entry}
    for key, check, cure in CHECKS:
        if not check(values[key]):
            raise place.error(key, "has a wrong value", cure)
    if (values["scope"] == "section") != bool(values["until"]):
        raise place.error(
            "until", "belongs to the scope section, and only there", "name one of " + ", ".join(UNTIL[1:])
        )
    for key, wanted in OUTSIDE.items() if values["scope"] == "outside" else ():
        if values[key] != wanted:
            raise place.error(key, "has a wrong value", f"write {wanted!r}: for the scope outside shape alone decides")
    examples: dict[str, Any] = {key: _examples(place, key, values.pop(key), language) for key in ("matches", "ignores")}
    return Rule(
        id=id_of(values["kind"], language, values["name"]),
        language=language,
        cues=tuple(values.pop("cues")),
        **examples,
        **values,
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_cues(value: object) -> bool:
    return isinstance(value, list) and all(
        _is_text(cue) and (cue in CUE_CLASSES or cue == cue.lower()) for cue in value
    )


CHECKS: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    ("kind", lambda value: value in KINDS, REQUIRED["kind"]),
    ("name", lambda value: isinstance(value, str) and bool(NAME_RE.fullmatch(value)), REQUIRED["name"]),
    ("scope", lambda value: value in SCOPES, REQUIRED["scope"]),
    ("zone", lambda value: value in ZONES, "name one of " + ", ".join(ZONES)),
    ("layout", lambda value: value in LAYOUTS, "name one of " + ", ".join(LAYOUTS)),
    ("cues", _are_cues, "list lowercase plain words, or one of " + ", ".join(CUE_CLASSES)),
    ("pattern", _is_text, REQUIRED["pattern"]),
    ("until", lambda value: value in UNTIL, "name one of " + ", ".join(UNTIL[1:]) + " (scope section only)"),
    ("longest", lambda value: type(value) is int and 0 < value <= 1000, "write a number of characters, at most 1000"),
    ("opt_in", lambda value: isinstance(value, bool), "write true or false"),
    ("flag_only", lambda value: isinstance(value, bool), "write true or false"),
    ("why", _is_text, REQUIRED["why"]),
    ("source", _is_text, REQUIRED["source"]),
)


def _examples(place: Place, key: str, entries: object, language: str) -> tuple[Example, ...]:
    if not isinstance(entries, list):
        raise place.error(key, "has a wrong value", "write a list of examples")
    return tuple(_example(place, key, entry, language) for entry in entries)


def _example(place: Place, key: str, entry: object, language: str) -> Example:
    if isinstance(entry, str):
        return Example(entry, language)
    if not isinstance(entry, dict) or "text" not in entry or not set(entry) <= set(Example._fields):
        raise place.error(
            key, "has a wrong value", "an example is a string or a table of " + ", ".join(Example._fields)
        )
    return Example(**{"language": language, **entry})


def calendar_of(path: Path, entry: Mapping[str, Any]) -> Calendar:
    """A table of month names. Raises RuleError."""
    months = entry.get("months", ())
    if entry.get("system") not in SYSTEMS or set(entry) - {"system", "months"}:
        raise RuleError(f"{path}: a [[calendar]] needs a key 'system': name one of " + ", ".join(SYSTEMS))
    if not all(isinstance(names, list) and all(isinstance(name, str) for name in names) for names in months):
        raise RuleError(f"{path}: key 'months' of a [[calendar]] has a wrong value: list the spellings of each month")
    return Calendar(entry["system"], tuple(tuple(names) for names in months))
