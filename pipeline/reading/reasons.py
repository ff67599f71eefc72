"""Why a record is rejected: the closed vocabulary of the column `reason`."""

from __future__ import annotations

from typing import NamedTuple


class Reason(NamedTuple):
    """`faulty` tells broken input (exit status 3) from what the recipe chose to reject (exit status 0)."""

    name: str
    meaning: str
    faulty: bool


REASONS = (
    Reason("empty", "nothing but blanks, or no byte at all", True),
    Reason("not_text", "bytes that are no text in any charset", True),
    Reason("invalid_json", "the line is no JSON, or not one object with distinct keys", True),
    Reason("invalid_csv", "the row breaks the rules of CSV or does not fit the header", True),
    Reason("invalid_parquet", "the Parquet file, or a column of it, cannot be read", True),
    Reason("invalid_warc", "the WARC record cannot be read", True),
    Reason("no_text", "the record has no text, or one that is no string", True),
    Reason("too_large", "the record passes a limit of size", True),
    Reason("truncated", "the file ends before its end; what was whole is kept", True),
    Reason("corrupt", "the compressed stream is damaged; what was whole is kept", True),
    Reason("bomb", "the file unpacks to more than a sane ratio; what came before is kept", True),
    Reason("unknown_type", "no reader for this file type", True),
    Reason("missing_extra", "the reader for this file type is not installed", True),
    Reason("not_a_file", "a link, a FIFO, a socket or a device: never opened", True),
    Reason("unreadable", "the operating system refused to read it", True),
    Reason("failed", "a stage raised an error on this document", True),
    Reason("worker_died", "this document alone ended its worker three times", True),
    Reason("empty_after_cleaning", "the recipe left nothing of the text", False),
    Reason("over_budget", "the recipe would remove more of the document than it allows", False),
    Reason("unexpected_language", "the recipe does not expect this language", False),
    Reason("duplicate", "another document says the same", False),
)

FAULTY = frozenset(reason.name for reason in REASONS if reason.faulty)
"""Reasons that make a finished run exit with status 3."""
