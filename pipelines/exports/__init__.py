"""Exports: one file per format, named like it; each writes rows that its reader brings back as the same records."""

from pipelines.core.registry import Registry

EXPORTS = Registry("pipelines.exports")
