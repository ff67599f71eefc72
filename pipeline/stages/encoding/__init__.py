"""The encoding stage: repair what a wrong charset, HTML or a machine did to a text, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from pipeline.document.edits import Finding
from pipeline.document.page import Line, Page
from pipeline.stages.contract import Stage, Tools
from pipeline.stages.encoding import entities as entity
from pipeline.stages.encoding import mojibake, styles
from pipeline.stages.encoding.characters import OF_CHARACTERS, characters, line_breaks
from pipeline.stages.encoding.clues import AMPERSAND, MISREAD, is_suspect
from pipeline.stages.encoding.draft import Draft
from pipeline.stages.encoding.legacy import by_charset
from pipeline.stages.encoding.likelihood import Likelihood
from pipeline.stages.encoding.screen import screen
from pipeline.stages.encoding.sequences import BEYOND
from pipeline.stages.encoding.spans import lines_of, moved, touches
from pipeline.stages.encoding.styles import style
from pipeline.stages.encoding.thrift import thrifty

OPT_IN = frozenset(styles.CUES)
"""Rules that are off until a policy names their full id; `Tools.settings["opt_in"]` holds the ids of those on."""

FLAG_ONLY = frozenset({mojibake.GUARDED, entity.GUARDED})
"""Rules that the shipped policy only flags: text about encodings, code and markup."""


def propose(page: Page, tools: Tools) -> Iterable[Finding]:
    """The damage of one document, and what was meant."""
    draft = Draft(page)
    if is_suspect(draft.held):
        draft.add(by_charset(draft.holding(BEYOND)))
    draft.add(entity.entities(draft.holding(AMPERSAND)))
    _repair(draft)
    draft.add(_of_lines(draft.holding(OF_CHARACTERS), characters))
    styled = _styles(draft, OPT_IN.intersection(tools.settings.get("opt_in", ())))
    repairs = [*draft.on_page(draft.found), *line_breaks(page)]
    return [*thrifty(page.text, repairs), *draft.on_page(draft.flagged), *draft.on_page(styled)]


def _repair(draft: Draft) -> None:
    """Mojibake: of the whole document, then what ftfy repairs line by line, then what it left."""
    if not draft.held & MISREAD:
        return
    for _ in range(mojibake.DEPTH):
        damage = mojibake.whole_document(draft.text) if draft.holds_throughout(MISREAD) else None
        if not damage or not draft.add(mojibake.by_codec(draft.text, damage)):
            break
    draft.add(_of_lines(draft.holding(MISREAD), mojibake.by_ftfy))
    likelihood = Likelihood(draft.opening)
    for _ in range(mojibake.DEPTH):
        left = [line for line in draft.holding(MISREAD) if not draft.is_flagged(line)]
        seen = mojibake.codecs_of(draft.found)
        if not draft.add(_of_lines(left, partial(mojibake.by_letters, seen=seen, gain=likelihood.gain))):
            break


def _styles(draft: Draft, opted: Iterable[str]) -> list[Finding]:
    """What opt-in rules find where nothing else was found."""
    return [
        finding
        for rule in sorted(opted)
        for finding in _of_lines(lines_of(draft.source), partial(style, rule=rule))
        if not touches(draft.found, finding.start, finding.end)
    ]


def _of_lines(lines: Iterable[Line], read: Callable[[str], Iterable[Finding]]) -> Iterator[Finding]:
    """What `read` finds in each line, in spans of the text that they are lines of; lines that repeat are read once."""
    known: dict[str, list[Finding]] = {}
    for line in lines:
        if line.text not in known:
            known[line.text] = list(read(line.text))
        for finding in known[line.text]:
            yield moved(finding, line.start)


STAGE = Stage("encoding", screen, propose)
