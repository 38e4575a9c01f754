"""Labelers: each proposes an answer for every record it is asked about, or says why a person has to.

One file, one factory of the file's name, which returns a `Labeler`.
"""

from annotation.labelers._ledger import Budget, Ledger, Prices
from annotation.labelers._types import Estimate, Example, Labeler, Question, RuleReport, Suggestion, Task
from pipelines.core.registry import Registry

LABELERS = Registry("annotation.labelers")

__all__ = [
    "LABELERS",
    "Budget",
    "Estimate",
    "Example",
    "Labeler",
    "Ledger",
    "Prices",
    "Question",
    "RuleReport",
    "Suggestion",
    "Task",
]
