"""What the ledger knows of a document: date, author, agency, tags, address, and the rule that said so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.document.edits import APPLIED, FLAGGED, Entry
from pipeline.document.values import read_value

SINGLE = ("author", "agency", "url", "credit")
"""Fields of which the first that the ledger says counts."""


class Found(NamedTuple):
    """A field's value and the id of the rule whose entry said it."""

    value: str | tuple[str, ...]
    rule: str


def read_metadata(ledger: Sequence[Entry]) -> dict[str, Found]:
    """The fields that applied and flagged entries of `ledger` fill; absent ones are unknown.

    `date` is the earliest date of publication (ISO), `updated` the latest change (ISO), `tags` a tuple in order
    without repetition; of `author`, `agency`, `url` and `credit` the first counts.
    """
    said = [(name, value, entry.rule) for entry in ledger for name, value in _values(entry)]
    found: dict[str, Found] = {}
    for name, value, rule in said:
        if name in SINGLE:
            found.setdefault(name, Found(value, rule))
    for name, choose in (("date", min), ("updated", max)):
        if dates := [(value, rule) for field, value, rule in said if field == name]:
            earliest = choose(value for value, _ in dates)
            found[name] = Found(earliest, next(rule for value, rule in dates if value == earliest))
    if tags := [(value, rule) for name, value, rule in said if name == "tags"]:
        found["tags"] = Found(
            tuple(dict.fromkeys(tag for value, _ in tags for tag in value.split(", ") if tag)), tags[0][1]
        )
    return found


def _values(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.stage == "boilerplate" and entry.outcome in (APPLIED, FLAGGED) and entry.value:
        kind = entry.rule.split(".")[1]
        yield from ((name, value) for name, value in read_value(kind, entry.value).items() if value)
