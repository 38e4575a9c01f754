"""Filters: one file each, a factory that returns a rule for one record, or rules over signals.

A rule for one record answers None to keep it, or a sentence with the numbers that is the reason to drop it. `Rules`
name columns of signals (`pipelines.signals`) and the values that are sound; they are judged for all records at
once, so a threshold can be changed without reading a text again. None of them knows a language: letters are what
Unicode calls letters, words also exist where no spaces stand.
"""

from collections.abc import Callable

from pipelines.core.records import Record
from pipelines.core.registry import Registry
from pipelines.core.rules import Rules

FILTERS = Registry("pipelines.filters")

RowRule = Callable[[Record], str | None]
Filter = RowRule | Rules
