"""Croissant metadata of a run (`croissant.json`), by the specification of MLCommons, version 1.0.

https://docs.mlcommons.org/croissant/docs/croissant-spec.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.reporting.fields import Column, columns_of
from pipeline.running.files import write_whole
from pipeline.running.publish import resolve_run
from pipeline.schema import CORPUS, REJECTED, VERSION

CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def write_croissant(run: Path) -> Path:
    """Write `croissant.json` into the folder of a run (an output folder: its latest run); returns its path.

    The same run gives the same bytes. Raises PlaceError where there is no finished run.
    """
    folder = resolve_run(run).resolve()
    path = folder / "croissant.json"
    write_whole(path, (json.dumps(describe_run(folder), ensure_ascii=False, indent=1) + "\n").encode())
    return path


def describe_run(folder: Path) -> dict[str, Any]:
    """The metadata as JSON-LD: one file set and one record set for each fate that has files."""
    fates = [
        (name, schema)
        for name, schema in (("corpus", CORPUS), ("rejected", REJECTED))
        if next((folder / name).glob("*.parquet"), None) is not None
    ]
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": f"corpus-{folder.name}",
        "version": "1.0.0",
        "description": f"A cleaned text corpus with a ledger of every change; schema {VERSION}.",
        "distribution": [_files(name) for name, _ in fates],
        "recordSet": [_records(name, schema) for name, schema in fates],
    }


def _files(name: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{name}-files",
        "name": f"{name}-files",
        "description": f"The Parquet files of {name}/.",
        "encodingFormat": "application/x-parquet",
        "includes": f"{name}/*.parquet",
    }


def _records(name: str, schema: pa.Schema) -> dict[str, Any]:
    described = "One record a kept document." if name == "corpus" else "One record a rejected record, with its reason."
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": described,
        "key": {"@id": f"{name}/id"},
        "field": [_field(name, column) for column in columns_of(schema)],
    }


def _field(name: str, column: Column) -> dict[str, Any]:
    field: Mapping[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{name}/{column.path}",
        "name": f"{name}/{column.path}",
        "description": column.meaning,
        "dataType": _type(column.type),
        "repeated": column.repeated,
        "source": {"fileSet": {"@id": f"{name}-files"}, "extract": {"column": column.path}},
    }
    if not column.children:
        return {**field}
    return {**field, "dataType": "sc:Thing", "subField": [_sub_field(name, column, child) for child in column.children]}


def _sub_field(name: str, column: Column, child: Column) -> dict[str, Any]:
    name_of_field = f"{name}/{child.path.replace('.', '/')}"
    path = child.path.removeprefix(f"{column.path}.")
    return {
        "@type": "cr:Field",
        "@id": name_of_field,
        "name": name_of_field,
        "description": child.meaning,
        "dataType": _type(child.type),
        "source": {
            "fileSet": {"@id": f"{name}-files"},
            "extract": {"column": column.path},
            "transform": {"jsonPath": path},
        },
    }


def _type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return "sc:Integer"
    return "sc:Float" if pa.types.is_floating(kind) else "sc:Text"
