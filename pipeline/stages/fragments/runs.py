"""Runs of a script that is not the page's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.document.edits import Finding
from pipeline.document.page import Line
from pipeline.language import Detect
from pipeline.language.runs import Run, foreign_stretches, has_other_script, script_runs
from pipeline.language.scripts import UNSPACED, tag_with_script, together_with

RULE = "fragments.other-script.und.run"
# A shorter run may be a name, a loanword or a word that is talked about.
FEWEST_LETTERS, FEWEST_WORDS = 6, 2
# Latin stands in pages of every script as names, brands and titles: a sentence shows by its small words.
FEWEST_LATIN_LETTERS, FEWEST_LATIN_SMALL = 12, 3


def foreign_runs(line: Line, text: str, host: frozenset[str], language: str, detect: Detect) -> Iterator[Finding]:
    """The stretches of `line` in another script than the `host` ones; `text` is the line, masked.

    The page's own `language` in another script of its own is no fragment.
    """
    if not has_other_script(text, host):
        return
    for stretch in foreign_stretches(text, host):
        start, end, script = stretch
        written = text[start:end]
        if not _is_sentence(_runs(text, stretch, host), written):
            continue
        guess = detect.name(written, _scripts(text, stretch, host))
        if guess.language != language:
            value = tag_with_script(guess.language, script)
            yield Finding(line.start + start, line.start + end, RULE, "", guess.score or 0.5, value)


def _runs(text: str, stretch: Run, host: frozenset[str]) -> Iterator[Run]:
    """The runs of a stretch that are in none of the `host` scripts, counted from its start."""
    size = stretch.end - stretch.start
    # With the character behind: a joiner belongs to a run only in front of a letter.
    for run in script_runs(text[stretch.start : stretch.end + 1]):
        if run.start < size and run.script not in host:
            yield run


def _scripts(text: str, stretch: Run, host: frozenset[str]) -> frozenset[str]:
    """The scripts that a stretch is written in."""
    alone = together_with(stretch.script) - host
    return alone if len(alone) == 1 else frozenset(run.script for run in _runs(text, stretch, host))


def _is_sentence(runs: Iterable[Run], stretch: str) -> bool:
    """Whether the runs of a stretch can be more than a name, a brand or a word that is talked about."""
    letters = small = 0
    for count, run in enumerate(runs, start=1):
        letters += run.end - run.start
        if run.script == "Latn":
            small += stretch[run.start].islower()
            enough = letters >= FEWEST_LATIN_LETTERS and small >= FEWEST_LATIN_SMALL
        else:
            enough = letters >= FEWEST_LETTERS and (count >= FEWEST_WORDS or run.script in UNSPACED)
        if enough:
            return True
    return False
