"""Pairs become a snapshot of the project: prompts stay on their side, and the test split is the project's own."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from annotation.comparison.contest import TEST, Contest
from annotation.comparison.pairs import Pair, Pairs, pairs_of
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import canonical_json
from pipelines.core.records import normal_form
from pipelines.run.card import card
from pipelines.run.croissant import croissant
from pipelines.split import Leaks, find_leaks
from pipelines.store.event import Event
from pipelines.store.project import Project
from pipelines.store.snapshots import ROW_SCHEMA, SPLITS, Document, Snapshot, load_snapshot, write_snapshot

_DOCUMENTS = (Document("README.md", card), Document("croissant.json", croissant))
FROZEN = "ab.frozen"


@dataclass(frozen=True, slots=True)
class Frozen:
    """The snapshot of a contest's pairs, and the pairs it was made from."""

    snapshot: Snapshot
    pairs: Pairs


def freeze_pairs(project: Project, contest: Contest, actor: str = "cli") -> Frozen:
    """Freeze the pairs of a contest on training prompts into a snapshot of `project`.

    Its test split is that of the snapshot the prompts came from, as it stands: what a model learns from these pairs is
    measured on the same held-out records as before. Therefore a contest on test prompts makes no pairs.

    Raises:
        VerilodeError: for a contest on test prompts, votes that make no pair, or a leak.
    """
    if contest.split == TEST:
        raise VerilodeError(
            f"contest {contest.id} asked test prompts: a model trained on them could not be measured on them any more; "
            "pairs come from a contest on training prompts: verilode ab start A B --split train"
        )
    found = pairs_of(contest)
    if not found.pairs:
        raise VerilodeError(f"the votes of contest {contest.id} make no pair yet: {told(found.dropped)}")
    source = load_snapshot(project.snapshots, contest.snapshot)
    tables = _tables(source, contest, found.pairs)
    leaks = _leaks(tables)
    if leaks.total:
        raise VerilodeError(f"the pairs would leak between the splits: {leaks.as_dict()}")
    snapshot = write_snapshot(project.snapshots, tables, _facts(project, source, contest, found, leaks), _DOCUMENTS)
    payload = {"contest": contest.id, "counts": snapshot.manifest["counts"]}
    events = [
        Event(f"ab-{contest.id}-{snapshot.id}", FROZEN, contest.id, actor, {"snapshot": snapshot.id}),
        Event(f"snapshot-{snapshot.id}-pairs", "snapshot.created", snapshot.id, actor, payload),
    ]
    project.events.append_many(events)
    return Frozen(snapshot, found)


def told(dropped: Mapping[str, int]) -> str:
    """Counts by reason as a phrase."""
    return ", ".join(f"{n:,} {why}" for why, n in dropped.items()) or "nothing dropped"


def _tables(source: Snapshot, contest: Contest, pairs: Sequence[Pair]) -> dict[str, pa.Table]:
    tables = {}
    for split in SPLITS[:2]:
        rows = {row["record_id"]: row for row in source.rows(split).to_pylist()}
        chosen = [_row(rows[one.record], one, contest) for one in pairs if one.split == split]
        tables[split] = pa.Table.from_pylist(chosen, ROW_SCHEMA)
    return {**tables, TEST: source.rows(TEST)}


def _row(row: Mapping[str, Any], pair: Pair, contest: Contest) -> dict[str, Any]:
    """The snapshot's row with the chosen answer in the answer's place, as ranked records are frozen."""
    return {
        **row,
        "response": pair.chosen,
        "rejected": pair.rejected,
        "label": None,
        "label_state": "verified",
        "verified_by": ", ".join(pair.voters),
        "verified_at": pair.at,
        "blind": True,
        "confidence": pair.sure,
        "meta": canonical_json({"contest": contest.id, "winner": pair.winner}).decode(),
    }


def _leaks(tables: Mapping[str, pa.Table]) -> Leaks:
    sides = np.concatenate([np.full(tables[name].num_rows, side) for side, name in enumerate(SPLITS)])
    columns = {name: [v for split in SPLITS for v in tables[split][name].to_pylist()] for name in _KEYS}
    texts = [normal_form(text or "").casefold() for text in columns["instruction"]]
    return find_leaks(sides, columns["cluster"], columns["group"], texts)


_KEYS = ("cluster", "group", "instruction")


def _facts(project: Project, source: Snapshot, contest: Contest, found: Pairs, leaks: Leaks) -> dict[str, Any]:
    recipe = {**asdict(project.recipe), "clean": [list(step) for step in project.recipe.clean]}
    recipe["task"] = {**recipe["task"], "kind": "rank"}
    method = f"the sides of snapshot {source.id}"
    return {
        "recipe": recipe,
        "split": {"method": method, "class_shift": 0.0, "purged": 0},
        "leaks": leaks.as_dict(),
        "left_out": dict(found.dropped),
        "states": {"verified": len(found.pairs)},
        "certificate": None,
        "contest": {"id": contest.id, "a": contest.a.model, "b": contest.b.model, "votes": contest.votes},
        "parents": [source.id],
    }
