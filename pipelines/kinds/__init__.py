"""Kinds of task: how an answer is written down, checked, compared and frozen.

An answer is one string everywhere, in the canonical form of its kind: in suggestions, in people's decisions, in the
browser, in Label Studio and in snapshots. Equal answers are equal strings.

One file, one factory of the file's name, which returns a `Kind`.
"""

from functools import lru_cache

from pipelines.core.registry import Registry
from pipelines.kinds._types import Invalid, Kind, Question, Task

KINDS = Registry("pipelines.kinds")

__all__ = ["KINDS", "Invalid", "Kind", "Question", "Task", "kind_of"]


@lru_cache(maxsize=32)
def kind_of(name: str) -> Kind:
    """The kind of task with this name."""
    kind: Kind = KINDS.build(name)
    return kind
