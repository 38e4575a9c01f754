"""Strata: the parts of a data set that a person asks about, by source, label, group or length."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.core.records import bodies
from pipelines.store.project import Project
from pipelines.store.selection import ingests

By = Literal["source", "label", "group", "length"]

LARGEST = 20
"""Strata shown by name; the others are one."""

_LENGTHS = (100, 500, 2_000, 10_000)
_LENGTH_NAMES = ["under 100 characters"]
_LENGTH_NAMES += [f"{low:,} to {high - 1:,}" for low, high in zip(_LENGTHS, _LENGTHS[1:], strict=False)]
_LENGTH_NAMES += [f"{_LENGTHS[-1]:,} and more"]


@dataclass(frozen=True, slots=True)
class Strata:
    """Which stratum each ingested record is in: `codes` int (n,) are places in `names`."""

    names: list[str]
    codes: np.ndarray


def strata(project: Project, by: By) -> Strata:
    """The strata of all ingested records, as they came; the largest twenty by name, first the largest.

    The label of a record without one is its response, where the recipe's task is to choose among labels.
    """
    if by == "length":
        return Strata(_LENGTH_NAMES, np.concatenate([np.zeros(0, np.int64), *_lengths(project)]))
    values = pa.chunked_array(list(_values(project, by)), pa.string()).combine_chunks()
    found = pc.fill_null(values, "none").dictionary_encode()
    names, codes = found.dictionary.to_pylist(), np.asarray(found.indices, np.int64)
    order = np.argsort(-np.bincount(codes, minlength=len(names)), kind="stable")
    rank = np.empty(len(names), np.int64)
    rank[order] = np.arange(len(names))
    shown = [names[i] for i in order[:LARGEST]]
    return Strata(shown + ["other"] * (len(names) > LARGEST), np.minimum(rank[codes], LARGEST))


def _values(project: Project, by: By) -> Iterator[pa.Array]:
    answers = by == "label" and project.recipe.task.kind == "classify"
    for batch in project.tables.scan("records", ingests(project.tables), [by, "response"] if answers else [by]):
        yield pc.coalesce(batch["label"], batch["response"]) if answers else batch[by]


def _lengths(project: Project) -> Iterator[np.ndarray]:
    wanted = ["text", "instruction", "response", "messages"]
    for batch in project.tables.scan("records", ingests(project.tables), wanted):
        yield np.digitize(np.asarray(pc.utf8_length(bodies(batch))), _LENGTHS)
