"""The personal data of every kind in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .accounts import find_cards, find_ibans
from .addresses import find_emails, find_ips
from .found import Found
from .phones import find_phones
from .screen import CARD, EMAIL, IBAN, IP, PHONE, clues_of

_FINDERS = ((EMAIL, find_emails), (IBAN, find_ibans), (CARD, find_cards), (IP, find_ips))


def find_personal(line: str, countries: Callable[[], Sequence[str]]) -> list[Found]:
    """The personal data in one line, in order, without overlaps; `countries` tells how its numbers are read."""
    clues = clues_of(line)
    taken: list[Found] = []
    for clue, finder in _FINDERS:
        if clues & clue:
            taken += _free(finder(line), taken)
    if clues & PHONE:
        taken += _free(find_phones(line, countries), taken)
    return sorted(taken)


def countries_of(language: str, data: memoryview) -> Sequence[str]:
    """The countries (ISO 3166) by which numbers of a page in UTF-8 are read."""
    from . import numbering

    return numbering.countries_of(language, data)


def _free(found: Iterator[Found], taken: Sequence[Found]) -> list[Found]:
    return [one for one in found if all(one.end <= other.start or other.end <= one.start for other in taken)]
