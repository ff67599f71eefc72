"""CSV and TSV as RFC 4180 has them: a header line, then one record a row; quoted fields may hold line breaks."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

from pipeline.reading.columns import Columns, row_of
from pipeline.reading.jsonl import BOM
from pipeline.reading.limits import CSV_RECOVERIES, LINE_BYTES, TEXT_CHARACTERS
from pipeline.reading.opened import Opened
from pipeline.reading.records import Row, reject_row

DELIMITERS = {"csv": ",", "tsv": "\t"}
SURROGATES = ("utf-8", "surrogateescape")


class _Lines:
    """The physical lines of a file as text; remembers those of the row at hand, and can be set back to its second."""

    def __init__(self, opened: Opened) -> None:
        self._opened, self._waiting = opened, deque[str]()
        self.row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._read()
        if not line:
            raise StopIteration
        self.row.append(line)
        return line

    def _read(self) -> str:
        return self._opened.stream.readline(LINE_BYTES).decode(*SURROGATES)

    def set_back(self) -> bytes:
        """Give back all lines of the row but its first, which is returned."""
        first, *others = self.row or [""]
        self._waiting.extendleft(reversed(others))
        self.row = []
        return first.encode(*SURROGATES)

    @property
    def whole(self) -> bool:
        """Whether the row at hand ends with a line break."""
        return bool(self.row) and self.row[-1].endswith("\n")


def read_csv(opened: Opened, source: str, form: str, columns: Columns) -> Iterator[Row]:
    """One row a record; `record` counts rows after the header, from 0. A row that breaks the rules is a reject of
    its first line, and reading goes on with the next line."""
    csv.field_size_limit(TEXT_CHARACTERS + 1)
    lines = _Lines(opened)
    rows = csv.reader(lines, delimiter=DELIMITERS[form], strict=True)
    header: list[str] | None = None
    number = broken = 0
    while True:
        try:
            values = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            broken += 1
            yield reject_row(source, number, "invalid_csv", str(error), lines.set_back())
            number += 1
            if broken >= CSV_RECOVERIES:
                yield reject_row(source, number, "invalid_csv", f"{broken} broken rows: the rest is not read")
                return
            continue
        if opened.damage and not lines.whole:
            break
        raw, lines.row = "".join(lines.row).encode(*SURROGATES), []
        if not values:
            continue
        if header is None:
            header = [name.removeprefix(BOM.decode()) for name in values]
            continue
        yield _row(source, number, header, values, raw, columns)
        number += 1
    if opened.damage:
        yield reject_row(source, number, *opened.damage, "".join(lines.row).encode(*SURROGATES) or None)


def _row(source: str, number: int, header: list[str], values: list[str], raw: bytes, columns: Columns) -> Row:
    if len(set(header)) < len(header):
        return reject_row(source, number, "invalid_csv", "a column stands twice in the header", raw)
    if len(values) != len(header):
        return reject_row(source, number, "invalid_csv", f"{len(values)} fields, the header has {len(header)}", raw)
    return row_of(source, number, dict(zip(header, values, strict=True)), columns, escaped=True)
