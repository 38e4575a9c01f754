"""Freeze: labelled records → leak-free splits → an immutable snapshot with its proofs."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_type_hints

import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.ids import canonical_json
from pipelines.core.progress import progress
from pipelines.core.records import Record, bodies, normal_form
from pipelines.core.registry import check_type
from pipelines.kinds import Kind, kind_of
from pipelines.neardup import cluster
from pipelines.neardup.options import Options as IndexOptions
from pipelines.neardup.presets import preset_options
from pipelines.run.card import card
from pipelines.run.croissant import croissant
from pipelines.split import Split, split
from pipelines.store.event import Event
from pipelines.store.labels import Label, certify_commit, labels
from pipelines.store.project import Project
from pipelines.store.recipe import Recipe
from pipelines.store.snapshots import ROW_SCHEMA, SPLITS, Document, Snapshot, parents_of, write_snapshot
from pipelines.store.tables import Counts

FROZEN_STATES = ("verified", "corrected", "auto-accepted")
_DOCUMENTS = (Document("README.md", card), Document("croissant.json", croissant))


@dataclass(frozen=True, slots=True)
class FreezeReport:
    """What went into the snapshot; `left_out` counts records by the reason they did not."""

    snapshot: Snapshot
    counts: Counts
    left_out: Mapping[str, int]
    split: Split


@dataclass(frozen=True, slots=True)
class SplitOptions:
    """The recipe's `split` section.

    Args:
        test: Share of the records held out for the final measurement.
        validation: Share held out to choose a checkpoint.
        seed: Decides ties.
        leak_threshold: Jaccard similarity from which two records count as twins that must stay on one side.
        ngram: Length of the n-grams twins are compared by.
        unit: `word`, or `char` for short texts.
        private_meta: Meta entries that stay out of the snapshot (a known truth, a customer number).
    """

    test: float = 0.15
    validation: float = 0.1
    seed: int = 7
    leak_threshold: float = 0.7
    ngram: int = 5
    unit: str = "word"
    private_meta: Sequence[str] = ("truth",)


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A record to freeze, the content its label gives it, and the stratum to spread over the splits."""

    record: Record
    label: Label
    content: Mapping[str, str | None]
    stratum: str


def split_options(section: Mapping[str, Any]) -> SplitOptions:
    """The section as options; an unknown one is refused by name."""
    unknown = set(section) - set(SplitOptions.__dataclass_fields__)
    if unknown:
        known = ", ".join(SplitOptions.__dataclass_fields__)
        raise VerilodeError(f"split has no option {sorted(unknown)[0]!r}; it has: {known}")
    for name, kind in get_type_hints(SplitOptions).items():
        if name in section:
            check_type(f"split: option {name!r}", section[name], kind)
    return SplitOptions(**section)


def freeze(project: Project, actor: str = "cli") -> FreezeReport:
    """Make a snapshot of every record whose label a person gave or a certificate covers.

    Raises:
        VerilodeError: when no label stands, or the split would leak.
    """
    options = split_options(project.recipe.split)
    kind = kind_of(project.recipe.task.kind)
    everything = list(labels(project))
    left_out = Counter(label.state for _, label in everything if label.state not in FROZEN_STATES)
    labelled = [_labelled(record, label, kind) for record, label in everything if label.state in FROZEN_STATES]
    chosen = [one for one in labelled if one is not None]
    if not chosen:
        raise VerilodeError("no labelled records to split: verify or certify first")
    if unfit := len(labelled) - len(chosen):
        left_out[kind.fault] = unfit
    clusters = _clusters([one.record.body for one in chosen], options)
    divided = _split(project, chosen, clusters, options)
    if divided.purged:
        left_out["purged twin"] = divided.purged
    progress("snapshot: writing", 1, 2)
    snapshot = _write(project, chosen, clusters, divided, dict(left_out), options)
    progress("snapshot: writing", 2, 2)
    _record_event(project, snapshot, actor)
    kept = sum(snapshot.manifest["counts"].values())
    return FreezeReport(snapshot, Counts(len(everything), kept, len(everything) - kept, 0), dict(left_out), divided)


def _clusters(bodies: Sequence[str], options: SplitOptions) -> list[int]:
    progress("snapshot: looking for twins", 0, 2)
    texts = pa.array(bodies, pa.large_string())
    unit = options.unit
    return cluster(texts, threshold=options.leak_threshold, ngram=options.ngram, unit=unit).cluster.tolist()


def _labelled(record: Record, label: Label, kind: Kind) -> _Labelled | None:
    """The record with its answer in the place where training looks for it; None where the answer says leave it out."""
    content = kind.frozen(record, label.value or "")
    return content if content is None else _Labelled(record, label, content, "; ".join(kind.classes(label.value or "")))


def _split(project: Project, chosen: Sequence[_Labelled], clusters: Sequence[int], options: SplitOptions) -> Split:
    taught = _taught(project)
    return split(
        [one.record.record_id for one in chosen],
        [normal_form(one.record.body).casefold() for one in chosen],
        [one.stratum for one in chosen],
        [one.record.group for one in chosen],
        clusters,
        test=options.test,
        validation=options.validation,
        seed=options.seed,
        pinned=[one.record.record_id in taught for one in chosen] if taught else None,
    )


def _taught(project: Project) -> set[str]:
    """Records that some labeler showed as examples: what it then suggested must not be measured on them."""
    commits = [commit for commit in project.tables.commits("suggest") if "taught" in commit.kinds]
    return set(project.tables.read("taught", commits)["record_id"].to_pylist())


def _write(
    project: Project,
    chosen: Sequence[_Labelled],
    clusters: Sequence[int],
    divided: Split,
    left_out: Mapping[str, int],
    options: SplitOptions,
) -> Snapshot:
    rows = [_row(one, chosen[twin].record.record_id, options) for one, twin in zip(chosen, clusters, strict=True)]
    tables = {
        name: pa.Table.from_pylist([row for row, s in zip(rows, divided.side, strict=True) if s == side], ROW_SCHEMA)
        for side, name in enumerate(SPLITS)
    }
    frozen = sum(table.num_rows for table in tables.values())
    states = Counter(state for table in tables.values() for state in table["label_state"].to_pylist())
    facts = {
        "recipe": {**asdict(project.recipe), "clean": [list(step) for step in project.recipe.clean]},
        "split": {"method": divided.method, "class_shift": divided.class_shift, "purged": divided.purged},
        "leaks": divided.leaks.as_dict(),
        "left_out": left_out,
        "states": dict(states),
        "certificate": _certificate(project, frozen, states["auto-accepted"]),
    }
    facts["parents"] = parents_of(project.snapshots, tables, facts)
    return write_snapshot(
        project.snapshots, tables, facts, _DOCUMENTS, lambda folder: _attach_index(project.recipe, tables, folder)
    )


def _attach_index(recipe: Recipe, tables: Mapping[str, pa.Table], folder: Path) -> None:
    """What later records are looked up in, compared as the recipe's own deduplication compares them."""
    from pipelines.neardup.earlier import FOLDER
    from pipelines.neardup.index import build_index, write_index

    rows = pa.concat_tables(tables.values()).combine_chunks()
    (folder / FOLDER).mkdir()
    names = pa.concat_arrays([pa.array([], pa.string()), *rows["record_id"].chunks])
    write_index(build_index(bodies(rows), names, _index_options(recipe)), folder / FOLDER)


def _index_options(recipe: Recipe) -> IndexOptions:
    """Those of the recipe's first `known` or `dedupe` step; containment and sequences have no index of their own."""
    step = next((options for name, options in recipe.clean if name in ("known", "dedupe")), {})
    given = {name: step[name] for name in ("threshold", "ngram", "unit", "num_perm") if name in step}
    chosen = preset_options(step.get("preset"), given)
    return IndexOptions(**{name: value for name, value in chosen.items() if name != "measure"})


def _row(one: _Labelled, twin: str, options: SplitOptions) -> dict[str, Any]:
    """A frozen row."""
    record, label = one.record, one.label
    meta = {name: value for name, value in record.meta.items() if name not in options.private_meta}
    return {
        "record_id": record.record_id,
        "system": record.system,
        "instruction": record.instruction if record.instruction is not None else record.text,
        "rejected": record.rejected,
        "messages": record.messages,
        "text": record.text,
        "label": record.label,
        **one.content,
        "label_state": label.state,
        "verified_by": label.by,
        "verified_at": label.at,
        "blind": label.blind,
        "confidence": label.confidence,
        "source": record.source,
        "file": record.file,
        "line": record.line,
        "group": record.group,
        "cluster": twin,
        "meta": canonical_json(meta).decode(),
    }


def _certificate(project: Project, frozen: int, unseen: int) -> dict[str, Any] | None:
    """The certificate as it reads for this snapshot: its count of wrong labels over the records frozen here.

    No more labels than the `unseen` ones, which no person has looked at, can be wrong through the labeler.
    """
    commit = certify_commit(project)
    if commit is None:
        return None
    issued = dict(commit.extra["certificate"])
    restated = {**issued, "commit": commit.id, "records_in_snapshot": frozen, "max_wrong_share": None}
    if issued["certified"] and frozen:
        restated["max_wrong"] = min(issued["max_wrong"], unseen)
        restated["max_wrong_share"] = restated["max_wrong"] / frozen
    return restated


def _record_event(project: Project, snapshot: Snapshot, actor: str) -> None:
    key = f"snapshot-{snapshot.id}-{uuid.uuid5(uuid.NAMESPACE_URL, snapshot.id)}"
    payload = {"counts": snapshot.manifest["counts"], "seal": (snapshot.folder / "SEAL").read_text().strip()}
    project.events.append(Event(key, "snapshot.created", snapshot.id, actor, payload))
