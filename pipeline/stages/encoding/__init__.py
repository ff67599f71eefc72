"""The encoding stage: repair what a wrong charset, HTML or a machine did to a text, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from pipeline.document.edits import Finding
from pipeline.document.page import Page
from pipeline.stages.contract import Stage, Tools
from pipeline.stages.encoding import entities as entity
from pipeline.stages.encoding import mojibake, styles
from pipeline.stages.encoding.characters import characters, line_breaks
from pipeline.stages.encoding.clues import is_misread, is_suspect
from pipeline.stages.encoding.draft import Draft
from pipeline.stages.encoding.legacy import by_charset, misreading_of
from pipeline.stages.encoding.likelihood import Likelihood
from pipeline.stages.encoding.screen import screen
from pipeline.stages.encoding.spans import touches
from pipeline.stages.encoding.styles import style
from pipeline.stages.encoding.thrift import thrifty

OPT_IN = frozenset(styles.CUES)
"""Rules that are off until a policy names their full id; `Tools.settings["opt_in"]` holds the ids of those on."""

FLAG_ONLY = frozenset({mojibake.GUARDED, entity.GUARDED})
"""Rules that the shipped policy only flags: text about encodings, code and markup."""


def propose(page: Page, tools: Tools) -> Iterable[Finding]:
    """The damage of one document, and what was meant."""
    lines = [page.lines[index] for index in page.chosen]
    drafts = [Draft(line.text) for line in lines]
    _undo_misreading(page, drafts)
    _add(drafts, entity.entities([draft.text for draft in drafts]))
    _repair(page, drafts)
    _add(drafts, characters([draft.text for draft in drafts]))
    opted = OPT_IN.intersection(tools.settings.get("opt_in", ()))
    repairs, others = list(line_breaks(page)), list[Finding]()
    for line, draft in zip(lines, drafts, strict=True):
        repairs += (_moved(finding, line.start) for finding in draft.found)
        others += (_moved(finding, line.start) for finding in (*draft.flagged, *_styles(draft, opted)))
    return [*thrifty(page.text, repairs), *others]


def _moved(finding: Finding, by: int) -> Finding:
    return finding._replace(start=finding.start + by, end=finding.end + by)


def _styles(draft: Draft, opted: Iterable[str]) -> Iterator[Finding]:
    """What opt-in rules find where nothing else was found."""
    for rule in sorted(opted):
        for finding in style(draft.source, rule):
            if not touches(draft.found, finding.start, finding.end):
                yield finding


def _undo_misreading(page: Page, drafts: Sequence[Draft]) -> None:
    """A wrong legacy charset, which a whole document has."""
    texts = [line.text for line in page.lines]
    misreading = misreading_of(texts) if is_suspect(texts) else None
    if misreading:
        _add(drafts, [by_charset(draft.text, misreading) for draft in drafts])


def _repair(page: Page, drafts: Sequence[Draft]) -> None:
    """Mojibake: of the whole document, then what ftfy repairs line by line, then what it left."""
    for _ in range(mojibake.DEPTH):
        damage = mojibake.whole_document(_texts(page, drafts))
        if not damage or not _read(drafts, partial(mojibake.by_codec, damage=damage)):
            break
    _read(drafts, mojibake.by_ftfy)
    likelihood = Likelihood(_texts(page, drafts))
    for _ in range(mojibake.DEPTH):
        seen = mojibake.codecs_of(finding for draft in drafts for finding in draft.found)
        left = [draft for draft in drafts if not draft.flagged]
        if not _read(left, partial(mojibake.by_letters, seen=seen, gain=likelihood.gain)):
            break


def _read(drafts: Sequence[Draft], read: Callable[[str], list[Finding]]) -> bool:
    """Let `read` repair the lines that hold a clue of mojibake; whether any changed."""
    return _add(drafts, [read(draft.text) if is_misread(draft.text) else [] for draft in drafts])


def _texts(page: Page, drafts: Sequence[Draft]) -> list[str]:
    """The lines of the page as they stand now: of a line that was not chosen, its text."""
    texts = [line.text for line in page.lines]
    for index, draft in zip(page.chosen, drafts, strict=True):
        texts[index] = draft.text
    return texts


def _add(drafts: Sequence[Draft], found: Iterable[list[Finding]]) -> bool:
    changed = [draft.add(findings) for draft, findings in zip(drafts, found, strict=True)]
    return any(changed)


STAGE = Stage("encoding", screen, propose)
