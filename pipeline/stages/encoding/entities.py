"""HTML entities that were left in plain text: one decision a document, at most three passes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html.entities import html5

from pipeline.document.edits import Finding
from pipeline.document.page import Line
from pipeline.stages.encoding.guard import MARKUP, is_about, is_markup
from pipeline.stages.encoding.spans import apply, compose, moved

_NAME = "#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31}"
ENTITY_RE = re.compile(f"&(?:{_NAME});")
# One that was escaped, its own ampersand as an entity.
NESTED_RE = re.compile(f"(?P<first>&(?:{_NAME}));(?:(?<=&amp;)(?:amp;)?(?:{_NAME});)?")
BARE_RE = re.compile(r"(?<!\w)&(?!\S)")
NAMED, NUMERIC, GUARDED = "encoding.entity.und.named", "encoding.entity.und.numeric", "encoding.entity.und.guarded"
PASSES = 3
# A document is taken for one about entities where so great a share of its lines with entities are.
ABOUT = 0.5


def entities(lines: Iterable[Line]) -> list[Finding]:
    """The entities in lines of a text as the characters that they name, also where they were escaped up to three times.

    All of them are `guarded` where the document is code, markup or about entities.
    """
    found = [(line, findings) for line in lines if (findings := _entities(line.text))]
    meant = sum(_is_meant(line.text, findings) for line, findings in found)
    about = meant >= ABOUT * len(found)
    all_found = (moved(finding, line.start) for line, findings in found for finding in findings)
    return [finding._replace(rule=GUARDED) if about else finding for finding in all_found]


def _is_meant(line: str, findings: Sequence[Finding]) -> bool:
    """Whether the line speaks about its entities; `&amp;` alone, without a bare `&`, is too common to tell."""
    bare = bool(BARE_RE.search(line))
    telling = (f for f in findings if f.replacement != "&" or bare)
    return is_markup(line) or any(is_about(line, f.start, f.end, f.replacement, MARKUP) for f in telling)


def _entities(text: str) -> list[Finding]:
    found = [_finding(match) for match in NESTED_RE.finditer(text) if _meaning(match["first"] + ";")]
    return _pass_by_pass(text) if _once(apply(text, found)) else found


def _pass_by_pass(text: str) -> list[Finding]:
    """The entities of a text of which some come about only by what others become, or lie more than three deep."""
    found: list[Finding] = []
    for _ in range(PASSES):
        later = _once(apply(text, found))
        if not later:
            break
        found = compose(text, found, later)
    return found


def _once(text: str) -> list[Finding]:
    if "&" not in text:
        return []
    return [_finding(match) for match in ENTITY_RE.finditer(text) if _meaning(match.group())]


def _finding(match: re.Match[str]) -> Finding:
    rule, meant = _resolved(match.group())
    return Finding(match.start(), match.end(), rule, meant, 1.0, "html")


@lru_cache(maxsize=1024)
def _resolved(text: str) -> tuple[str, str]:
    """The rule of an entity, and what it names; of one that was escaped (`&amp;amp;lt;`), in as many passes."""
    rule, entity = NAMED, ENTITY_RE.match(text)
    for _ in range(PASSES):
        if not entity or not _meaning(entity.group()):
            break
        rule = NUMERIC if text[1] == "#" else NAMED
        text = _meaning(entity.group()) + text[entity.end() :]
        entity = ENTITY_RE.match(text)
    return rule, text


@lru_cache(maxsize=1024)
def _meaning(entity: str) -> str:
    """The character that `entity` (`&name;`, `&#233;`) names; none where it names none that a text can hold."""
    if entity[1] != "#" and entity[1:] not in html5:
        return ""
    return html.unescape(entity).replace("\ufffd", "")
