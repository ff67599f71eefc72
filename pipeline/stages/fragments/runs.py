"""Runs of a script that is not the page's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.document.edits import Finding
from pipeline.document.page import Line
from pipeline.language import Detect
from pipeline.language.scripts import UNSPACED, WRITTEN_TOGETHER, Run, has_other_script, script_runs, tag_with_script

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
    stretch: list[Run] = []
    for run in (*script_runs(text), Run(-1, -1, "")):
        if stretch and not _together(stretch[0].script, run.script):
            yield from _finding(line, text, stretch, language, detect)
            stretch = []
        if run.script and run.script not in host:
            stretch.append(run)


def _together(one: str, other: str) -> bool:
    return one == other or any(one in scripts and other in scripts for scripts in WRITTEN_TOGETHER.values())


def _finding(line: Line, text: str, runs: Sequence[Run], language: str, detect: Detect) -> Iterator[Finding]:
    script = runs[0].script
    start, end = runs[0].start, runs[-1].end
    if not _is_sentence(runs, text):
        return
    guess = detect.name(text[start:end], frozenset(run.script for run in runs))
    if guess.language == language:
        return
    value = tag_with_script(guess.language, script)
    yield Finding(line.start + start, line.start + end, RULE, "", guess.score or 0.5, value)


def _is_sentence(runs: Sequence[Run], text: str) -> bool:
    """Whether the runs can be more than a name, a brand or a word that is talked about."""
    letters = sum(run.end - run.start for run in runs)
    if runs[0].script == "Latn":
        small = sum(text[run.start].islower() for run in runs)
        return letters >= FEWEST_LATIN_LETTERS and small >= FEWEST_LATIN_SMALL
    return letters >= FEWEST_LETTERS and (len(runs) >= FEWEST_WORDS or runs[0].script in UNSPACED)
