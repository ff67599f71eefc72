"""What a finding understood, as one string in the ledger: a plain value, or `name=value` pairs."""

from __future__ import annotations

from collections.abc import Mapping

# The field that a plain value of each kind fills.
FIELD_OF_KIND: Mapping[str, str] = {
    "crawl-prefix": "date",
    "timestamp": "date",
    "byline": "author",
    "author-note": "author",
    "agency-signature": "agency",
    "credit-line": "agency",
    "dateline": "agency",
    "photo-credit": "credit",
    "tag-line": "tags",
    "read-more": "url",
}
FIELDS = ("date", "updated", "author", "agency", "tags", "url", "credit")


def write_value(kind: str, values: Mapping[str, str]) -> str:
    """One string for the named values of a finding of `kind`: plain when it is the kind's own field alone."""
    filled = {name: value for name, value in values.items() if value}
    if list(filled) == [FIELD_OF_KIND.get(kind)]:
        return next(iter(filled.values()))
    return "; ".join(f"{name}={value}" for name, value in sorted(filled.items()))


def read_value(kind: str, value: str) -> dict[str, str]:
    """The named values that `write_value` wrote."""
    if not value:
        return {}
    if "=" in value:
        pairs = [part.partition("=") for part in value.split("; ")]
        if all(separator and name in FIELDS for name, separator, _ in pairs):
            return {name: content for name, _, content in pairs}
    field = FIELD_OF_KIND.get(kind)
    return {field: value} if field else {}
