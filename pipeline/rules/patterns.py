"""Rules as compiled patterns: placeholders are filled in for the page's language, cues choose what is tried."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import filterfalse
from typing import Any, NamedTuple

import re2

from pipeline.document.values import FIELDS, write_value
from pipeline.rules.dates import parse_date
from pipeline.rules.placeholders import placeholders
from pipeline.rules.rule import Rule, RuleError

BLANKS = " \t\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200C))) + "\u200e\u200f\u202f\u205f\u3000\ufeff"
BULLETS = "*•·‣▪■●○◦–—-"
KEPT_LINES = 1 << 17
"""Lines after which the matches of lines are forgotten: more than a batch of pages has, so each is tried once."""
LENGTHS = (120, 300, 1000, 1 << 31)
"""Steps of length at which lines are looked at: the shorter a line, the more rules look at it."""
WORD_CUE = 3
"""Letters up to which an ASCII cue stands for a whole word."""
MAX_MEMORY = 512 << 20
"""Bytes that one set of patterns may take: classes such as `\\pL` are long once they are UTF-8."""

TAGS_RE = re.compile(r"[,،、|/·•]|(?=#)")
PLACEHOLDER_RE = re.compile(r"\{([a-z]+)\}")
PLAIN_WORDS = r"[^!-&+,/:-@\[-`{-~]*"
"""Characters of lines such as "3 years ago", in all languages: no ASCII punctuation but that of abbreviations."""
CLASS_CUES: Mapping[str, str] = {
    "#digit": r"\p{Nd}",
    "#count": r"(?-i:^{W}(?:\pL{W}\p{Nd}|\p{Nd}{W}\pL){W}$)".replace("{W}", PLAIN_WORDS),
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
    if text[:1].isalnum() and text[-1:].isalnum():
        return 0, len(text)
    end = len(text.rstrip(BLANKS))
    start = len(text) - len(text.lstrip(BLANKS))
    bare = len(text) - len(text.lstrip(BLANKS + BULLETS))
    return (bare if bare < end and bare - start <= 3 else min(start, end)), end


def cue_pattern(cues: Iterable[str]) -> str:
    """One RE2 pattern, to be matched without regard to case, for any of the cues.

    Cues of up to WORD_CUE Latin letters stand for whole words: as parts of words they would choose half of all lines.
    """
    return "|".join(_cue(cue) for cue in dict.fromkeys(cues))


def _is_plain(cue: str) -> bool:
    """Whether a cue stands for itself anywhere in a line: it is no class, and too long to stand for a whole word."""
    return cue not in CLASS_CUES and not (cue.isascii() and cue.isalpha() and len(cue) <= WORD_CUE)


def _cue(cue: str) -> str:
    if cue in CLASS_CUES:
        return CLASS_CUES[cue]
    return re2.escape(cue) if _is_plain(cue) else rf"\b{re2.escape(cue)}\b"


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
        return _set_of([self.pattern.pattern], re2.Set.FullMatchSet if self._is_whole else re2.Set.SearchSet)

    @cached_property
    def _is_whole(self) -> bool:
        return self.rule.scope in WHOLE

    @cached_property
    def _part(self) -> slice | None:
        """The part of a line's core that the rule looks at; None for all of it."""
        return {"head": slice(self.rule.longest), "tail": slice(-self.rule.longest, None)}.get(self.rule.scope)

    def matches_in(self, text: str) -> Iterator[Match]:
        """The matches in a line, whatever its cues."""
        start, end = core_of(text)
        core = text[start:end]
        if self.admits(core, core.encode(), len(text)):
            yield from self.matches(core, start)

    def admits(self, core: str, encoded: bytes, length: int) -> bool:
        """Whether the pattern matches in the core of a line of `length` characters; `encoded` is the core in UTF-8,
        encoded once for all rules that ask."""
        if self._is_whole and length > self.rule.longest:
            return False
        return bool(core and self._test.Match(core[self._part].encode() if self._part else encoded))

    def matches(self, core: str, start: int) -> Iterator[Match]:
        """The matches in a line that the pattern admits and whose core begins at `start`."""
        part = core[self._part] if self._part else core
        if self.rule.scope == "tail":
            start += len(core) - len(part)
        for match in self.pattern.finditer(part):
            if match.end() > match.start():
                value = _value(self.rule, match.groupdict(), self.language)
                yield Match(self.rule, match.start() + start, match.end() + start, value)


class Tier(NamedTuple):
    """The cues of the rules that look at lines of some length: `unions` are patterns that find a line with any cue, to
    be matched without regard to case. They are two, for Arrow compiles them at each call, and plain words make a
    smaller automaton apart from whole words and classes. `cues` says which; `numbers` are the rules of each."""

    unions: tuple[str, ...]
    cues: Any
    numbers: list[list[int]]


class Patterns:
    """The compiled rules for pages in one language."""

    def __init__(self, language: str, rules: Sequence[Rule]) -> None:
        self.language = language
        self.rules = rules
        self.matchers = [Matcher(rule, language) for rule in rules]
        self._known: dict[str, tuple[Match, ...]] = {}

    @cached_property
    def tiers(self) -> tuple[Tier, ...]:
        """The cues to look for in lines, one tier for each step of LENGTHS."""
        return tuple(self._tier(above) for above in (0, *LENGTHS[:-1]))

    def _tier(self, above: int) -> Tier:
        numbers: dict[str, list[int]] = {}
        for number, rule in enumerate(self.rules):
            if rule.scope not in BEYOND and (rule.scope not in WHOLE or rule.longest > above):
                for cue in rule.cues:
                    numbers.setdefault(cue, []).append(number)
        plain, others = filter(_is_plain, numbers), filterfalse(_is_plain, numbers)
        unions = tuple(filter(None, (cue_pattern(plain), cue_pattern(others))))
        return Tier(unions, _set_of([cue_pattern([cue]) for cue in numbers]), list(numbers.values()))

    def matches(self, text: str) -> tuple[Match, ...]:
        """What the rules match in a line, whatever its neighbours and its place in the page, but for the scopes that
        look beyond the line: only the patterns of rules with a cue in the line are tried."""
        known = self._known.get(text)
        if known is None:
            self._make_room()
            known = self._known[text] = self._matches(text)
        return known

    def remember(self, texts: Sequence[str]) -> None:
        """Remember of lines without any cue that nothing matches in them."""
        self._make_room()
        self._known.update(dict.fromkeys(texts, ()))

    def _make_room(self) -> None:
        if len(self._known) >= KEPT_LINES:
            self._known.clear()

    def _matches(self, text: str) -> tuple[Match, ...]:
        _, cues, numbers = self.tiers[bisect_left(LENGTHS, len(text))]
        found = cues.Match(encoded := text.encode())
        start, end = core_of(text) if found else (0, 0)
        if start == end:
            return ()
        core = text[start:end]
        if core != text:
            encoded = core.encode()
        tried = numbers[found[0]] if len(found) == 1 else sorted({number for cue in found for number in numbers[cue]})
        admitted = [number for number in tried if self.matchers[number].admits(core, encoded, len(text))]
        return tuple(match for number in admitted for match in self.matchers[number].matches(core, start))


def matches_of(rule: Rule, text: str, language: str) -> Iterator[Match]:
    """What one rule matches in a line: none without one of its cues."""
    if _set_of([cue_pattern(rule.cues)]).Match(text):
        yield from Matcher(rule, language).matches_in(text)


def _set_of(patterns: Iterable[str], kind: Callable[..., Any] = re2.Set.SearchSet) -> Any:
    found = kind(_options())
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
