"""The rules for pages in one language: cues choose the lines that their patterns are tried on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import re2

from pipeline.document.values import write_value
from pipeline.rules.classes import widened
from pipeline.rules.compiled import WHOLE, Compiled, Text, compiled_for, field_of, options
from pipeline.rules.dates import parse_date
from pipeline.rules.rule import BEYOND, Rule

BLANKS = " \t\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200C))) + "\u200e\u200f\u202f\u205f\u3000\ufeff"
BULLETS = "*•·‣▪■●○◦–—-"
EDGES = frozenset(BLANKS + BULLETS)
BULLETED = 3
"""Bullets at most, with the blanks among and after them, before a line's core."""
SET_MEMORY = 512 << 20
"""Bytes that a set of cues may take: with less RE2 would miss some without a word."""
WORD_CUE = 3
"""Letters up to which an ASCII cue stands for a whole word."""

TAGS_RE = re.compile(r"[,،、|/·•]|(?=#)")
PLAIN_WORDS = r"[^!-&+,/:-@\[-`{-~]*"
"""Characters of lines such as "3 years ago", in all languages: no ASCII punctuation but that of abbreviations."""
LETTER, NO_LETTERS = widened(r"\pL"), widened(r"[^\pL]*")
COUNT = r"(?-i:^{W}(?:{L}{W}\p{Nd}|\p{Nd}{W}{L}){W}$)".replace("{W}", PLAIN_WORDS).replace("{L}", LETTER)
CLASS_CUES: Mapping[str, str] = {
    "#digit": r"\p{Nd}",
    "#count": COUNT,
    "#numbers": rf"(?-i:^{NO_LETTERS}\p{{Nd}}{NO_LETTERS}$)",
    "#date": r"\p{Nd}{4}|\p{Nd} ?[./–-] ?\p{Nd}{1,2} ?[./–-] ?\p{Nd}",
    "#symbol": r"(?-i:^[^\pL\pN]+$)",
    "#doubled": "^",
    "#outside": "^",
}
"""Cues that are no words; some are a little wider than they say, for they are read anew for every batch. The last two
look beyond the line, so any line has them: the stage looks at the others."""


class Match(NamedTuple):
    """What a rule matched in a line: `start..end` are code points of the line; `value` as `write_value` wrote it."""

    rule: Rule
    start: int
    end: int
    value: str


def core_of(text: str) -> tuple[int, int]:
    """The span of a line without blanks at its ends and bullets at its start."""
    if text and text[0] not in EDGES and text[-1] not in EDGES:
        return 0, len(text)
    end = len(text.rstrip(BLANKS))
    start = len(text) - len(text.lstrip(BLANKS))
    bare = len(text) - len(text.lstrip(BLANKS + BULLETS))
    return (bare if bare < end and bare - start <= BULLETED else min(start, end)), end


def is_word(cue: str) -> bool:
    """Whether a cue stands for a whole word: as parts of words short ones would choose half of all lines."""
    return len(cue) <= WORD_CUE and cue.isascii() and cue.isalpha()


def cue_pattern(cue: str) -> str:
    """What finds a cue in a line: a pattern of RE2, to be matched without regard to case."""
    if cue in CLASS_CUES:
        return CLASS_CUES[cue]
    return rf"\b{re2.escape(cue)}\b" if is_word(cue) else re2.escape(cue)


class Matcher:
    """One rule for pages in one language. It is compiled when it is first needed, for lines of plain ASCII apart: they
    are many in every language."""

    def __init__(self, rule: Rule, language: str) -> None:
        self.rule = rule
        self.language = language
        self.is_whole = rule.scope in WHOLE
        self.look = {"head": rule.longest, "tail": -rule.longest}.get(rule.scope, 0)

    @cached_property
    def _ascii(self) -> Compiled:
        return compiled_for(self.rule, self.language, True)

    @cached_property
    def _others(self) -> Compiled:
        return compiled_for(self.rule, self.language, False)

    def check(self) -> None:
        """Raises RuleError where the rule's pattern is no pattern of RE2, or has groups that are no fields."""
        self._others.check()
        self._ascii.check()

    def compiled(self, is_ascii: bool) -> Compiled:
        """The rule's pattern for lines of plain ASCII, or for others."""
        return self._ascii if is_ascii else self._others

    def part_of(self, core: str) -> str:
        """The part of a line's core that the rule looks at."""
        return core[: self.look] if self.look > 0 else core[self.look :]

    def admitted(self, text: Text, starts: Sequence[int]) -> list[int]:
        """Which of the parts of lines that it looks at the rule may match: they are the lines of a text in UTF-8, of
        which each begins at one of `starts`, in bytes."""
        return self._others.admitted(text, starts)

    def is_sure(self, core: str, valued: bool) -> bool:
        """Whether the rule matches the whole of a line's core that is known to be admitted, without a value if that is
        asked for (`valued`)."""
        return self.compiled(core.isascii()).is_sure(core, valued)

    def matches_in(self, text: str) -> Iterator[Match]:
        """The matches in a line, whatever its cues."""
        start, end = core_of(text)
        if start < end and not (self.is_whole and len(text) > self.rule.longest):
            yield from self.matches(text[start:end], start)

    def matches(self, core: str, start: int) -> Iterator[Match]:
        """The matches in the core of a line, which begins at `start`, whatever its length and its cues."""
        part = self.part_of(core)
        if self.rule.scope == "tail":
            start += len(core) - len(part)
        for found in self.compiled(part.isascii()).found(part):
            value = _value(self.rule, found.groups, self.language)
            yield Match(self.rule, found.start + start, found.end + start, value)


class Patterns:
    """The compiled rules for pages in one language."""

    def __init__(self, language: str, rules: Sequence[Rule]) -> None:
        self.language = language
        self.rules = rules
        self.matchers = [Matcher(rule, language) for rule in rules]

    @cached_property
    def outside(self) -> tuple[Rule, ...]:
        """The rules that take what stands outside the article of a whole page."""
        return tuple(rule for rule in self.rules if rule.scope == "outside")

    @cached_property
    def doubled(self) -> tuple[Matcher, ...]:
        """Those of the rules for short lines that stand twice at once."""
        return tuple(matcher for matcher in self.matchers if matcher.rule.scope == "doubled")

    @cached_property
    def _cues(self) -> tuple[Any, list[list[int]]]:
        """The cues of the rules that look at one line alone, and the numbers of the rules of each."""
        numbers: dict[str, list[int]] = {}
        for number, rule in enumerate(self.rules):
            for cue in rule.cues if rule.scope not in BEYOND else ():
                numbers.setdefault(cue, []).append(number)
        return _set_of(map(cue_pattern, numbers)), list(numbers.values())

    def matches(self, text: str) -> Iterator[Match]:
        """What the rules match in a line, whatever its neighbours and its place in the page, but for the scopes
        that look beyond the line; only rules with a cue in the line are tried."""
        cues, numbers = self._cues
        for number in sorted({number for cue in cues.Match(text) or () for number in numbers[cue]}):
            yield from self.matchers[number].matches_in(text)


def matches_of(rule: Rule, text: str, language: str) -> Iterator[Match]:
    """What one rule matches in a line: none without one of its cues."""
    if _set_of(map(cue_pattern, rule.cues)).Match(text):
        yield from Matcher(rule, language).matches_in(text)


def _set_of(patterns: Iterable[str]) -> Any:
    found = re2.Set.SearchSet(options(SET_MEMORY))
    for pattern in patterns:
        found.Add(pattern)
    found.Compile()
    return found


def _value(rule: Rule, groups: Mapping[str, str], language: str) -> str:
    values = {field_of(name): " ".join(text.replace(";", ",").split()) for name, text in groups.items()}
    for name in ("date", "updated"):
        if name in values:
            values[name] = parse_date(values[name], language)
    if "tags" in values:
        tags = (tag.strip(" #＃") for tag in TAGS_RE.split(values["tags"]))
        values["tags"] = ", ".join(tag for tag in tags if tag)
    return write_value(rule.kind, values)
