"""The columns of a schema with their types in words and their descriptions, for the card and for Croissant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyarrow as pa


class Column(NamedTuple):
    """A column or a nested field. `path` is its name from the top, joined by dots; `repeated` where it is a list."""

    path: str
    type: pa.DataType
    repeated: bool
    meaning: str

    @property
    def told(self) -> str:
        """Its type in words."""
        name = "struct" if pa.types.is_struct(self.type) else str(self.type)
        return f"list of {name}" if self.repeated else name

    @property
    def children(self) -> list[Column]:
        """The fields of a struct, or of the structs of a list."""
        return list(columns_of(self.type, f"{self.path}.")) if pa.types.is_struct(self.type) else []


def columns_of(fields: Iterable[pa.Field], prefix: str = "") -> Iterator[Column]:
    """The columns of a schema, or the fields of a struct, one level deep."""
    for field in fields:
        repeated = pa.types.is_list(field.type)
        meaning = (field.metadata or {}).get(b"description", b"").decode()
        yield Column(prefix + field.name, field.type.value_type if repeated else field.type, repeated, meaning)
