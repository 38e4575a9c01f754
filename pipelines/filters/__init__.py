"""Filters: one file each, a factory that returns a rule for one record.

A rule answers None to keep the record, or a sentence with the numbers that is the reason to drop it. None of
them knows a language: letters are what Unicode calls letters, words also exist where no spaces stand.
"""

from collections.abc import Callable

from pipelines.core.records import Record
from pipelines.core.registry import Registry

FILTERS = Registry("pipelines.filters")

Filter = Callable[[Record], str | None]
