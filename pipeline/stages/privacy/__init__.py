"""Personal data: e-mail addresses, telephone numbers, IP addresses, IBANs, card numbers.

A finding proposes an ordinal in place of the value: the same for the same value within a document, so that a reader
can still tell who is who, and never a hash, which can be guessed back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.edits import Finding
from pipeline.document.page import Page
from pipeline.stages.contract import Column, Stage, Tools

from .accounts import find_cards, find_ibans
from .addresses import find_emails, find_ips
from .found import Found
from .phones import DIVIDERS, countries_of, find_phones

RULES = {
    "email": "privacy.email.und.address",
    "iban": "privacy.iban.und.number",
    "card": "privacy.card.und.number",
    "ip": "privacy.ip.und.address",
    "phone": "privacy.phone.und.number",
}

# What some line must hold: an @, seven digits with no more than what divides a number between them, digits of another
# script than ASCII or full width, four numbers with dots, hexadecimal groups with colons, the head of an IBAN.
_CANDIDATE = (
    rf"[0-9](?:[{DIVIDERS}]*[0-9]){{6}}|[٠-٩۰-۹０-９०-९০-৯੦-੯૦-૯୦-୯௦-௯౦-౯೦-೯൦-൯๐-๙໐-໙၀-၉០-៩]"
    r"|[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]|[0-9a-fA-F]:[0-9a-fA-F:]*:|::[0-9a-fA-F]|[A-Z][A-Z][0-9][0-9][^0-9A-Za-z]?[0-9A-Z]"
)


def screen(column: Column, tools: Tools) -> pa.Array:
    """Lines with an @ or with digits enough."""
    lines = column.lines.flatten()
    return pc.or_(pc.match_substring(lines, "@"), pc.match_substring_regex(lines, _CANDIDATE))


def propose(page: Page, tools: Tools) -> Iterator[Finding]:
    """One finding for each value; of two that overlap, the kind that is told by a checksum stays."""
    countries = cache(partial(countries_of, page.facts.language, page.text))
    ordinals: dict[tuple[str, str], int] = {}
    for index in page.chosen:
        line = page.lines[index]
        for found in find_personal(line.text, countries):
            mark = f"[{found.kind.upper()}-{_ordinal(ordinals, found)}]"
            yield Finding(
                line.start + found.start, line.start + found.end, RULES[found.kind], mark, found.score, found.value
            )


def find_personal(line: str, countries: Callable[[], Sequence[str]]) -> list[Found]:
    """The personal data in one line, in order, without overlaps; `countries` tells how its numbers are read."""
    taken: list[Found] = []
    for finder in (find_emails, find_ibans, find_cards, find_ips):
        taken += _free(finder(line), taken)
    taken += _free(find_phones(line, countries), taken)
    return sorted(taken)


def _free(found: Iterator[Found], taken: Sequence[Found]) -> list[Found]:
    return [one for one in found if all(one.end <= other.start or other.end <= one.start for other in taken)]


def _ordinal(ordinals: dict[tuple[str, str], int], found: Found) -> int:
    """The number of a value among the values of its kind, in order of appearance."""
    same_kind = sum(kind == found.kind for kind, _ in ordinals)
    return ordinals.setdefault((found.kind, found.value), same_kind + 1)


STAGE = Stage("privacy", screen, propose)
