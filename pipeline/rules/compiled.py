"""One rule's pattern, compiled for lines of plain ASCII or for others."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

import re2

from pipeline.document.values import FIELDS
from pipeline.rules.classes import for_ascii, has_classes, widened
from pipeline.rules.counts import Loose, loosened
from pipeline.rules.placeholders import DATED, outlines, placeholders
from pipeline.rules.rule import Rule, RuleError

WHOLE = ("line", "doubled", "section")
"""Scopes whose pattern must match the whole line."""
Text = bytes | memoryview
MAX_MEMORY = 16 << 20
"""Bytes that one pattern may take, with all that RE2 learns of texts: it forgets when they are used up."""
PLACEHOLDER_RE = re.compile(r"\{([a-z]+)\}")
OWN_ANCHOR_RE = re.compile(r"(?<!\\)(?:\\\\)*\\[Az]")
NOT_ASCII_RE = re.compile(r"\\x\{[0-9a-fA-F]{3,}\}|\\x\{[89a-fA-F][0-9a-fA-F]\}|[^\x00-\x7f]")
GROUP = "(?P<"
NAMED_RE = re.compile(r"(?<!\\)\(\?P<\w+>")
"""The head of a named group. RE2 looks for what these hold even where it is to capture nothing, four times as long."""
SAME_EVERYWHERE = frozenset(("number", "name"))
"""Placeholders that stand for the same in every language."""
ANY_TEXT = {name: text if name in SAME_EVERYWHERE else "(?:.+?)" for name, text in placeholders("und").items()}
"""What stands for placeholders where any language may be meant."""


class Found(NamedTuple):
    """Where a pattern matched, in characters, and what its named groups hold."""

    start: int
    end: int
    groups: Mapping[str, str]


class _Pattern(NamedTuple):
    """A compiled pattern, the numbers of the groups that are fields, and of those that are long counts, by name, with
    how many characters each may have."""

    pattern: Any
    fields: Mapping[str, int]
    counts: Mapping[str, tuple[int, int]]

    def passed(self, matches: Iterable[Any], length: int) -> set[str]:
        """The counts that one of the matches passes in a text of so many characters."""
        counts = [(name, group, most) for name, (group, most) in self.counts.items() if most < length]
        spans = ((name, match.span(group), most) for match in matches for name, group, most in counts)
        return {name for name, (start, end), most in spans if end - start > most}


class Compiled:
    """A rule's pattern for pages in one language; `is_ascii` says which lines it is for.

    For lines of plain ASCII patterns are compiled to bytes: `\\pL` is a few ranges then, and not a thousand. Most lines
    are turned away by patterns that match more and are quickly compiled.
    """

    def __init__(self, rule: Rule, language: str, is_ascii: bool) -> None:
        self._rule, self._language, self._is_ascii = rule, language, is_ascii
        self._passed: set[str] = set()

    def check(self) -> None:
        """Raises RuleError where the pattern is no pattern of RE2, has groups that are no fields, or anchors itself."""
        if strange := {field_of(name) for name in self._bounded(self._loosened.most).fields} - set(FIELDS):
            raise faulty(self._rule, f"names the group {min(strange)!r}", "name groups " + ", ".join(FIELDS))
        if OWN_ANCHOR_RE.search(self._rule.pattern):
            raise faulty(self._rule, "holds an anchor of the whole text", "leave it out: the scope anchors the pattern")
        self.admitted(b"a", [0])
        self.found("a")

    def admitted(self, text: Text, starts: Sequence[int]) -> list[int]:
        """Which lines of a text in UTF-8, of which each begins at one of `starts` (in bytes) and none is empty, the
        pattern may match: it knows neither its long counts nor the order of a date nor, beyond ASCII, what a letter is.
        Lines of plain ASCII are asked here too."""
        if not self._is_another_elsewhere:
            return _lines_with(self._any_line, text, starts)
        likely = _lines_with(self._outline, text, starts)
        if not likely:
            return []
        ends = [*starts[1:], len(text) + 1]
        lines = [text[starts[number] : ends[number] - 1] for number in likely]
        starts = [*accumulate((len(line) + 1 for line in lines[:-1]), initial=0)]
        return [likely[at] for at in _lines_with(self._any_line, b"\n".join(lines), starts)]

    def is_sure(self, line: str, valued: bool) -> bool:
        """Whether a whole line that is admitted matches, and has no field that is asked for (`valued`)."""
        return len(line) <= (self._surely_valueless if valued else self._surely)

    @cached_property
    def _surely(self) -> int:
        """Characters up to which a line that is admitted matches: it is asked about as the pattern is written."""
        is_as_written = not (self._is_widened or self._is_dated) and self._rule.scope in WHOLE
        return self._least if is_as_written else 0

    @cached_property
    def _surely_valueless(self) -> int:
        """The same of a line without fields."""
        return 0 if GROUP in self._rule.pattern else self._surely

    @cached_property
    def _least(self) -> int:
        """Characters up to which a line can pass no count."""
        return min(self._loosened.most.values(), default=sys.maxsize)

    @cached_property
    def _is_widened(self) -> bool:
        return not self._is_ascii and has_classes(self._loosened.pattern)

    def found(self, text: str) -> list[Found]:
        """The matches in a line that are not empty."""
        held = text.encode() if self._is_ascii else text
        pattern = self._loose
        found = self._search(pattern, held)
        while len(text) > self._least and (passed := pattern.passed(found, len(text))):
            pattern = self._bounded(passed)
            found = self._search(pattern, held)
        return [match for match in (_found(match, pattern.fields) for match in found) if match.end > match.start]

    def _search(self, pattern: _Pattern, text: str | bytes) -> list[Any]:
        """The matches of a pattern: at most one where it is anchored."""
        if self._rule.scope == "inside":
            return list(pattern.pattern.finditer(text))
        match = pattern.pattern.search(text)
        return [match] if match else []

    @cached_property
    def _is_another_elsewhere(self) -> bool:
        """Whether the pattern is another in every language, and more than its placeholders."""
        return self._rule.language != "und" and not _is_same_everywhere(self._rule)

    @cached_property
    def _outline(self) -> Any:
        """The pattern of `_any_line` with any text for what is another in every language."""
        return self._line_pattern(loosened(self._written(ANY_TEXT)))

    @cached_property
    def _is_dated(self) -> bool:
        return not set(DATED).isdisjoint(PLACEHOLDER_RE.findall(self._rule.pattern))

    @cached_property
    def _loose(self) -> _Pattern:
        """The pattern without its long counts, and these."""
        return self._named(self._loosened)

    def _bounded(self, names: Iterable[str]) -> _Pattern:
        """The pattern without its long counts but for some, and for those that were passed before."""
        if not self._passed.issuperset(names):
            self._passed.update(names)
            self.__dict__.pop("_tight", None)
        return self._tight

    @cached_property
    def _tight(self) -> _Pattern:
        return self._named(loosened(self._written(placeholders(self._language)), self._passed))

    def _named(self, loose: Loose) -> _Pattern:
        compiled = self._compiled(loose.pattern)
        numbers = {name if isinstance(name, str) else name.decode(): at for name, at in compiled.groupindex.items()}
        fields = {name: at for name, at in numbers.items() if name not in loose.most}
        return _Pattern(compiled, fields, {name: (numbers[name], most) for name, most in loose.most.items()})

    @cached_property
    def _any_line(self) -> Any:
        """The pattern without long counts, with outlines of dates and, beyond ASCII, with any character for one of a
        class, to be searched in many lines at once: it never matches a line's end."""
        if self._is_dated:
            return self._line_pattern(loosened(self._written(outlines(self._language))))
        return self._line_pattern(self._loosened)

    def _line_pattern(self, loose: Loose) -> Any:
        bare = NAMED_RE.sub("(?:", widened(loose.pattern))
        return self._compiled("(?m)" + bare, never_nl=True, never_capture=True)

    @cached_property
    def _loosened(self) -> Loose:
        return loosened(self._written(placeholders(self._language)))

    def _written(self, known: Mapping[str, str]) -> str:
        """The pattern with its anchors and what is `known` to stand for its placeholders."""
        pattern = f"(?:{_expanded(self._rule, known)})"
        if self._rule.scope in (*WHOLE, "head"):
            pattern = "^" + pattern
        return pattern + "$" if self._rule.scope in (*WHOLE, "tail") else pattern

    def _compiled(self, pattern: str, **settings: bool) -> Any:
        chosen = options()
        for name, value in settings.items():
            setattr(chosen, name, value)
        if self._is_ascii:
            chosen.encoding = re2.Options.Encoding.LATIN1
        try:
            return re2.compile(_in_bytes(pattern) if self._is_ascii else pattern, chosen)
        except re2.error as error:
            cure = "see https://github.com/google/re2/wiki/Syntax"
            raise faulty(self._rule, f"is no pattern of RE2 ({error.args[0]!r})", cure) from error


def compiled_for(rule: Rule, language: str, is_ascii: bool) -> Compiled:
    """A rule's pattern for pages in one language: languages share it where it means the same in all."""
    return _shared(rule, is_ascii) if _is_same_everywhere(rule) else Compiled(rule, language, is_ascii)


def _is_same_everywhere(rule: Rule) -> bool:
    return SAME_EVERYWHERE.issuperset(PLACEHOLDER_RE.findall(rule.pattern))


@lru_cache(maxsize=4096)
def _shared(rule: Rule, is_ascii: bool) -> Compiled:
    return Compiled(rule, "und", is_ascii)


def _in_bytes(pattern: str) -> bytes:
    """The pattern for lines of plain ASCII; what else it holds stands for a byte that they lack."""
    return NOT_ASCII_RE.sub(r"\\xff", for_ascii(pattern)).encode()


def _lines_with(pattern: Any, text: Text, starts: Sequence[int]) -> list[int]:
    """Which lines the pattern matches. They are searched in one go, for a call to RE2 costs more than a line."""
    found = [bisect_right(starts, match.start()) - 1 for match in pattern.finditer(text)]
    return list(dict.fromkeys(found))


def _found(match: Any, fields: Mapping[str, int]) -> Found:
    groups = {name: match[number] for name, number in fields.items()}
    values = {name: text if isinstance(text, str) else text.decode() for name, text in groups.items() if text}
    start, end = match.span()
    return Found(start, end, values)


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
