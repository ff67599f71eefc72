"""Plain text: one document a file, in whatever charset."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.document.decoding import decode
from pipeline.reading.limits import PAYLOAD_BYTES
from pipeline.reading.opened import Opened
from pipeline.reading.records import Row, document_row, reject_row


def read_text(opened: Opened, source: str) -> Iterator[Row]:
    """The one document of a file."""
    return read_whole(opened, source, lambda payload: document_row(source, 0, payload, decode(payload)))


def read_whole(opened: Opened, source: str, row_of: Callable[[bytes], Row]) -> Iterator[Row]:
    """The row of a file that is one document; of a damaged file a reject that holds what came before the damage."""
    payload = opened.stream.read(PAYLOAD_BYTES + 1)
    if len(payload) > PAYLOAD_BYTES:
        yield reject_row(source, 0, "too_large", f"more than {PAYLOAD_BYTES} bytes")
    elif opened.damage:
        yield reject_row(source, 0, *opened.damage, payload)
    else:
        yield row_of(payload)
