"""What the ledger knows of a document: date, author, agency, tags, address, and the rule that said so."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
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
    said: dict[str, list[tuple[str, str]]] = {}
    for entry in ledger:
        for name, value in _values(entry).items():
            if value:
                said.setdefault(name, []).append((value, entry.rule))
    found = {name: Found(*said[name][0]) for name in SINGLE if name in said}
    for name, choose in (("date", min), ("updated", max)):
        if name in said:
            found[name] = Found(*choose(said[name], key=itemgetter(0)))
    if tags := said.get("tags"):
        told = dict.fromkeys(tag for value, _ in tags for tag in value.split(", ") if tag)
        found["tags"] = Found(tuple(told), tags[0][1])
    return found


def _values(entry: Entry) -> dict[str, str]:
    if entry.stage != "boilerplate" or entry.outcome not in (APPLIED, FLAGGED):
        return {}
    return read_value(entry.rule.split(".", 2)[1], entry.value)
