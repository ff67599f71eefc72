"""Rules as compiled patterns: placeholders are filled in for the page's language, one set of patterns a scope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import re2

from pipeline.document.values import FIELDS, write_value
from pipeline.rules.calendars import times_of
from pipeline.rules.dates import parse_date
from pipeline.rules.rule import Rule, RuleError

BLANKS = " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200b\u200e\u200f\ufeff"
BULLETS = "*•·‣▪■●○◦–—-"
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
    """One RE2 pattern, to be matched without regard to case, for any of the cues."""
    return "|".join(CLASS_CUES.get(cue) or re2.escape(cue) for cue in dict.fromkeys(cues))


class Patterns:
    """The compiled rules for pages in one language."""

    def __init__(self, language: str, rules: Sequence[Rule]) -> None:
        self.language = language
        self.rules = rules

    @cached_property
    def longest(self) -> int:
        """The longest line that a rule for whole lines looks at."""
        return max((rule.longest for rule in self.rules), default=0)

    @cached_property
    def _cued(self) -> tuple[Any, list[list[int]]]:
        """All cues as one set, and for each cue the numbers of the rules that name it."""
        rules_of: dict[str, list[int]] = {}
        for number, rule in enumerate(self.rules):
            for cue in rule.cues if rule.scope not in BEYOND else ():
                rules_of.setdefault(cue, []).append(number)
        cues = re2.Set.SearchSet(_options())
        for cue in rules_of:
            cues.Add(cue_pattern([cue]))
        cues.Compile()
        return cues, list(rules_of.values())

    def hits(self, text: str) -> Iterator[Hit]:
        """What the rules match in a line, whatever its neighbours and its place in the page, but for the scopes that
        look beyond the line: only the patterns of rules with a cue in the line are tried."""
        cues, rules_of = self._cued
        if found := cues.Match(text):
            for number in sorted({number for cue in found for number in rules_of[cue]}):
                yield from _hits(self.rules[number], text, self.language)


def hits_of(rule: Rule, text: str, language: str) -> Iterator[Hit]:
    """What one rule matches in a line: none without one of its cues."""
    if _cue_re(rule.cues).search(text):
        yield from _hits(rule, text, language)


def _hits(rule: Rule, text: str, language: str) -> Iterator[Hit]:
    whole = rule.scope in WHOLE
    if whole and len(text) > rule.longest:
        return
    start, end = core_of(text)
    window = text[start:end]
    if rule.scope == "head":
        window = window[: rule.longest]
    if rule.scope == "tail":
        window = window[-rule.longest :]
        start = end - len(window)
    if not window or not _test(rule, language).Match(window):
        return
    for match in compiled(rule, language).finditer(window):
        if match.end() > match.start():
            yield Hit(rule, match.start() + start, match.end() + start, _value(rule, match.groupdict(), language))


@lru_cache(maxsize=4096)
def _cue_re(cues: tuple[str, ...]) -> Any:
    return re2.compile(cue_pattern(cues), _options())


@lru_cache(maxsize=16384)
def _test(rule: Rule, language: str) -> Any:
    """The rule's pattern as a set of one: it says only whether it matches, at a fifth of the cost."""
    compiled(rule, language)
    test = re2.Set.SearchSet(_options())
    test.Add(_anchored(rule, language))
    test.Compile()
    return test


@lru_cache(maxsize=16384)
def compiled(rule: Rule, language: str) -> Any:
    """The rule's pattern for pages in `language`. Raises RuleError where it is no pattern of RE2."""
    pattern = _anchored(rule, language)
    try:
        found = re2.compile(pattern, _options())
    except re2.error as error:
        raise _faulty(rule, f"is no pattern of RE2 ({error.args[0]!r})", "see https://github.com/google/re2/wiki/Syntax") from error
    if strange := {field_of(name) for name in found.groupindex} - set(FIELDS):
        raise _faulty(rule, f"names the group {min(strange)!r}", "name groups " + ", ".join(FIELDS))
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
