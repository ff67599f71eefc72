"""From the columns of one input record (JSON, CSV, Parquet) to a row."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from pipeline.document.decoding import Decoded, decode, text_of_json
from pipeline.reading.records import Row, document_row, reject_row

LIFTED = ("date", "author", "agency", "url")


class Columns(NamedTuple):
    """Which columns of the input hold the text and the input's own id."""

    text: str = "text"
    id: str = "id"


def row_of(source: str, record: int, values: Mapping[str, Any], columns: Columns, *, escaped: bool = False) -> Row:
    """A row from a record's columns: text and id, then date, author, agency, tags and url where they are
    strings (tags: a list of strings), everything else as JSON in `meta`.

    `escaped` says that the values were read with `surrogateescape`: the text's bytes then go through `decode`.
    """
    rest = dict(values)
    text, own_id = rest.pop(columns.text, None), rest.pop(columns.id, None)
    kept = {"source_id": _id(own_id), **_lift(rest)}
    kept["meta"] = write_json(rest) if rest else None
    if text is None:
        found = ", ".join(sorted(map(repr, values))) if len(values) <= 20 else f"{len(values)} columns"
        return reject_row(
            source, record, "no_text", f"column {columns.text!r} is missing or null; there are: {found}", **kept
        )
    if not isinstance(text, str):
        return reject_row(
            source, record, "no_text", f"column {columns.text!r} holds {_kind(text)}, not a string", **kept
        )
    payload, decoded = _decoded(text, escaped)
    return document_row(source, record, payload, decoded, **kept)


def _decoded(text: str, escaped: bool) -> tuple[bytes, Decoded]:
    if not escaped:
        return text.encode("utf-8", "surrogatepass"), text_of_json(text)
    payload = text.encode("utf-8", "surrogateescape")
    return payload, decode(payload)


def _id(value: Any) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else write_json(value)
    return text.encode("utf-8", "backslashreplace").decode()


def _lift(rest: dict[str, Any]) -> dict[str, Any]:
    """Take out of `rest` the columns that the corpus has too."""
    lifted: dict[str, Any] = {name: rest.pop(name) for name in LIFTED if _is_text(rest.get(name))}
    tags = rest.get("tags")
    if isinstance(tags, list) and all(map(_is_text, tags)):
        lifted["tags"] = rest.pop("tags")
    return lifted


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not any("\ud800" <= c <= "\udfff" for c in value)


def _kind(value: Any) -> str:
    names = {
        bool: "a truth value",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "an object",
        bytes: "bytes",
    }
    return names.get(type(value), type(value).__name__)


def write_json(value: Any) -> str:
    """`value` as JSON with sorted keys; NaN and infinities, which JSON lacks, are written as strings."""
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False, default=_plain)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, sort_keys=True, default=_plain)
    return text if _is_text(text) else json.dumps(json.loads(text), sort_keys=True)


def _plain(value: Any) -> str:
    """What JSON has no word for (dates, decimals) as it is written; bytes in hexadecimal."""
    return value.hex() if isinstance(value, bytes) else str(value)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
