"""Readers: one file per format, named like its extension, and the mapping from columns to fields.

Rows that cannot be read become `Bad` pieces with place, reason and bytes; they never stop the others.
"""

from pipelines.sources._mapping import FIELDS, KNOWN_COLUMNS, ColumnMapping
from pipelines.sources._open import SOURCES, open_source, parts
from pipelines.sources._parts import Part
from pipelines.sources._quarantine import quarantine_line
from pipelines.sources._settings import parse_settings
from pipelines.sources._types import REASONS, Bad, Refused, Row, Source

__all__ = [
    "FIELDS",
    "KNOWN_COLUMNS",
    "REASONS",
    "SOURCES",
    "Bad",
    "ColumnMapping",
    "Part",
    "Refused",
    "Row",
    "Source",
    "open_source",
    "parse_settings",
    "parts",
    "quarantine_line",
]
