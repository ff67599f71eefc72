"""Personal data: e-mail addresses, telephone numbers, IP addresses, IBANs, card numbers.

A finding proposes an ordinal in place of the value: the same for the same value within a document, so that a reader
can still tell who is who, and never a hash, which can be guessed back.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from pipeline.document.edits import Finding
from pipeline.document.page import Page
from pipeline.stages.contract import Stage, Tools

from .screen import screen

if TYPE_CHECKING:
    from .found import Found

RULES = {
    "email": "privacy.email.und.address",
    "iban": "privacy.iban.und.number",
    "card": "privacy.card.und.number",
    "ip": "privacy.ip.und.address",
    "phone": "privacy.phone.und.number",
}


def propose(page: Page, tools: Tools) -> Iterator[Finding]:
    """One finding for each value; of two that overlap, the kind that is told by a checksum stays."""
    from .personal import countries_of, find_personal  # here, for a process may never meet a line that holds any

    countries = cache(lambda: countries_of(page.facts.language, page.lines.data))
    ordinals: dict[tuple[str, str], int] = {}
    for index in page.chosen:
        at = page.lines.starts[index]
        for found in find_personal(page.lines.text_at(index), countries):
            mark = f"[{found.kind.upper()}-{_ordinal(ordinals, found)}]"
            yield Finding(at + found.start, at + found.end, RULES[found.kind], mark, found.score, found.value)


def _ordinal(ordinals: dict[tuple[str, str], int], found: Found) -> int:
    """The number of a value among the values of its kind, in order of appearance."""
    same_kind = sum(kind == found.kind for kind, _ in ordinals)
    return ordinals.setdefault((found.kind, found.value), same_kind + 1)


STAGE = Stage("privacy", screen, propose)
