"""The dataset pipeline: records, facts, cleaning, splits and snapshots.

Its verbs are functions too (`pipelines.dedupe(table)`), so that a notebook needs no CLI.
"""

from importlib import import_module
from typing import Any

_VERBS = {
    "clean": "pipelines.run.clean",
    "decontaminate": "pipelines.run.decontaminate",
    "dedupe": "pipelines.run.dedupe",
    "freeze": "pipelines.run.freeze",
    "ingest": "pipelines.run.ingest",
    "lineage": "pipelines.run.lineage",
}


def __getattr__(name: str) -> Any:
    """A verb as a function, its libraries imported only when it is asked for."""
    if name in _VERBS:
        return getattr(import_module(_VERBS[name]), name)
    raise AttributeError(f"module 'pipelines' has no attribute {name!r}")
