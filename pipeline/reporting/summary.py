"""What commands print on stdout: the table at the end of a run, the list of rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from pipeline.rules import Example, Rule, Rules

OUTCOMES = ("applied", "flagged", "overruled")


def _console() -> Console:
    """A console that cuts no table short where no terminal sets its width."""
    console = Console(highlight=False, markup=False)
    return console if console.is_terminal else Console(highlight=False, markup=False, width=160)


def show_changes(counts: Mapping[str, Any]) -> None:
    """What was changed, by rule (`removed` and `written` are characters), and what was rejected, by reason.

    `counts` are those of the manifest.
    """
    console = _console()
    table = Table("rule", box=None, pad_edge=False)
    for column in (*OUTCOMES, "documents", "removed", "written"):
        table.add_column(column, justify="right")
    for rule, outcomes in sorted(counts.get("rules", {}).items()):
        found = [outcomes.get(outcome, {}) for outcome in OUTCOMES]
        documents = max(outcome.get("documents", 0) for outcome in found)
        numbers = [*(outcome.get("findings", 0) for outcome in found), documents]
        numbers += [found[0].get("before", 0), found[0].get("after", 0)]
        table.add_row(rule, *(f"{number:,}" if number else "" for number in numbers))
    console.print(table)
    if counts.get("reasons"):
        rejects = Table("rejected because", box=None, pad_edge=False)
        rejects.add_column("records", justify="right")
        for reason, number in sorted(counts["reasons"].items()):
            rejects.add_row(reason, f"{number:,}")
        console.print(rejects)


def show_rules(rules: Iterable[Rule]) -> None:
    """Every rule with its reason and its examples."""
    console = _console()
    for rule in rules:
        console.print(Text(rule.id, "bold").append("  off until a policy names it" if rule.opt_in else "", "yellow"))
        console.print(f"  {rule.why}", soft_wrap=True)
        for style, sign, examples in (("green", "+", rule.matches), ("red", "-", rule.ignores)):
            for example in examples:
                console.print(Text(f"  {sign} {_told(example)}", style), soft_wrap=True)


def _told(example: Example) -> str:
    text = "\\n".join(map(_printable, example.text.split("\n")))
    return f"{text}  = {example.value}" if example.value else text


def _printable(line: str) -> str:
    return line if line.isprintable() else line.encode("unicode_escape").decode()


def show_coverage(rules: Rules, language: str) -> None:
    """How many rules a language has of its own, for which kinds, and which detectors know it."""
    from pipeline.language import detectors_knowing
    from pipeline.rules import KINDS

    console = _console()
    own = [rule for rule in rules.for_language(language) if rule.language == language]
    have = {rule.kind for rule in own}
    lacking = [kind for kind in KINDS if kind not in have]
    console.print(f"{language}: {len(own)} rules of its own for {len(have)} of {len(KINDS)} kinds, beside those of und")
    console.print(f"kinds without a rule of its own: {', '.join(lacking) or 'none'}")
    console.print(f"detectors that know it: {', '.join(detectors_knowing(language)) or 'none'}\n")


def show_kinds(rules: Rules) -> None:
    """Of each kind, how many rules there are for all languages and which languages have rules of their own."""
    from pipeline.rules import KINDS

    console = _console()
    table = Table("kind", "for all", "languages with rules of their own", box=None, pad_edge=False)
    every = {rule.language for rule in rules.all()} - {"und"}
    for kind in KINDS:
        languages = [rule.language for rule in rules.all() if rule.kind == kind]
        own = sorted(set(languages) - {"und"})
        told = f"all {len(own)}" if len(own) == len(every) else " ".join(own) or "none"
        table.add_row(kind, str(languages.count("und") or "-"), told)
    console.print(table)
    console.print()
