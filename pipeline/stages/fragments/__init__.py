"""Stretches in a language foreign to their page: another script, or another language of the page's own script."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pipeline.document.edits import Finding
from pipeline.document.page import Page
from pipeline.language.panel import read_host
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
    for finding in _fragments(page, tools):
        if finding.value.rpartition("-")[0] not in allowed:
            yield finding


def allowed_in(language: str, settings: Mapping[str, Any]) -> Collection[str]:
    """The languages that the recipe lets stand in pages of `language`."""
    allow: Mapping[str, Collection[str]] = settings.get("fragments", {}).get("allow", {})
    return allow.get(language, ())


def _fragments(page: Page, tools: Tools) -> Iterable[Finding]:
    host = read_host(page.text, page.facts.language)
    for index in page.chosen:
        line = page.lines[index]
        text = mask(line.text)
        runs = list(foreign_runs(line, text, host.scripts, host.language, tools.detect))
        yield from runs
        if tools.detect.only:
            yield from foreign_lines_alone(line, text, host, tools.detect.only, runs)
        elif host.language != "und":
            yield from foreign_lines(line, text, host, runs)


STAGE = Stage("fragments", screen, propose)
