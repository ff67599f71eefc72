"""One rule's pattern for pages in one language, ready to be matched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import re2

from pipeline.document.values import FIELDS
from pipeline.rules._programs import Program
from pipeline.rules._reading import UnknownError, read_pattern
from pipeline.rules.classes import class_of
from pipeline.rules.folding import folds
from pipeline.rules.placeholders import placeholders
from pipeline.rules.rule import Rule, RuleError

WHOLE = ("line", "doubled", "section")
"""Scopes whose pattern must match the whole line."""
MAX_MEMORY = 16 << 20
"""Bytes that one pattern of RE2 may take, with all that it learns of texts: it forgets when they are used up."""
PLACEHOLDER_RE = re.compile(r"\{([a-z]+)\}")
OWN_ANCHOR_RE = re.compile(r"(?<!\\)(?:\\\\)*\\[Az]")
GROUP = "(?P<"
SAME_EVERYWHERE = frozenset(("number", "name"))
"""Placeholders that stand for the same in every language."""


Places = list[tuple[int, int]]
"""Where a match and its groups by number begin and end, in bytes; -1 for groups that have no part in it."""


class Found(NamedTuple):
    """Where a pattern matched, in characters, and what its named groups hold."""

    start: int
    end: int
    groups: Mapping[str, str]


class Searched:
    """A pattern that RE2 looks for in a part of a text: what no `Program` does, and in texts of any length."""

    def __init__(self, pattern: Any, part: slice) -> None:
        self._pattern, self._part = pattern, part
        self.names: Mapping[str, int] = pattern.groupindex

    def find(self, text: bytes) -> list[Places]:
        """The matches that hold something, each as `Program.find` tells it."""
        whole = text.decode()
        first, past, _ = self._part.indices(len(whole))
        matches = self._pattern.finditer(whole[first:past])
        return [self._places(whole, first, match) for match in matches if match.end() > match.start()]

    def _places(self, whole: str, first: int, match: Any) -> Places:
        spans = (match.span(number) for number in range(len(self.names) + 1))
        ends = ([len(whole[: first + at].encode()) if at >= 0 else -1 for at in span] for span in spans)
        return [(begin, past) for begin, past in ends]


class Compiled:
    """A rule's pattern for pages in one language."""

    def __init__(self, rule: Rule, language: str) -> None:
        self._rule, self._language = rule, language

    def check(self) -> None:
        """Raises RuleError where the pattern is no pattern of RE2, has groups that are no fields, or anchors itself."""
        if strange := {field_of(name) for name in self._searched().names} - set(FIELDS):
            raise faulty(self._rule, f"names the group {min(strange)!r}", "name groups " + ", ".join(FIELDS))
        if OWN_ANCHOR_RE.search(self._rule.pattern):
            raise faulty(self._rule, "holds an anchor of the whole text", "leave it out: the scope anchors the pattern")
        self.found("a")

    @cached_property
    def finder(self) -> Program | Searched:
        """What finds the pattern in the core of a line, in UTF-8: a `Program`, but for what none knows."""
        scope, longest = self._rule.scope, self._rule.longest
        if scope == "inside":
            return self._searched()
        try:
            return program_of(self._written, {"head": longest, "tail": -longest}.get(scope, 0))
        except UnknownError:
            return self._searched()

    def found(self, core: str) -> list[Found]:
        """The matches in the core of a line that are not empty."""
        text = core.encode()
        return [self._found(text, places) for places in self.finder.find(text)]

    def _found(self, text: bytes, places: Places) -> Found:
        start, end = (len(text[:place].decode()) for place in places[0])
        held = ((name, slice(*places[number])) for name, number in self.finder.names.items() if places[number][0] >= 0)
        return Found(start, end, {name: text[own].decode() for name, own in held if own.stop > own.start})

    def _searched(self) -> Searched:
        longest = self._rule.longest
        part = {"head": slice(longest), "tail": slice(-longest, None)}.get(self._rule.scope, slice(None))
        try:
            return Searched(re2.compile(self._written, options()), part)
        except re2.error as error:
            cure = "see https://github.com/google/re2/wiki/Syntax"
            raise faulty(self._rule, f"is no pattern of RE2 ({error.args[0]!r})", cure) from error

    @cached_property
    def _written(self) -> str:
        """The pattern with its anchors and what stands for its placeholders."""
        pattern = f"(?:{_expanded(self._rule, placeholders(self._language))})"
        if self._rule.scope in (*WHOLE, "head"):
            pattern = "^" + pattern
        return pattern + "$" if self._rule.scope in (*WHOLE, "tail") else pattern


def program_of(pattern: str, part: int = 0) -> Program:
    """The program of a pattern that looks at a `part` of a text (see `Program`). Raises UnknownError where the pattern
    holds what programs do not know."""
    operations, classes, names, onces = read_pattern(pattern, folds())
    return Program(operations, [class_of(*own) for own in classes], names, onces, part, folds())


def compiled_for(rule: Rule, language: str) -> Compiled:
    """A rule's pattern for pages in one language: languages share it where it means the same in all."""
    return _shared(rule) if _is_same_everywhere(rule) else Compiled(rule, language)


def _is_same_everywhere(rule: Rule) -> bool:
    return SAME_EVERYWHERE.issuperset(PLACEHOLDER_RE.findall(rule.pattern))


@lru_cache(maxsize=4096)
def _shared(rule: Rule) -> Compiled:
    return Compiled(rule, "und")


def options(memory: int = MAX_MEMORY) -> Any:
    """How all patterns are compiled."""
    chosen = re2.Options()
    chosen.case_sensitive = False
    chosen.log_errors = False
    chosen.max_mem = memory
    return chosen


def faulty(rule: Rule, problem: str, cure: str) -> RuleError:
    """What is wrong with a rule's pattern."""
    return RuleError(f"{rule.language}: rule {rule.name}: key 'pattern' {problem}: {cure}")


def _expanded(rule: Rule, known: Mapping[str, str]) -> str:
    for name in PLACEHOLDER_RE.findall(rule.pattern):
        if name not in known:
            cure = "use " + ", ".join(f"{{{word}}}" for word in known)
            raise faulty(rule, f"holds the unknown {{{name}}}", cure)
    return PLACEHOLDER_RE.sub(lambda match: known[match[1]], rule.pattern)


def field_of(group: str) -> str:
    """The field that a named group fills: RE2 wants each name once, so `tags2` is `tags` too."""
    return group.rstrip("0123456789")
