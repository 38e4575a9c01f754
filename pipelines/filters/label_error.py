"""Drop records whose label models that never saw them find wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.core.rules import Rule, Rules, Within
from pipelines.filters import Filter

OFF = True
"""It drops nothing until a limit is set."""


@dataclass(frozen=True, slots=True)
class _Suspected:
    """A label that confident learning does not suspect."""

    name: str = "suspected_label"
    column: str = "label_error.suspected"

    def fitted(self, values: pa.ChunkedArray) -> "_Suspected":
        return self

    def fails(self, values: pa.ChunkedArray) -> np.ndarray:
        return np.asarray(values).astype(bool)

    def reason(self, value: Any) -> str:
        return "by its words it confidently belongs to another class than its label"


def label_error(
    *, min_margin: float | None = None, min_confidence: float | None = None, suspected: bool = False
) -> Filter:
    """Keep records whose label fits their words; without an option it keeps all, for people should see doubts first.

    Args:
        min_margin: Smallest probability of the given label less that of the likeliest other one, -1 to 1.
        min_confidence: Smallest probability of the given label, 0 to 1.
        suspected: Whether to drop what confident learning suspects; among many similar classes a third of it is sound.
    """
    rules: Sequence[Rule] = [
        Within("label_margin", "label_error.margin", "margin of the given label", low=min_margin),
        Within("label_confidence", "label_error.confidence", "probability of the given label", low=min_confidence),
        *([_Suspected()] if suspected else []),
    ]
    return Rules({"label_error": {}}, rules)
