"""The hard check after every split: nothing shared between the sides."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Leaks:
    """How many keys have records on more than one side; a snapshot is refused unless all are 0."""

    clusters: int
    groups: int
    texts: int

    @property
    def total(self) -> int:
        """All leaks together."""
        return self.clusters + self.groups + self.texts

    def as_dict(self) -> dict[str, int]:
        """For the leak report in the snapshot."""
        return {**asdict(self), "total": self.total}


def find_leaks(
    side: np.ndarray, clusters: Sequence[object], groups: Sequence[object], texts: Sequence[object]
) -> Leaks:
    """Count clusters, groups and exact texts that stand on more than one side; side -1 (purged) is nowhere."""
    return Leaks(*(_shared(side, keys) for keys in (clusters, groups, texts)))


def _shared(side: np.ndarray, keys: Sequence[object]) -> int:
    seen: dict[object, int] = {}
    leaking = set()
    for where, key in zip(side.tolist(), keys, strict=True):
        if key is not None and where >= 0 and seen.setdefault(key, where) != where:
            leaking.add(key)
    return len(leaking)
