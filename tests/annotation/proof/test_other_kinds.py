"""Certificates over preference pairs and written answers, from the files' own to what is frozen."""

import csv
from pathlib import Path

import pyarrow.parquet as pq

from annotation.certify import certify
from annotation.review.decisions import Decision, decide
from annotation.review.queue import ReviewQueue
from annotation.sampling.draw import sample_audit
from annotation.suggest import suggest
from pipelines.run.freeze import freeze
from pipelines.run.ingest import ingest
from pipelines.sources import ColumnMapping
from pipelines.store.labels import labels
from pipelines.store.project import Project

PAIRS = "name: pairs\ntask: {kind: rank}\nsuggest: {labeler: given}\nsplit: {unit: char}\n"
NOTES = "name: notes\ntask: {kind: generate}\nsuggest: {labeler: given}\nsplit: {unit: char}\n"


def made(folder: Path, recipe: str, rows: list[dict[str, str]]) -> Project:
    folder.mkdir(exist_ok=True)
    (folder / "verilode.yaml").write_text(recipe)
    with (folder / "rows.csv").open("w", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    project = Project.open(folder)
    ingest(project, [folder / "rows.csv"], ColumnMapping.parse({name: name for name in rows[0]}))
    return project


def test_pairs_that_people_turn_round_were_flipped(tmp_path: Path) -> None:
    rows = [
        {"instruction": f"Question {i * 7919 % 997}?", "response": f"good {i}", "rejected": f"bad {i * 31}"}
        for i in range(120)
    ]
    rows[5] |= {"response": "bad 5", "rejected": "good 5"}
    project = made(tmp_path, PAIRS, rows)
    suggest(project)
    sample_audit(project, rate=1.0)
    for item in ReviewQueue(project).next("ann", 200):
        order = "[0,1]" if item.question.candidates[0].startswith("good") else "[1,0]"
        assert (item.suggestion, item.question.given) == (None, None)
        decide(project, "ann", [Decision(item.record_id, item.record_id, "submitted", order, blind=item.blind)])
    report = certify(project)
    assert report.certificate.errors_found == 1
    assert "every label comes from a person" in report.sentences[0]
    frozen = pq.read_table(freeze(project).snapshot.folder / "data").to_pylist()
    assert len(frozen) == 120
    assert all(row["response"].startswith("good") and row["rejected"].startswith("bad") for row in frozen)


def test_a_written_answer_that_people_change_was_not_acceptable(tmp_path: Path) -> None:
    rows = [{"instruction": f"Note {i * 7919 % 997}?", "response": f"Finding {i * 31}."} for i in range(300)]
    project = made(tmp_path, NOTES, rows)
    suggest(project)
    sample_audit(project, rate=0.3)
    items = ReviewQueue(project).next("ann", 200)
    for place, item in enumerate(items):
        assert item.suggestion is None
        value = "Another finding." if place == len(items) - 1 else item.proposal
        decide(project, "ann", [Decision(item.record_id, item.record_id, "submitted", value, blind=item.blind)])
    report = certify(project, epsilon=0.1)
    assert report.certificate.errors_found == 1
    assert "are not acceptable because of the labeler" in report.sentences[0]
    assert "found 1 suggestion to be not acceptable" in report.sentences[0]
    states = {label.state for _, label in labels(project)}
    assert states == {"auto-accepted", "verified", "corrected"}
