"""HTML entities that were left in plain text: one decision a document, at most three passes."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from html.entities import html5

from pipeline.document.edits import Finding
from pipeline.stages.encoding.guard import MARKUP_RE, is_about, is_markup
from pipeline.stages.encoding.spans import apply, compose

ENTITY_RE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
BARE_RE = re.compile(r"(?<!\w)&(?!\S)")
NAMED, NUMERIC, GUARDED = "encoding.entity.und.named", "encoding.entity.und.numeric", "encoding.entity.und.guarded"
PASSES = 3
# A document is taken for one about entities where so great a share of its lines with entities are.
ABOUT = 0.5


def entities(lines: Sequence[str]) -> list[list[Finding]]:
    """The entities of each line as the characters that they name, also where they were escaped up to three times.

    All of them are `guarded` where the document is code, markup or about entities.
    """
    found = [_entities(line) for line in lines]
    holding = [(line, findings) for line, findings in zip(lines, found, strict=True) if findings]
    meant = sum(_is_meant(line, findings) for line, findings in holding)
    if not holding or meant < ABOUT * len(holding):
        return found
    return [[finding._replace(rule=GUARDED) for finding in findings] for findings in found]


def _is_meant(line: str, findings: Sequence[Finding]) -> bool:
    """Whether the line speaks about its entities; `&amp;` alone, without a bare `&`, is too common to tell."""
    bare = bool(BARE_RE.search(line))
    telling = (f for f in findings if f.replacement != "&" or bare)
    return is_markup(line) or any(is_about(line, f.start, f.end, f.replacement, MARKUP_RE) for f in telling)


def _entities(text: str) -> list[Finding]:
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
    return [_unescape(match) for match in ENTITY_RE.finditer(text) if _is_entity(match.group())]


def _is_entity(text: str) -> bool:
    """Whether `text` (`&name;`, `&#233;`) names a character that a text can hold."""
    return text[1:] in html5 if text[1] != "#" else html.unescape(text) not in ("", "\ufffd")


def _unescape(match: re.Match[str]) -> Finding:
    rule = NUMERIC if match.group()[1] == "#" else NAMED
    return Finding(match.start(), match.end(), rule, html.unescape(match.group()), 1.0, "html")
