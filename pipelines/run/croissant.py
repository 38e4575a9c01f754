"""Croissant metadata of a snapshot (MLCommons Croissant 1.0, JSON-LD)."""

import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from pipelines.store.snapshots import ROW_SCHEMA

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "recordSet": "cr:recordSet",
    "sc": "https://schema.org/",
    "source": "cr:source",
}
_TYPES = {pa.string(): "sc:Text", pa.int64(): "sc:Integer", pa.float64(): "sc:Float", pa.bool_(): "sc:Boolean"}


def croissant(manifest: Mapping[str, Any]) -> str:
    """JSON-LD text that describes the files and columns of a snapshot."""
    recipe = manifest["identity"]["recipe"]
    splits = [split for split, n in manifest["counts"].items() if n]
    return json.dumps(
        {
            "@context": _CONTEXT,
            "@type": "sc:Dataset",
            "name": f"{recipe['name']}-{manifest['id']}",
            "description": recipe["title"] or recipe["name"],
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            "version": "1.0.0",
            "datePublished": manifest["created_at"],
            "distribution": [_file(split, manifest["files"]) for split in splits],
            "recordSet": [_record_set(split) for split in splits],
        },
        indent=1,
        ensure_ascii=False,
    )


def _file(split: str, hashes: Mapping[str, str]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": f"{split}-file",
        "name": f"{split}.parquet",
        "contentUrl": f"data/{split}.parquet",
        "encodingFormat": "application/x-parquet",
        "sha256": hashes[f"data/{split}.parquet"],
    }


def _record_set(split: str) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": split,
        "name": split,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{split}/{column.name}",
                "name": column.name,
                "dataType": _TYPES[column.type],
                "source": {"fileObject": {"@id": f"{split}-file"}, "extract": {"column": column.name}},
            }
            for column in ROW_SCHEMA
        ],
    }
