"""Stretches in a language foreign to their page: another script, or another language of the page's own script."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pipeline.document.edits import Finding
from pipeline.document.page import Line, Page
from pipeline.language import Detect
from pipeline.language.panel import Host, read_host, usual_host
from pipeline.stages.contract import Stage, Tools

from .lines import foreign_lines, foreign_lines_alone
from .masks import mask
from .runs import foreign_runs
from .screen import screen


def propose(page: Page, tools: Tools) -> Iterable[Finding]:
    """The fragments of a page, one finding each: `value` is `language-Script`, as in `fa-Arab`.

    Runs of another script come first, then stretches in another language of the page's own script. Pairs of
    languages that the recipe allows (`[fragments] allow = {en = ["fr"]}`) are left out.
    """
    allowed = allowed_in(page.facts.language, tools.settings)
    host = usual_host(page.facts.language) or read_host(page.text, page.facts.language)
    for index in page.chosen:
        start, text = page.lines.starts[index], page.lines.text_at(index)
        read = remembered if len(text) <= REMEMBERED_LENGTH else _fragments_of
        for first, last, rule, replacement, score, value in read(text, host, tools.detect):
            if not allowed or value.rpartition("-")[0] not in allowed:
                yield Finding(first + start, last + start, rule, replacement, score, value)


def allowed_in(language: str, settings: Mapping[str, Any]) -> Collection[str]:
    """The languages that the recipe lets stand in pages of `language`."""
    allow: Mapping[str, Collection[str]] = settings.get("fragments", {}).get("allow", {})
    return allow.get(language, ())


def _fragments_of(text: str, host: Host, detect: Detect) -> Sequence[Finding]:
    """The fragments of a line of a document of `host`, counted from the start of the line."""
    line, masked = Line(0, len(text), text), mask(text)
    runs = list(foreign_runs(line, masked, host.scripts, host.language, detect))
    if detect.only:
        return (*runs, *foreign_lines_alone(line, masked, host, detect.only, runs))
    return runs if host.language == "und" else (*runs, *foreign_lines(line, masked, host, runs))


# Lines come again, on pages of one site above all: the short ones that were read last are remembered, at most two
# megabytes of them.
REMEMBERED_LENGTH, REMEMBERED = 300, 2_048
remembered = lru_cache(REMEMBERED)(_fragments_of)


STAGE = Stage("fragments", screen, propose)
