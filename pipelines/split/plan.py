"""Choosing the split: by components where that works, else by group with the twins purged from training."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.core.errors import VerilodeError
from pipelines.split.assign import assign
from pipelines.split.check import Leaks, find_leaks
from pipelines.split.components import components

TRAIN, VALIDATION, TEST = 0, 1, 2
LARGEST_COMPONENT, LARGEST_SHIFT = 0.05, 0.02
"""Above these a component split is a bad sample: one side would be one family of texts."""


@dataclass(frozen=True, slots=True)
class Split:
    """Where each record goes.

    `side` int64 (n,): 0 train, 1 validation, 2 test, -1 purged (a twin of a record on another side).
    """

    side: np.ndarray
    method: str
    largest_component: float
    class_shift: float
    purged: int
    leaks: Leaks


def split(
    names: Sequence[str],
    texts: Sequence[str],
    labels: Sequence[str | None],
    groups: Sequence[str | None],
    clusters: Sequence[object],
    *,
    test: float = 0.15,
    validation: float = 0.1,
    seed: int = 7,
    pinned: Sequence[bool] | None = None,
) -> Split:
    """Divide records into train, validation and test without a leak.

    Args:
        names: Record ids.
        texts: What would be an exact leak; equal texts stay together.
        labels: For equal label shares on all sides.
        groups: The user's group keys (document, conversation, code category); `None` for none.
        clusters: Near-duplicate cluster of each record; `None` for none.
        test: Share of the records held out for the final measurement.
        validation: Share held out to choose a checkpoint.
        seed: Decides ties.
        pinned: Records that must not be held out, because a labeler showed them as examples.

    Raises:
        VerilodeError: when the shares make no sense or a leak remains, which refuses the snapshot.
    """
    if not (0 < test < 1 and 0 <= validation < 1 and test + validation < 1):
        raise VerilodeError(f"split shares test={test}, validation={validation} leave nothing to train on")
    if not names:
        raise VerilodeError("no labelled records to split: verify or certify first")
    shares = (1 - test - validation, validation, test)
    whole = components([clusters, groups, texts])
    side = assign(whole, labels, shares, seed, names, pinned)
    largest, shift = _largest(whole), class_shift(side, labels)
    method = "components"
    if len(names) >= 200 and (largest > LARGEST_COMPONENT or shift > LARGEST_SHIFT):
        method = "groups, twins purged"
        side = _purge(assign(components([groups, texts]), labels, shares, seed, names, pinned), clusters)
        shift = class_shift(side, labels)
    leaks = find_leaks(side, clusters, groups, texts)
    if leaks.total:
        raise VerilodeError(f"the split leaks ({leaks}); refusing to freeze it")
    return Split(side, method, largest, shift, int((side == -1).sum()), leaks)


def class_shift(side: np.ndarray, labels: Sequence[str | None]) -> float:
    """Largest difference of a label's share between the test split and all records."""
    codes = {label: i for i, label in enumerate(dict.fromkeys(labels))}
    coded = np.array([codes[label] for label in labels])
    kept, held = coded[side >= 0], coded[side == TEST]
    if not len(held):
        return 0.0
    share = np.bincount(kept, minlength=len(codes)) / len(kept)
    return float(np.abs(np.bincount(held, minlength=len(codes)) / len(held) - share).max())


def _largest(component: np.ndarray) -> float:
    return float(np.unique(component, return_counts=True)[1].max() / len(component))


def _purge(side: np.ndarray, clusters: Sequence[object]) -> np.ndarray:
    """Take from training and validation every twin of a record held out later in the order test, validation."""
    purged = side.copy()
    held: dict[object, int] = {}
    for stage in (TEST, VALIDATION, TRAIN):
        for i in np.flatnonzero(side == stage):
            key = clusters[i]
            if key is not None and held.setdefault(key, stage) != stage:
                purged[i] = -1
    return purged
