"""Exports: one file per format, named like it; each writes rows that its reader brings back as the same records.

A factory returns an `Export`. What a format cannot carry it says in `lacks`, before anything is written; a record it
cannot carry at all is left out and counted with the reason, a field it cannot carry is counted as lost.
"""

from pipelines.core.registry import Registry
from pipelines.exports._tally import Batches, Export, Tally, Uncarried

__all__ = ["EXPORTS", "Batches", "Export", "Tally", "Uncarried"]

EXPORTS = Registry("pipelines.exports")
