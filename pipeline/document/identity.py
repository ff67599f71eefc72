"""What a document is called, whoever names it."""

from __future__ import annotations

import hashlib


def document_id(source: str, record: int) -> str:
    """The id of record number `record` of `source`: 32 hex digits of a SHA-256."""
    return hashlib.sha256(f"{source}\0{record}".encode("utf-8", "surrogateescape")).hexdigest()[:32]
