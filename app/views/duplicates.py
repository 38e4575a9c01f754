"""What the data page reads about near-duplicates: the largest clusters, their members, how far a chain reaches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from app.views.cleaning import place
from app.views.difference import Difference, difference
from app.views.newest import per_commit
from pipelines.neardup.options import Options
from pipelines.neardup.presets import preset_options
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, records_named
from pipelines.store.tables import Commit

_KERNEL = ("threshold", "ngram", "unit", "measure", "link")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records that are copies of each other, by the rule of one step (the commit's id).

    It is named by the kept record; `least` is the lowest similarity of a member with that one.
    """

    name: str
    records: int
    least: float
    rule: Options
    step: str

    @property
    def chained(self) -> bool:
        """Whether some member is in it by way of others only."""
        return self.least < self.rule.threshold


@dataclass(frozen=True, slots=True)
class Clusters:
    """The largest clusters, and how many clusters and dropped copies there are in all."""

    largest: Sequence[Cluster]
    clusters: int
    copies: int


@dataclass(frozen=True, slots=True)
class Member:
    """A record of a cluster, as its step saw it; `difference` is with the kept one, none where it is that itself."""

    record_id: str
    text: str
    place: str
    similarity: float
    difference: Difference = Difference((), ())


@dataclass(frozen=True, slots=True)
class Detail:
    """One cluster from inside: the kept record, some dropped ones, and how many links its ends are apart, if known."""

    kept: Member
    dropped: Sequence[Member]
    links: int | None


def copy_rule(options: Mapping[str, Any]) -> Options:
    """A dedupe step's options with its preset and the kernel's own values filled in."""
    chosen = preset_options(options.get("preset"), {name: options.get(name) for name in _KERNEL})
    return Options(**chosen)


@per_commit
def largest_clusters(project: Project, limit: int) -> Clusters:
    """The clusters of the cleaning in force, largest first."""
    found = Clusters([], 0, 0)
    for commit in current_plan(project.tables):
        if "clusters" in commit.kinds:
            found = _joined(found, _of_step(project, commit, limit), limit)
    return found


@per_commit
def cluster_detail(project: Project, cluster: Cluster, limit: int) -> Detail:
    """The kept record and up to `limit` others, the least similar first."""
    rows = _rows_of(project, cluster)
    kept, *dropped = _members(project, cluster, rows, limit)
    shown = [replace(one, difference=difference(one.text, kept.text)) for one in dropped]
    return Detail(kept, shown, rows["diameter"][0].as_py())


def _members(project: Project, cluster: Cluster, rows: pa.Table, limit: int) -> list[Member]:
    """The kept record first, then up to `limit` others by their similarity with it."""
    chosen = pa.concat_tables([rows.filter(rows["keep"]), rows.filter(pc.invert(rows["keep"])).slice(0, limit)])
    plan = current_plan(project.tables)
    names = chosen["record_id"].to_pylist()
    records = records_named(project.tables, names, plan[: _place_in(plan, cluster)])
    found = zip([records[name] for name in names], chosen["jaccard"].to_pylist(), strict=True)
    return [Member(one.record_id, one.body, place(one.file, one.line), similarity) for one, similarity in found]


def _of_step(project: Project, commit: Commit, limit: int) -> Clusters:
    rows = _columns(project, commit, ["cluster", "jaccard"])
    tally = rows.group_by("cluster").aggregate([("jaccard", "count"), ("jaccard", "min")])
    order = np.lexsort((np.asarray(tally["cluster"]), -np.asarray(tally["jaccard_count"])))[:limit]
    largest = tally.take(pa.array(order)).to_pylist()
    rule = copy_rule(commit.options)
    found = [Cluster(row["cluster"], row["jaccard_count"], row["jaccard_min"], rule, commit.id) for row in largest]
    return Clusters(found, tally.num_rows, rows.num_rows - tally.num_rows)


def _joined(one: Clusters, other: Clusters, limit: int) -> Clusters:
    largest = sorted([*one.largest, *other.largest], key=lambda cluster: -cluster.records)[:limit]
    return Clusters(largest, one.clusters + other.clusters, one.copies + other.copies)


def _place_in(plan: Sequence[Commit], cluster: Cluster) -> int:
    return [commit.id for commit in plan].index(cluster.step)


def _rows_of(project: Project, cluster: Cluster) -> pa.Table:
    plan = current_plan(project.tables)
    commit = plan[_place_in(plan, cluster)]
    rows = _columns(project, commit, ["record_id", "cluster", "keep", "jaccard", "diameter"])
    return rows.filter(pc.equal(rows["cluster"], cluster.name)).sort_by(
        [("jaccard", "ascending"), ("record_id", "ascending")]
    )


def _columns(project: Project, commit: Commit, names: Sequence[str]) -> pa.Table:
    return project.tables.columns("clusters", commit, names)
