"""IBANs and card numbers in one line: what their checksums confirm."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .found import Found, surroundings
from .words import has_word

_SPACE = "[ \u00a0\u2009\u202f-]"
# Both begin with what is found quickly, and look back from behind it.
_IBAN_RE = re.compile(rf"[A-Z](?<![A-Za-z0-9].)[A-Z]\d{{2}}(?:{_SPACE}?[A-Z0-9]){{11,30}}+(?![a-z])")
_CARD_RE = re.compile(rf"\d(?<![\w.,/=%+-].)(?:{_SPACE}?\d){{12,18}}+(?!\w|[.,-]\d)", re.ASCII)
_IBAN_HEAD_RE = re.compile(rf"[A-Z]{{2}}\d{{2}}{_SPACE}?$")
_SPACE_RE = re.compile(_SPACE)

# The characters of an IBAN at least: Norway's. Its check digits (ISO 7064, 97-10) are told here, its country's form by
# stdnum.
SHORTEST = 15

# Ranges of the first digits (ISO/IEC 7812) and the lengths that their issuers use.
_ISSUERS = (
    (re.compile("4"), (13, 16, 19)),
    (re.compile("5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),
    (re.compile("3[47]"), (15,)),
    (re.compile("6011|64[4-9]|65"), (16, 17, 18, 19)),
    (re.compile("352[89]|35[3-8]"), (16, 17, 18, 19)),
    (re.compile("30[0-5]|3095|36|3[89]"), (14, 16)),
    (re.compile("62|81|60|82|508"), (16, 17, 18, 19)),
    (re.compile("220[0-4]|9792"), (16,)),
    (re.compile("50|5[6-8]|6[37]"), (13, 14, 15, 16, 17, 18, 19)),
)
# How cards are printed; digits without blanks pass, too.
_PRINTED = (
    (4, 4, 4, 4),
    (4, 6, 5),
    (4, 6, 4),
    (4, 4, 4, 4, 1),
    (4, 4, 4, 4, 2),
    (4, 4, 4, 4, 3),
    (4, 4, 4, 1),
    (6, 13),
    (8, 8),
)


def find_ibans(line: str) -> Iterator[Found]:
    """International bank account numbers (ISO 13616): right length, form and check digits for their country."""
    for match in _IBAN_RE.finditer(line):
        for end in (match.end(), *(match.start() + at.start() for at in reversed([*_SPACE_RE.finditer(match[0])]))):
            number = _SPACE_RE.sub("", line[match.start() : end])
            if _is_iban(number):
                yield Found(match.start(), end, "iban", number)
                break


def _is_iban(number: str) -> bool:
    if len(number) < SHORTEST or int("".join(str(int(char, 36)) for char in number[4:] + number[:4])) % 97 != 1:
        return False
    from stdnum import iban  # here, for hardly any line holds one

    return bool(iban.is_valid(number, check_country=False))


def find_cards(line: str) -> Iterator[Found]:
    """Payment card numbers: a known issuer, its length, a printed grouping and Luhn's check digit (ISO/IEC 7812)."""
    for match in _CARD_RE.finditer(line):
        groups = _SPACE_RE.split(match[0])
        number = "".join(groups)
        before, _ = surroundings(line, *match.span())
        printed = len(groups) == 1 or tuple(map(len, groups)) in _PRINTED
        if printed and _is_card(number) and not has_word("not_phone", before) and not _IBAN_HEAD_RE.search(before):
            yield Found(*match.span(), "card", number)


def _is_card(number: str) -> bool:
    issued = any(prefix.match(number) and len(number) in lengths for prefix, lengths in _ISSUERS)
    if not issued or len(set(number)) == 1:
        return False
    from stdnum import luhn  # here, for hardly any line holds what may be one

    return bool(luhn.is_valid(number))
