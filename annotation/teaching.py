"""Which verified records may teach a labeler: none of known truth, and none that something is measured on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from annotation.labelers import Example, Question
from pipelines.core.records import Record
from pipelines.store.labels import Annotation
from pipelines.store.project import Project
from pipelines.store.snapshots import SPLITS, Snapshot, list_snapshots

MEASURED = ("validation", "test")
"""Splits that something is measured on."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What the snapshots keep for measuring: ids of records and of their twins, and groups."""

    records: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)

    def __contains__(self, record: Record) -> bool:
        return record.record_id in self.records or (record.group is not None and record.group in self.groups)


def held_out(project: Project) -> HeldOut:
    """Everything that any snapshot holds in validation or test, with the rest of its clusters and groups."""
    found = HeldOut()
    for snapshot in list_snapshots(project.snapshots):
        sides = {split: _sides(snapshot, split) for split in SPLITS}
        measured = pa.concat_tables([sides[split] for split in MEASURED])
        clusters = measured["cluster"].combine_chunks().drop_null()
        everything = pa.concat_tables(sides.values())
        twins = everything.filter(pc.is_in(everything["cluster"], clusters))
        found.records.update(measured["record_id"].to_pylist(), clusters.to_pylist(), twins["record_id"].to_pylist())
        found.groups.update(measured["group"].drop_null().to_pylist())
    return found


def _sides(snapshot: Snapshot, split: str) -> pa.Table:
    return pq.read_table(snapshot.folder / "data" / f"{split}.parquet", columns=["record_id", "cluster", "group"])


def teachers(
    records: Sequence[Record],
    questions: Sequence[Question],
    said: Mapping[str, Annotation],
    fixed: Mapping[str, Annotation],
    kept: HeldOut,
) -> tuple[list[Example], int]:
    """The examples a labeler may learn from, and how many answered records were left out to be measured on.

    Args:
        records: Standing ones.
        questions: What is asked about each of them, in their order.
        said: The answer that counts for each record.
        fixed: Those of them that are of known truth; they only test people.
        kept: Records to measure on.
    """
    answered = [
        (record, question, said[record.record_id])
        for record, question in zip(records, questions, strict=True)
        if record.record_id in said and record.record_id not in fixed
    ]
    verified = [one for one in answered if one[2].status == "submitted" and one[2].value]
    examples = [_example(question, answer) for record, question, answer in verified if record not in kept]
    return examples, len(verified) - len(examples)


def _example(question: Question, answer: Annotation) -> Example:
    return Example(question.text, answer.value or "", question.given, question.record_id, question.candidates)
