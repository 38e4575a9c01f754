"""Whether the longer answer wins in the preference pairs that stand."""

import numpy as np

from pipelines.core.errors import VerilodeError
from pipelines.core.length_bias import LengthBias, length_bias
from pipelines.run.matrix import column, signals
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, ingests, stays

_FAMILY = "preference"


def pair_lengths(project: Project) -> LengthBias:
    """The length bias of the pairs that stand after cleaning, from their stored signals.

    Raises:
        VerilodeError: when nothing was ingested, or no record that stands is a pair.
    """
    lane, plan = project.tables, current_plan(project.tables)
    if not ingests(lane):
        raise VerilodeError("no records yet: ingest files first")
    stored = {_FAMILY: signals(lane, _FAMILY, {}, plan)}
    standing = stays(lane, plan)
    sides = [np.asarray(column(lane, stored, f"{_FAMILY}.{side}_words"))[standing] for side in ("chosen", "rejected")]
    found = length_bias(*sides)
    if not found.pairs:
        raise VerilodeError("no record that stands is a preference pair: none has a chosen and a rejected answer")
    return found
