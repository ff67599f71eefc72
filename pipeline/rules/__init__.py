"""Boilerplate rules: what they know is data, in one TOML file a language, and this package loads it.

A file
------
::

    language = "en"                   # BCP 47; "und" for rules of all languages
    date_words = []                   # words between day, month and year that CLDR lacks: "de", "พ.ศ."
    time_words = ["at"]               # words between a date and a time: "um", "à", "kl."

    [[rule]]
    kind = "credit-line"              # what the text is; one of `loading.KINDS`
    name = "inputs-from-agencies"     # the id is boilerplate.<kind>.<language>.<name>
    scope = "line"                    # what the pattern is held against (below)
    zone = "any"                      # where in the page (below); default "any"
    layout = "any"                    # any | page | extracted: the text's measured layout; default "any"
    cues = ["inputs from agencies"]   # without one of them the pattern cannot match
    pattern = '\\(?with inputs from (?P<agency>agencies)\\)?'
    until = "end"                     # scope section only: prose | repeats | end
    longest = 120                     # the longest line, or part of a line, it looks at; default 120, at most 1000
    opt_in = false                    # true: off until a policy names the full id
    flag_only = false                 # true: flagged, not applied, until a policy names the full id
    why = "A credit to agencies says where the report came from; it is no part of it."
    source = "press usage"
    matches = ["(With inputs from agencies)"]
    ignores = ["The plan was drawn up with inputs from agencies across the country."]

    [[calendar]]                      # only for month names that CLDR (by way of Babel) lacks
    system = "gregorian"              # gregorian (more spellings) | solar-hijri | ethiopic | buddhist
    months = [["Jänner"], [], []]     # the spellings of the first month, of the second ...

Rules of `und` and of the page's language apply; on a page whose language is unknown only `und`. A rule of
`und` is compiled anew for every language, so its `{date}` knows the months of the page.

`scope`
    ``line``     the whole line, without blanks at its ends and a bullet at its start; its line goes, with its end.
    ``head``     the first `longest` characters of a line: the pattern is anchored there; only what it matches goes.
    ``tail``     the last `longest` characters, anchored at the line's end.
    ``inside``   anywhere in a line.
    ``doubled``  a whole line that stands twice at once (blank lines between do not count); both copies go. In any
    zone but ``head`` only the second copy is found.
    ``section``  a whole line that heads a section which goes with it, as far as `until` says: ``prose`` (to the next
    line of prose), ``repeats`` (while the lines stand again further down, as those of a table of contents), ``end``.
    ``outside``  whatever stands outside the article of a whole page (`document.outside`), headlines and the lines that
    other rules name aside. Shape alone decides: ``layout = "page"``, ``cues = ["#outside"]``, ``pattern = '.*'``, and
    the examples are whole pages, whose `cut` holds the lines that must go.

`zone`
    ``first`` the first line that is not blank; ``head`` above the third line of prose; ``foot`` below the last but
    two; ``under`` below all prose; ``edge`` head or foot; ``body`` neither; ``below`` all that is not head; ``end``
    the last 2,000 characters or 15 % of what is not head; ``any``. A line of a short text can lie in head and foot.

`cues`
    Lowercase plain words, compared without regard to case anywhere in the line; every match of the pattern must
    hold one of them, for lines without any are never looked at. Seven cues are no words: ``#digit`` (a digit of any
    script), ``#count`` (digits among words, almost without punctuation), ``#numbers`` (digits, no letters), ``#date``
    (a year of four digits, or three numbers joined), ``#symbol`` (a line without letters and digits), ``#doubled``
    and ``#outside`` (the scopes).
    Pick rare words: a common one costs time, not correctness. Up to three Latin letters stand for a whole word.

`pattern`
    RE2's dialect, without regard to case (``(?-i:AFP)`` where case matters). `\\w`, `\\b`, `\\d`, `\\s` are ASCII
    only: write `\\pL` (letters), `\\pM` (marks), `\\p{Nd}`; no counted repetition over such classes. No look-around.
    Placeholders: ``{month}`` ``{weekday}`` ``{ago}`` ("4 years ago") ``{date}`` (with a year, in any order, with or
    without a weekday) ``{time}`` (with or without a time zone) ``{when}`` (a date, with or without a time on either
    side) ``{number}`` (digits of every script) ``{name}`` (one or more words, capitalised where the script has
    capitals).
    Named groups give the finding's value: date, updated, author, agency, tags, url, credit
    (``tags2`` counts as tags, for RE2 wants each name once). Dates are written as ISO.

`matches`, `ignores`
    Strings, or tables: ``{ text = "vor 4 Jahren", language = "de", value = "2020-02-19", cut = "..." }``; `language`
    is the page's (default: the file's), `value` what the ledger must say, `cut` what must go (default: all).

`check_rule_file(path)` judges a file by its examples; ``python -m pipeline rules --check FILE`` prints what it says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from pipeline.rules.bare import SWITCHES, read_switched
from pipeline.rules.calendars import FOLDER, bare_shipped, read_shipped, shipped_tags, tags_of
from pipeline.rules.checking import check_rule_file
from pipeline.rules.dates import parse_date
from pipeline.rules.loading import KINDS, read_rule_file
from pipeline.rules.patterns import BLANKS, Match, Patterns
from pipeline.rules.rule import Example, Rule, RuleError, RuleFile

__all__ = [
    "BLANKS",
    "KINDS",
    "Example",
    "Match",
    "Patterns",
    "Rule",
    "RuleError",
    "Rules",
    "check_rule_file",
    "load_rules",
    "parse_date",
]


class Rules:
    """The rules of a process, read and compiled a language at a time, when a page first asks for them."""

    def __init__(self, extra: Sequence[Rule] = ()) -> None:
        self._extra = tuple(extra)
        self._patterns: dict[str, Patterns] = {}

    def for_language(self, tag: str) -> tuple[Rule, ...]:
        """The rules for pages in the language `tag` (BCP 47): those of `und` and of each prefix of the tag."""
        return tuple(rule for own in ("und", *tags_of(tag)) for rule in self._of(own, read_shipped))

    def patterns(self, tag: str) -> Patterns:
        """The rules for pages in the language `tag`, ready to be matched; why they are and what they match for example
        is left out."""
        if tag not in self._patterns:
            rules = [rule for own in ("und", *tags_of(tag)) for rule in self._of(own, bare_shipped)]
            self._patterns[tag] = Patterns(tag, rules)
        return self._patterns[tag]

    def all(self) -> tuple[Rule, ...]:
        """Every rule of every language, `und` first, then by language tag."""
        return tuple(rule for own in self.languages for rule in self._of(own, read_shipped))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The language tags that have rules, `und` first."""
        tags = shipped_tags() | {rule.language for rule in self._extra}
        return tuple(sorted(tags, key=lambda tag: (tag != "und", tag)))

    @cached_property
    def cues(self) -> tuple[str, ...]:
        """The plain words among the cues of all rules, without repetition."""
        return tuple(dict.fromkeys(cue for rule in self.all() for cue in rule.cues if not cue.startswith("#")))

    @cached_property
    def opt_in(self) -> frozenset[str]:
        """The ids of rules that are off until a policy names them."""
        return self._switched("opt_in")

    @cached_property
    def flag_only(self) -> frozenset[str]:
        """The ids of rules that are flagged, never applied, until a policy names them."""
        return self._switched("flag_only")

    def _switched(self, key: str) -> frozenset[str]:
        return self._shipped_switches[key] | {rule.id for rule in self._extra if getattr(rule, key)}

    @cached_property
    def _shipped_switches(self) -> Mapping[str, frozenset[str]]:
        files = [read_switched(FOLDER / f"{tag}.toml") for tag in shipped_tags()]
        return {key: frozenset().union(*(found[key] for found in files)) for key in SWITCHES}

    def _of(self, language: str, read: Callable[[str], RuleFile]) -> tuple[Rule, ...]:
        return read(language).rules + tuple(rule for rule in self._extra if rule.language == language)


def load_rules(extra_paths: Sequence[Path] = ()) -> Rules:
    """The shipped rules and those of the files at `extra_paths`, which are judged by their examples first.

    Raises RuleError, which names file, rule, key and cure, for an extra file that cannot be used.
    """
    for path in extra_paths:
        for problem in check_rule_file(path):
            raise RuleError(problem)
    return Rules([rule for path in extra_paths for rule in read_rule_file(path).rules])
