"""Rules as compiled patterns: placeholders are filled in for the page's language, one set of patterns a scope."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import re2

from pipeline.document.values import FIELDS, write_value
from pipeline.rules.calendars import times_of
from pipeline.rules.dates import parse_date
from pipeline.rules.rule import Rule, RuleError

BLANKS = " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200b\u200e\u200f\ufeff"
BULLETS = "*•·‣▪■●○◦–—-"
KEPT_LINES = 16_384
"""Lines whose hits are remembered: menus come again on every page of a site."""
WORD_CUE = 3
"""Letters up to which an ASCII cue stands for a whole word."""
MAX_MEMORY = 512 << 20
"""Bytes that one set of patterns may take: classes such as `\\pL` are long once they are UTF-8."""

DIGIT = "[0-9٠-٩۰-۹०-९০-৯๐-๙၀-၉០-៩０-９]"
NEVER = r"[^\x00-\x{10FFFF}]"
GAP = r"[\s\x{a0}\x{202f}\x{200e}\x{200f}]*"
JOIN = r"[\s\x{a0}\x{202f}\x{200e}\x{200f}.,/،·\-–]*"
ORDINAL = "(?:st|nd|rd|th|er|º|ª|ος|η|-?го)?"
NAME_WORD = r"\p{Lu}[\pL\pM'’.\-]*"
PARTICLES = r"(?:de|da|do|dos|das|del|della|di|du|la|le|van|von|der|den|ter|te|zu|al|el|bin|ibn|bint|af|y|e|i)"
NAME = rf"(?-i:{NAME_WORD}(?:[ \x{{a0}}](?:{PARTICLES}[ \x{{a0}}])*{NAME_WORD})*|\p{{Lo}}[\p{{Lo}}\pM\x{{200c}}.]*(?:[ \x{{a0}}·・]\p{{Lo}}[\p{{Lo}}\pM\x{{200c}}.]*)*)"

PLACEHOLDER_RE = re.compile(r"\{([a-z]+)\}")
CLASS_CUES: Mapping[str, str] = {
    "#digit": r"\p{Nd}",
    "#date": r"\p{Nd}{4}|\p{Nd} ?[./–-] ?\p{Nd}{1,2} ?[./–-] ?\p{Nd}",
    "#symbol": r"^[^\pL\pN]*[^\pL\pN\s][^\pL\pN]*$",
    "#doubled": "^",
    "#page": "^",
}
"""Cues that are no words. The last two look beyond the line, so any line has them: the stage looks at the others."""


WHOLE = ("line", "doubled", "section", "shape")
"""Scopes whose pattern must match the whole line."""
BEYOND = ("doubled", "shape")
"""Scopes that look beyond the line: what they find cannot be seen from its cues."""


class Hit(NamedTuple):
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

    def hits_in(self, text: str) -> Iterator[Hit]:
        """The matches in a line, whatever its cues."""
        start, end = core_of(text)
        return self.hits(text[start:end], start, len(text))

    def hits(self, core: str, start: int, length: int) -> Iterator[Hit]:
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
                yield Hit(rule, match.start() + start, match.end() + start, value)


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
    def _any_cue(self) -> Any:
        return _set_of([cue_pattern(self._numbers)] if self._numbers else [NEVER])

    @cached_property
    def hits(self) -> Callable[[str], tuple[Hit, ...]]:
        """What the rules match in a line, whatever its neighbours and its place in the page, but for the scopes that
        look beyond the line: only the patterns of rules with a cue in the line are tried."""
        return lru_cache(maxsize=KEPT_LINES)(self._hits)

    def _hits(self, text: str) -> tuple[Hit, ...]:
        if not self._any_cue.Match(text):
            return ()
        cues, numbers = self._cues
        start, end = core_of(text)
        core = text[start:end]
        tried = sorted({number for cue in cues.Match(text) or () for number in numbers[cue]})
        return tuple(hit for number in tried for hit in self.matchers[number].hits(core, start, len(text)))


def hits_of(rule: Rule, text: str, language: str) -> Iterator[Hit]:
    """What one rule matches in a line: none without one of its cues."""
    if _set_of([cue_pattern(rule.cues)]).Match(text):
        yield from Matcher(rule, language).hits_in(text)


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
    def fill(match: re.Match[str]) -> str:
        filled = placeholders(language).get(match[1])
        if filled is None:
            raise _faulty(rule, f"holds the unknown {match[0]}", "use " + ", ".join(f"{{{name}}}" for name in placeholders("und")))
        return filled

    return PLACEHOLDER_RE.sub(fill, rule.pattern)


@lru_cache(maxsize=256)
def placeholders(language: str) -> Mapping[str, str]:
    """What stands for `{month}`, `{weekday}`, `{ago}`, `{date}`, `{time}`, `{when}`, `{number}` and `{name}`."""
    times = times_of(language)
    month = _any_of(times.months) + r"\.?"
    weekday = _any_of(times.weekdays) + r"\.?"
    date, time = _date(month, weekday, times.glue), _time(times.day_periods)
    apart = rf"[\s\x{{a0}}\x{{200f}},،|·•T()\-–—/]*(?:{_any_of(times.at)}[\s\x{{a0}}]*)?"
    return {
        "month": month,
        "weekday": weekday,
        "ago": _ago(times.ago),
        "number": f"{DIGIT}+",
        "time": time,
        "date": date,
        "when": f"(?:{time}{apart})?{date}(?:{apart}{time})?",
        "name": NAME,
    }


def _time(day_periods: Sequence[str]) -> str:
    named = _any_of(day_periods)
    period = rf"(?:[ap]\.?{GAP}m\.?|uhr|hrs?|h|klo|{named})"
    zone = r"\(?(?:(?-i:[A-Z]{2,5})|z)?(?:[+\-−][0-9]{1,2}:?(?:[0-9]{2})?)?\)?"
    clock = rf"{DIGIT}{{1,2}}(?:[:.]|{GAP}h{GAP}){DIGIT}{{2}}(?:[:.]{DIGIT}{{2}}(?:\.{DIGIT}+)?)?"
    return rf"(?:(?:{named}{GAP})?(?:{clock}|{DIGIT}{{1,2}}{GAP}[ap]\.?m\.?)(?:{GAP}{period})?(?:{GAP}{zone})?)"


def _any_of(names: Iterable[str]) -> str:
    ordered = sorted(dict.fromkeys(names), key=lambda name: (-len(name), name))
    return "(?:" + "|".join(re2.escape(name).replace(r"\ ", " ") for name in ordered) + ")" if ordered else NEVER


def _ago(phrases: Sequence[str]) -> str:
    if not phrases:
        return NEVER
    return "(?:" + "|".join(re2.escape(phrase).replace(r"\{0\}", f"{DIGIT}+") for phrase in phrases) + ")"


def _date(month: str, weekday: str, glue: Sequence[str]) -> str:
    join = f"{JOIN}(?:{_any_of(glue)}{JOIN})?" if glue else JOIN
    day, year = f"{DIGIT}{{1,2}}{ORDINAL}", f"{DIGIT}{{4}}"
    number = f"{DIGIT}{{1,2}}"
    written = f"{day}{join}{month}{join}{year}|{month}{join}{day}{join}{year}|{year}{join}{month}{join}{day}"
    numeric = (
        f"{year}{GAP}[\\-/.–年년]{GAP}{number}{GAP}[\\-/.–月월]{GAP}{number}{GAP}[日일]?"
        f"|{number}{GAP}[\\-/.–]{GAP}{number}{GAP}[\\-/.–]{GAP}(?:{year}|{DIGIT}{{2}})"
    )
    suffix = f"(?:{GAP}{_any_of(glue)}\\.?)?" if glue else ""
    return rf"(?:(?:{weekday}{JOIN})?(?:{written}|{numeric}){suffix}\.?(?:{JOIN}{weekday})?)"


def field_of(group: str) -> str:
    """The field that a named group fills: RE2 wants each name once, so `tags2` is `tags` too."""
    return group.rstrip("0123456789")


def _value(rule: Rule, groups: Mapping[str, str | None], language: str) -> str:
    values = {field_of(name): " ".join(text.replace(";", ",").split()) for name, text in groups.items() if text}
    for name in ("date", "updated"):
        if name in values:
            values[name] = parse_date(values[name], language)
    if "tags" in values:
        values["tags"] = ", ".join(tag for word in re.split(r"[,،、|/·•]|(?=#)", values["tags"]) if (tag := word.strip(" #＃")))
    return write_value(rule.kind, values)
