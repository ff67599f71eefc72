"""HTML: the extractor's text is the source text; the hash is that of the page's bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import metadata
from typing import Any

from pipeline.document.decoding import Decoded
from pipeline.reading.opened import Opened
from pipeline.reading.records import Row, document_row, reject_row
from pipeline.reading.text import read_whole

TOLD = ("title", "author", "date", "url", "sitename")


def extractor() -> str:
    """Name and version of the extractor, which decides what text a page has; empty where it is not installed."""
    try:
        return f"trafilatura {metadata.version('trafilatura')}"
    except metadata.PackageNotFoundError:
        return ""


def read_html(opened: Opened, source: str) -> Iterator[Row]:
    """The one document of a file of HTML."""
    return read_whole(opened, source, lambda payload: page_row(source, 0, payload, {}))


def page_row(source: str, record: int, payload: bytes, known: dict[str, Any], **columns: Any) -> Row:
    """A row of the text that the extractor finds in a page. `known` goes to `meta`, beside what the extractor says."""
    if not extractor():
        return reject_row(
            source, record, "missing_extra", "install corpus-pipeline[html] to read HTML", payload, **columns
        )
    if not payload.strip():
        return reject_row(source, record, "empty", "a page without a byte", payload, **columns)
    try:
        text, told = _extract(payload)
    except Exception as error:
        return reject_row(source, record, "failed", f"the extractor: {type(error).__name__}", payload, **columns)
    if not text:
        return reject_row(source, record, "empty", "the extractor finds no text in the page", payload, **columns)
    meta = known | ({"_extracted": told} if told else {})
    columns["meta"] = json.dumps(meta, ensure_ascii=False, sort_keys=True) if meta else None
    return document_row(source, record, payload, Decoded(text), **columns)


def _extract(payload: bytes) -> tuple[str, dict[str, str]]:
    """The main text of a page, and what the extractor says about the page."""
    import trafilatura

    found = trafilatura.bare_extraction(payload, with_metadata=True, include_comments=False, include_tables=True)
    if found is None:
        return "", {}
    held = found if isinstance(found, dict) else found.as_dict()
    told = {name: _clean(str(held[name])) for name in TOLD if held.get(name)}
    return _clean(held.get("text") or ""), told


def _clean(text: str) -> str:
    """`text` as UTF-8 can encode it: an extractor may pass lone surrogates on."""
    return text.encode("utf-8", "replace").decode()
