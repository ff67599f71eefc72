"""What becomes of duplicates: two columns and a flag, or a reject that names the document that is kept."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

FLAG, REASON = "duplicate", "duplicate"


def mark_duplicates(read: pa.RecordBatch, cleaned: pa.RecordBatch, rows: pa.Table, *, reject: bool) -> pa.RecordBatch:
    """`cleaned` (schema CLEANED) with `duplicate_of`, `cluster` and the flag filled in from `rows` (schema DUPLICATES).

    With `reject` a duplicate becomes a reject whose text is that of `read` (schema DOCUMENTS), the same rows before
    cleaning. Rejects stay what they are.
    """
    at = pc.index_in(cleaned["id"], rows["id"].combine_chunks())
    at = pc.if_else(pc.is_null(cleaned["reason"]), at, pa.scalar(None, pa.int32()))
    if at.null_count == len(at):
        return cleaned
    found = rows.combine_chunks().take(at)
    duplicate = pc.is_valid(found["duplicate_of"]).combine_chunks()
    changed = {
        "duplicate_of": found["duplicate_of"].combine_chunks(),
        "cluster": found["cluster"].combine_chunks(),
        "flags": _with_flag(cleaned["flags"], duplicate),
    }
    if reject:
        changed |= {
            "reason": pc.if_else(duplicate, REASON, cleaned["reason"]),
            "detail": pc.if_else(duplicate, _details(found), cleaned["detail"]),
            "text": pc.if_else(duplicate, read["text"], cleaned["text"]),
            "edits": _emptied(cleaned["edits"], duplicate),
            "fragments": _emptied(cleaned["fragments"], duplicate),
        }
    columns = [changed.get(name, cleaned[name]) for name in cleaned.schema.names]
    return pa.RecordBatch.from_arrays(columns, schema=cleaned.schema)


def _with_flag(flags: pa.ListArray, mask: pa.Array) -> pa.Array:
    pairs = zip(flags.to_pylist(), mask.to_pylist(), strict=True)
    return pa.array([[*(held or ()), FLAG] if marked else held for held, marked in pairs], flags.type)


def _details(found: pa.Table) -> pa.Array:
    told = []
    for kept, similarity in zip(found["duplicate_of"].to_pylist(), found["similarity"].to_pylist(), strict=True):
        how = "says the same as" if similarity == 1 else f"has a Jaccard similarity of {similarity or 0:.2f} with"
        told.append(f"{how} {kept}, which is kept" if kept else None)
    return pa.array(told, pa.string())


def _emptied(lists: pa.ListArray, mask: pa.Array) -> pa.Array:
    return pc.if_else(mask, pa.array([[]], lists.type)[0], lists)
