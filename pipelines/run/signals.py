"""Trying thresholds: what a filter over signals would keep and drop, from its stored columns, writing nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.ids import digest
from pipelines.core.rules import Rules, judge
from pipelines.run.clean import step_of
from pipelines.run.matrix import column, find_signals
from pipelines.run.strata import By, Strata, strata
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, ingests, stays
from pipelines.store.tables import Commit


@dataclass(frozen=True, slots=True)
class Stratum:
    """One part of the records that stand before the filter."""

    name: str
    kept: int
    dropped: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a filter would do with these options; a record that several rules fail counts under the first."""

    filter: str
    options: Mapping[str, Any]
    in_: int
    kept: int
    dropped: int
    rules: Mapping[str, int]
    strata: Sequence[Stratum] = field(default_factory=list)


def what_if(project: Project, name: str, options: Mapping[str, Any], by: By | None = None) -> WhatIf:
    """What the filter `name` would keep and drop with `options` in place of the recipe's.

    For more than one question about a filter make one `Trial` and ask that: it reads each column once.

    Raises:
        VerilodeError: when the filter is not one over signals, an option is wrong, or signals are not stored yet.
    """
    return Trial(project, name, by).what_if(options)


class Trial:
    """A filter over signals and the records that stand before it, ready for one question after another.

    A filter that the current plan does not have is tried on what the whole plan leaves.

    Args:
        project: Where the records are.
        name: The filter.
        by: Count strata, too.
    """

    def __init__(self, project: Project, name: str, by: By | None = None) -> None:
        self.name = name
        self.present = dict(next((given for step, given in project.recipe.clean if step == name), {}))
        self._project = project
        plan = current_plan(project.tables)
        steps = [commit.step for commit in plan]
        self._before = plan[: steps.index(name)] if name in steps else plan
        thinned = any("drops" in commit.kinds for commit in self._before)
        self._standing = stays(project.tables, self._before) if thinned else None
        total = sum(commit.kinds.get("records", 0) for commit in ingests(project.tables))
        self._seen = total if self._standing is None else int(self._standing.sum())
        self._strata = self._only_standing(strata(project, by)) if by else None
        self._stored: dict[str, Commit] = {}
        self._columns: dict[tuple[str, str], pa.ChunkedArray] = {}

    def what_if(self, options: Mapping[str, Any]) -> WhatIf:
        """What the filter does with these options in place of the recipe's."""
        chosen = {**self.present, **options}
        rules = step_of(self._project, self.name, chosen)
        if not isinstance(rules, Rules):
            raise VerilodeError(f"{self.name!r} reads the texts; only filters over signals can be tried without that")
        if not rules.rules:
            return WhatIf(self.name, chosen, self._seen, self._seen, 0, {}, self._parts(np.zeros(self._seen, bool)))
        matrix = pa.table({rule.column: self._column(rules, rule.column) for rule in rules.rules})
        verdicts = judge(rules.rules, matrix)
        counts = verdicts.counts()
        dropped = sum(counts.values())
        parts = self._parts(verdicts.first >= 0)
        return WhatIf(self.name, chosen, self._seen, self._seen - dropped, dropped, counts, parts)

    def _column(self, rules: Rules, name: str) -> pa.ChunkedArray:
        family = name.partition(".")[0]
        stored = self._commit(family, rules.signals[family])
        if (stored.id, name) not in self._columns:
            values = column(self._project.tables, {family: stored}, name)
            standing = self._standing
            self._columns[stored.id, name] = values if standing is None else values.filter(pa.array(standing))
        return self._columns[stored.id, name]

    def _commit(self, family: str, options: Mapping[str, Any]) -> Commit:
        key = digest([family, dict(options)])
        if key not in self._stored:
            found = find_signals(self._project.tables, family, options, self._before)
            if found is None:
                raise VerilodeError(f"the signals {family!r} that {self.name} needs are not there; run verilode clean")
            self._stored[key] = found
        return self._stored[key]

    def _only_standing(self, found: Strata) -> Strata:
        return found if self._standing is None else Strata(found.names, found.codes[self._standing])

    def _parts(self, failed: np.ndarray) -> list[Stratum]:
        if self._strata is None:
            return []
        names, codes = self._strata.names, self._strata.codes
        tally = np.bincount(codes * 2 + failed, minlength=2 * len(names)).reshape(-1, 2)
        return [Stratum(name, int(kept), int(gone)) for name, (kept, gone) in zip(names, tally, strict=True)]
