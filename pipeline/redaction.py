"""Personal data blanked in every column of a row: what `--redact-ledger` writes in place of it.

Each character becomes U+2588, so that all offsets stay right; the text itself keeps its placeholders. The source text
is gone then: neither its hash nor its bytes are kept.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import pyarrow as pa

from pipeline.columns import ledger_of
from pipeline.document.edits import restore
from pipeline.document.page import split_lines
from pipeline.stages.privacy.numbering import national_number
from pipeline.stages.privacy.personal import countries_of, find_personal

BLANKED = "\u2588"
FLAG = "redacted"

_STRINGS = ("text", "date", "author", "agency", "url", "source_id", "detail")
_SEPARATORS = r"[\s().\-/\u2010-\u2015]{0,3}"
_NUMBER_RE = re.compile(rf"\d(?:{_SEPARATORS}\d){{6,}}+")
_ADDRESS_RE = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|(?<![\w:])[0-9a-fA-F:]{3,39}(?![\w:])")
_SHORTEST = 5
"""Characters of a value that is looked for wherever it stands; a shorter one could be anything."""

Blank = Callable[[str], str]


def redact_batch(sources: pa.Array, cleaned: pa.RecordBatch) -> pa.RecordBatch:
    """A batch of schema CLEANED without personal data; `sources` are the texts it was cleaned from.

    A number that one row's words tell to be personal leaves the other rows of the batch, too.

    Raises ValueError where a row that is to be blanked would not have given back its source text.
    """
    rows = []
    given = cleaned.to_pylist()
    known = numbers_of(given)
    for source, row in zip(sources.to_pylist(), given, strict=True):
        rows.append(redacted_row(row, known))
        blanked = FLAG in (rows[-1]["flags"] or ()) and row["reason"] is None
        if blanked and restore(row["text"], ledger_of(row["edits"])) != source:
            raise ValueError(f"{row['id']}: cannot be restored, so nothing of it may be blanked")
    return pa.RecordBatch.from_pylist(rows, schema=cleaned.schema)


class Numbers(NamedTuple):
    """Telephone and card numbers as digits, by how many they are; IP addresses as they were written."""

    digits: Mapping[int, frozenset[str]]
    addresses: frozenset[str]


NONE = Numbers({}, frozenset())


def numbers_of(rows: Iterable[Mapping[str, Any]]) -> Numbers:
    """The numbers that the ledgers of some rows name. Other personal data is told by its form, wherever it stands."""
    digits, addresses = defaultdict[int, set[str]](set), set[str]()
    for edit in (edit for row in rows for edit in row["edits"] or () if edit["stage"] == "privacy"):
        if edit["kind"] == "ip":
            addresses.add(edit["before"])
        elif edit["kind"] in ("phone", "card"):
            for written in (edit["before"], edit["value"], national_number(edit["value"])):
                digits[len(_digits(written))].add(_digits(written))
    return Numbers({size: frozenset(found) for size, found in digits.items()}, frozenset(addresses))


def redacted_row(row: Mapping[str, Any], known: Numbers = NONE) -> dict[str, Any]:
    """A row of schema CLEANED without the personal data in it and without `known` numbers; the row itself where it has
    none.

    What the privacy stage found is blanked wherever it stands, in any spelling of its digits; then every string is
    searched once more, for the stage never saw what earlier stages removed. A touched row says `redacted` in its
    flags and has no `raw_sha256`, `raw`, nor bytes in `decoding`. `id`, `source` and `record` stay: they tell where
    a row came from.
    """
    blank = _blank_for(row, known)
    blanked: dict[str, Any] = {name: blank(row[name]) if row[name] else row[name] for name in _STRINGS}
    blanked["tags"] = [blank(tag) for tag in row["tags"] or ()] or row["tags"]
    blanked["meta"] = _in_json(row["meta"], blank) if row["meta"] else row["meta"]
    blanked["edits"] = [_in_edit(edit, blank) for edit in row["edits"] or ()]
    found = any(edit["stage"] == "privacy" for edit in blanked["edits"])
    if (
        not found
        and not _may_hold(row["raw"], blank)
        and all(blanked[name] == (row[name] or blanked[name]) for name in blanked)
    ):
        return dict(row)
    blanked["raw_sha256"] = blanked["raw"] = None
    blanked["decoding"] = [{**span, "raw": None} for span in row["decoding"] or ()]
    blanked["flags"] = [*(row["flags"] or ()), FLAG]
    return {**row, **blanked}


def _may_hold(raw: bytes | None, blank: Blank) -> bool:
    """Whether bytes hold personal data, or cannot be read to tell."""
    try:
        text = (raw or b"").decode("utf-8")
    except UnicodeDecodeError:
        return True
    return blank(text) != text


def _in_edit(edit: Mapping[str, Any], blank: Blank) -> dict[str, Any]:
    if edit["stage"] != "privacy":
        return {**edit, **{name: blank(edit[name] or "") for name in ("before", "after", "value")}}
    return {**edit, "before": BLANKED * len(edit["before"]), "value": ""}


def _in_json(text: str, blank: Blank) -> str:
    given = json.loads(text)
    blanked = _in_value(given, blank)
    return text if blanked == given else json.dumps(blanked, ensure_ascii=False, sort_keys=True)


def _in_value(value: Any, blank: Blank) -> Any:
    if isinstance(value, str):
        return blank(value)
    if isinstance(value, Mapping):
        return {blank(name): _in_value(one, blank) for name, one in value.items()}
    if isinstance(value, Sequence):
        return [_in_value(one, blank) for one in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value if blank(str(value)) == str(value) else None
    return value


def _blank_for(row: Mapping[str, Any], numbers: Numbers) -> Blank:
    """A function that blanks the values that a row's ledger names, some numbers, and whatever else is found."""
    entries = [edit for edit in row["edits"] or () if edit["stage"] == "privacy"]
    values = {value for edit in entries for value in (edit["before"], edit["value"]) if len(value) >= _SHORTEST}
    known = re.compile("|".join(map(_spellings, sorted(values, key=lambda value: (-len(value), value)))), re.IGNORECASE)
    countries = cache(partial(countries_of, row["language"] or "und", memoryview((row["text"] or "").encode())))

    def blank(text: str) -> str:
        if values:
            text = known.sub(lambda match: BLANKED * len(match[0]), text)
        return _blank_numbers(_blank_found(text, countries), numbers)

    return blank


def _digits(written: str) -> str:
    return "".join(str(int(char)) for char in written if char.isdecimal())


def _blank_numbers(text: str, numbers: Numbers) -> str:
    """`text` without some numbers, however their digits are divided."""
    if numbers.addresses:
        text = _ADDRESS_RE.sub(
            lambda match: BLANKED * len(match[0]) if match[0] in numbers.addresses else match[0], text
        )
    return _NUMBER_RE.sub(partial(_without, numbers=numbers), text) if numbers.digits else text


def _without(match: re.Match[str], numbers: Numbers) -> str:
    """A stretch of digits and what divides them, without the numbers in it."""
    written = [*match[0]]
    places = [at for at, char in enumerate(written) if char.isdecimal()]
    digits = _digits(match[0])
    for size, known in numbers.digits.items():
        for first in range(len(digits) - size + 1):
            if digits[first : first + size] in known:
                start, end = places[first], places[first + size - 1] + 1
                written[start:end] = BLANKED * (end - start)
    return "".join(written)


def _spellings(value: str) -> str:
    """A pattern for a value; one of digits may be divided in any way."""
    if "@" in value or ":" in value or not any(map(str.isdigit, value)):
        return re.escape(value)
    return _SEPARATORS.join(map(re.escape, filter(str.isalnum, value)))


def _blank_found(text: str, countries: Callable[[], Sequence[str]]) -> str:
    parts, at = [], 0
    for line in split_lines(text):
        for found in find_personal(line.text, countries):
            parts += [text[at : line.start + found.start], BLANKED * (found.end - found.start)]
            at = line.start + found.end
    return "".join((*parts, text[at:]))
