"""The leak-free split: what belongs together stays on one side, and a hard check afterwards proves it."""

from pipelines.split.check import Leaks, find_leaks
from pipelines.split.plan import Split, split

__all__ = ["Leaks", "Split", "find_leaks", "split"]
