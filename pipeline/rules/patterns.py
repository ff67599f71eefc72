"""Rules as compiled patterns: placeholders are filled in for the page's language, cues choose what is tried."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import re2

from pipeline.document.values import FIELDS, write_value
from pipeline.rules.dates import parse_date
from pipeline.rules.placeholders import placeholders
from pipeline.rules.rule import Rule, RuleError

BLANKS = " \t\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200C))) + "\u200e\u200f\u202f\u205f\u3000\ufeff"
BULLETS = "*•·‣▪■●○◦–—-"
KEPT_LINES = 16_384
"""Lines whose matches are remembered: menus come again on every page of a site."""
WORD_CUE = 3
"""Letters up to which an ASCII cue stands for a whole word."""
MAX_MEMORY = 512 << 20
"""Bytes that one set of patterns may take: classes such as `\\pL` are long once they are UTF-8."""

TAGS_RE = re.compile(r"[,،、|/·•]|(?=#)")
PLACEHOLDER_RE = re.compile(r"\{([a-z]+)\}")
CLASS_CUES: Mapping[str, str] = {
    "#digit": r"\p{Nd}",
    "#number": r"(?-i:^[^\p{Nd}!-&()+,/:-@\[-`{-~]*\p{Nd}+[^\p{Nd}!-&()+,/:-@\[-`{-~]*$)",
    "#numbers": r"(?-i:^[^\pL]*\p{Nd}[^\pL]*$)",
    "#date": r"\p{Nd}{4}|\p{Nd} ?[./–-] ?\p{Nd}{1,2} ?[./–-] ?\p{Nd}",
    "#symbol": r"(?-i:^[^\pL\pN]+$)",
    "#doubled": "^",
    "#page": "^",
}
"""Cues that are no words. The last two look beyond the line, so any line has them: the stage looks at the others."""


WHOLE = ("line", "doubled", "section", "shape")
"""Scopes whose pattern must match the whole line."""
BEYOND = ("doubled", "shape")
"""Scopes that look beyond the line: what they find cannot be seen from its cues."""


class Match(NamedTuple):
    """What a rule matched in a line: `start..end` are code points of the line; `value` as `write_value` wrote it."""

    rule: Rule
    start: int
    end: int
    value: str


def core_of(text: str) -> tuple[int, int]:
    """The span of a line without blanks at its ends and bullets at its start."""
    end = len(text.rstrip(BLANKS))
    start = len(text) - len(text.lstrip(BLANKS))
    bare = len(text) - len(text.lstrip(BLANKS + BULLETS))
    return (bare if bare < end and bare - start <= 3 else min(start, end)), end


def cue_pattern(cues: Iterable[str]) -> str:
    """One RE2 pattern, to be matched without regard to case, for any of the cues.

    Cues of up to WORD_CUE Latin letters stand for whole words: as parts of words they would choose half of all lines.
    """
    return "|".join(_cue(cue) for cue in dict.fromkeys(cues))


def _cue(cue: str) -> str:
    if cue in CLASS_CUES:
        return CLASS_CUES[cue]
    plain = re2.escape(cue)
    return rf"\b{plain}\b" if cue.isascii() and cue.isalpha() and len(cue) <= WORD_CUE else plain


class Matcher:
    """One rule, compiled for pages in one language when it is first needed."""

    def __init__(self, rule: Rule, language: str) -> None:
        self.rule = rule
        self.language = language

    @cached_property
    def pattern(self) -> Any:
        """The rule's pattern. Raises RuleError where it is no pattern of RE2."""
        rule = self.rule
        try:
            pattern = re2.compile(_anchored(rule, self.language), _options())
        except re2.error as error:
            cure = "see https://github.com/google/re2/wiki/Syntax"
            raise _faulty(rule, f"is no pattern of RE2 ({error.args[0]!r})", cure) from error
        if strange := {field_of(name) for name in pattern.groupindex} - set(FIELDS):
            raise _faulty(rule, f"names the group {min(strange)!r}", "name groups " + ", ".join(FIELDS))
        return pattern

    @cached_property
    def _test(self) -> Any:
        """The pattern as a set of one: it says only whether it matches, at a fifth of the cost."""
        return _set_of([self.pattern.pattern])

    def matches_in(self, text: str) -> Iterator[Match]:
        """The matches in a line, whatever its cues."""
        start, end = core_of(text)
        return self.matches(text[start:end], start, len(text))

    def matches(self, core: str, start: int, length: int) -> Iterator[Match]:
        """The matches in a line of `length` characters whose core begins at `start`."""
        rule = self.rule
        if rule.scope in WHOLE and length > rule.longest:
            return
        if rule.scope == "head":
            core = core[: rule.longest]
        elif rule.scope == "tail" and len(core) > rule.longest:
            start += len(core) - rule.longest
            core = core[-rule.longest :]
        if not core or not self._test.Match(core):
            return
        for match in self.pattern.finditer(core):
            if match.end() > match.start():
                value = _value(rule, match.groupdict(), self.language)
                yield Match(rule, match.start() + start, match.end() + start, value)


class Patterns:
    """The compiled rules for pages in one language."""

    def __init__(self, language: str, rules: Sequence[Rule]) -> None:
        self.language = language
        self.rules = rules
        self.matchers = [Matcher(rule, language) for rule in rules]

    @cached_property
    def _numbers(self) -> Mapping[str, list[int]]:
        """Each cue and the numbers of the rules that name it."""
        numbers: dict[str, list[int]] = {}
        for number, rule in enumerate(self.rules):
            for cue in rule.cues if rule.scope not in BEYOND else ():
                numbers.setdefault(cue, []).append(number)
        return numbers

    @cached_property
    def _cues(self) -> tuple[Any, list[list[int]]]:
        return _set_of([cue_pattern([cue]) for cue in self._numbers]), list(self._numbers.values())

    @cached_property
    def matches(self) -> Callable[[str], tuple[Match, ...]]:
        """What the rules match in a line, whatever its neighbours and its place in the page, but for the scopes that
        look beyond the line: only the patterns of rules with a cue in the line are tried."""
        return lru_cache(maxsize=KEPT_LINES)(self._matches)

    def _matches(self, text: str) -> tuple[Match, ...]:
        cues, numbers = self._cues
        found = cues.Match(text)
        if not found:
            return ()
        start, end = core_of(text)
        core = text[start:end]
        tried = sorted({number for cue in found for number in numbers[cue]})
        return tuple(match for number in tried for match in self.matchers[number].matches(core, start, len(text)))


def matches_of(rule: Rule, text: str, language: str) -> Iterator[Match]:
    """What one rule matches in a line: none without one of its cues."""
    if _set_of([cue_pattern(rule.cues)]).Match(text):
        yield from Matcher(rule, language).matches_in(text)


def _set_of(patterns: Iterable[str]) -> Any:
    found = re2.Set.SearchSet(_options())
    for pattern in patterns:
        found.Add(pattern)
    found.Compile()
    return found


def _faulty(rule: Rule, problem: str, cure: str) -> RuleError:
    return RuleError(f"{rule.language}: rule {rule.name}: key 'pattern' {problem}: {cure}")


def _options() -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = MAX_MEMORY
    return options


def _anchored(rule: Rule, language: str) -> str:
    pattern = f"(?:{_expanded(rule, language)})"
    if rule.scope in (*WHOLE, "head"):
        pattern = "^" + pattern
    return pattern + "$" if rule.scope in (*WHOLE, "tail") else pattern


def _expanded(rule: Rule, language: str) -> str:
    known = placeholders(language)
    for name in PLACEHOLDER_RE.findall(rule.pattern):
        if name not in known:
            cure = "use " + ", ".join(f"{{{word}}}" for word in known)
            raise _faulty(rule, f"holds the unknown {{{name}}}", cure)
    return PLACEHOLDER_RE.sub(lambda match: known[match[1]], rule.pattern)


def field_of(group: str) -> str:
    """The field that a named group fills: RE2 wants each name once, so `tags2` is `tags` too."""
    return group.rstrip("0123456789")


def _value(rule: Rule, groups: Mapping[str, str | None], language: str) -> str:
    values = {field_of(name): " ".join(text.replace(";", ",").split()) for name, text in groups.items() if text}
    for name in ("date", "updated"):
        if name in values:
            values[name] = parse_date(values[name], language)
    if "tags" in values:
        tags = (tag.strip(" #＃") for tag in TAGS_RE.split(values["tags"]))
        values["tags"] = ", ".join(tag for tag in tags if tag)
    return write_value(rule.kind, values)
