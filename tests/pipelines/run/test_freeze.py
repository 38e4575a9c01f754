"""Freezing: only proven labels go in, nothing vanishes, nothing leaks, and the same data is the same snapshot."""

import hashlib
import json
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from annotation.certify import certify
from annotation.review.decisions import Decision, decide
from annotation.review.simulated import simulate_review
from annotation.sampling.draw import sample_audit, sample_pilot
from annotation.suggest import suggest
from pipelines.core.errors import VerilodeError
from pipelines.neardup.earlier import Earlier
from pipelines.neardup.options import Options as IndexOptions
from pipelines.run.freeze import FreezeReport, freeze
from pipelines.split import find_leaks
from pipelines.store.labels import certify_commit, labels
from pipelines.store.project import Project
from pipelines.store.snapshots import ROW_SCHEMA, SPLITS, list_snapshots, verify_snapshot
from tests.fakes.projects import RECIPE, diagnoses, make_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Thirty records: twenty answered as the file says, two otherwise, one rejected, seven open."""
    project = make_project(tmp_path, diagnoses(30))
    records = [record for record, _ in labels(project)]
    said = [Decision(f"d{i}", r.record_id, "submitted", r.answer) for i, r in enumerate(records[:20])]
    said += [Decision(f"d{i}", records[i].record_id, "submitted", "skin") for i in (21, 24)]
    decide(project, "ann", [*said, Decision("d20", records[20].record_id, "discarded")])
    return project


@pytest.fixture
def certified(tmp_path: Path, once_certified: Path) -> Project:
    """Four hundred records, most of them accepted because a certificate covers them."""
    return Project.open(shutil.copytree(once_certified, tmp_path / "copy"))


@pytest.fixture(scope="module")
def once_certified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That project's folder, made once."""
    project = make_project(tmp_path_factory.mktemp("certified"), diagnoses(400))
    sample_pilot(project, 60)
    simulate_review(project, error_rate=0.0)
    suggest(project)
    sample_audit(project, rate=0.3)
    simulate_review(project, error_rate=0.0)
    certify(project)
    project.events.engine.dispose()
    return project.root


def rows(report: FreezeReport) -> list[dict]:
    return [row for split in SPLITS for row in report.snapshot.rows(split).to_pylist()]


def test_only_records_with_a_persons_label_go_in_and_the_rest_is_counted(project: Project) -> None:
    report = freeze(project)
    assert (report.counts.in_, report.counts.kept, report.counts.dropped) == (30, 22, 8)
    assert report.left_out == {"rejected": 1, "unlabelled": 7}
    assert report.snapshot.manifest["identity"]["left_out"] == {"rejected": 1, "unlabelled": 7}
    assert Counter(row["label_state"] for row in rows(report)) == {"verified": 20, "corrected": 2}
    assert report.snapshot.manifest["identity"]["states"] == {"verified": 20, "corrected": 2}


def test_the_label_stands_where_training_looks_with_who_gave_it(project: Project) -> None:
    given = {record.record_id: label for record, label in labels(project)}
    for row in rows(freeze(project)):
        label = given[row["record_id"]]
        assert (row["response"], row["verified_by"], row["verified_at"]) == (label.value, "ann", label.at)
        assert row["instruction"] == row["text"]


def test_what_is_private_stays_out(project: Project) -> None:
    assert {row["meta"] for row in rows(freeze(project))} == {"{}"}


def test_freezing_again_is_the_same_snapshot_and_one_event(project: Project) -> None:
    first, again = freeze(project), freeze(Project.open(project.root))
    assert first.snapshot.id == again.snapshot.id
    assert [s.id for s in list_snapshots(project.snapshots)] == [first.snapshot.id]
    (event,) = project.events.events("snapshot.created")
    assert (event.item, event.actor, event.payload["counts"]) == (
        first.snapshot.id,
        "cli",
        first.snapshot.manifest["counts"],
    )


def test_a_later_answer_makes_a_child(project: Project) -> None:
    first = freeze(project).snapshot
    corrected = next(row for row in first.rows("train").to_pylist() if row["label_state"] == "corrected")
    decide(project, "ann", [Decision("later", corrected["record_id"], "submitted", "injury")])
    child = freeze(project).snapshot
    decide(project, "ann", [Decision("latest", corrected["record_id"], "submitted", "skin")])
    grandchild = freeze(project).snapshot
    parents = [s.manifest["identity"]["parents"] for s in (first, child, grandchild)]
    assert parents == [[], [first.id], [child.id]]
    assert freeze(project).snapshot.id == grandchild.id


def test_a_changed_recipe_makes_a_child_too(project: Project) -> None:
    first = freeze(project).snapshot
    (project.root / "verilode.yaml").write_text(RECIPE.replace("Diagnoses to chapters", "Another title"))
    child = freeze(Project.open(project.root)).snapshot
    assert child.manifest["identity"]["parents"] == [first.id]


def test_the_splits_share_no_text_group_or_twin(certified: Project) -> None:
    report = freeze(certified)
    sides, frozen = [], []
    for side, split in enumerate(SPLITS):
        found = report.snapshot.rows(split).to_pylist()
        frozen += found
        sides += [side] * len(found)
    keys = ([row[name] for row in frozen] for name in ("cluster", "group", "text"))
    leaks = find_leaks(np.array(sides), *keys)
    assert (leaks.total, report.split.leaks.total) == (0, 0)
    assert report.snapshot.manifest["identity"]["leaks"] == leaks.as_dict()
    assert all(report.snapshot.manifest["counts"].values())


def test_the_certificate_is_restated_for_what_is_really_in_it(certified: Project) -> None:
    report = freeze(certified)
    restated = report.snapshot.manifest["identity"]["certificate"]
    issued = certify_commit(certified).extra["certificate"]
    unseen = sum(row["label_state"] == "auto-accepted" for row in rows(report))
    assert restated["certified"] and unseen > 50
    assert restated["max_wrong"] == min(issued["max_wrong"], unseen)
    assert restated["records_in_snapshot"] == report.counts.kept == len(rows(report))
    assert restated["max_wrong_share"] == restated["max_wrong"] / report.counts.kept
    known = truth(certified)
    wrong = sum(row["response"] != known[row["record_id"]] for row in rows(report))
    assert wrong <= restated["max_wrong"]


def truth(project: Project) -> dict[str, str]:
    return {record.record_id: record.meta["truth"] for record, _ in labels(project)}


def test_answers_of_people_lower_the_count_that_can_be_wrong(certified: Project) -> None:
    unseen = [record.record_id for record, label in labels(certified) if label.state == "auto-accepted"]
    known = truth(certified)
    said = [Decision(f"more-{name}", name, "submitted", known[name]) for name in unseen[3:]]
    decide(certified, "ann", said)
    restated = freeze(certified).snapshot.manifest["identity"]["certificate"]
    assert restated["max_wrong"] == 3


def test_purged_twins_are_counted_and_their_states_are_not(tmp_path: Path) -> None:
    data = [
        {"text": f"fracture of the left femur, case number {i}", "response": "injury", "group": f"g{i}", "truth": ""}
        for i in range(200)
    ]
    project = make_project(tmp_path, data)
    records = [record for record, _ in labels(project)]
    decide(project, "ann", [Decision(f"d{i}", r.record_id, "submitted", "injury") for i, r in enumerate(records)])
    report = freeze(project)
    assert report.split.method == "groups, twins purged"
    assert report.left_out == {"purged twin": report.split.purged}
    assert report.counts.in_ == report.counts.kept + report.split.purged == 200
    assert report.snapshot.manifest["identity"]["states"] == {"verified": report.counts.kept}


def test_nothing_proven_is_refused(tmp_path: Path) -> None:
    project = make_project(tmp_path, diagnoses(5))
    with pytest.raises(VerilodeError, match="no labelled records to split: verify or certify first"):
        freeze(project)
    assert not project.snapshots.exists()


@pytest.mark.parametrize(
    ("section", "reason"),
    [
        ("{tset: 0.1}", "split has no option 'tset'; it has: test, validation"),
        ("{test: 0.9, validation: 0.1}", "leave nothing to train on"),
        ("{unit: words}", "unit must be 'word' or 'char', not 'words'"),
        ("{test: most}", "split: option 'test' is 'most', wanted float"),
        ("{private_meta: truth}", "split: option 'private_meta' is 'truth', wanted list or tuple"),
    ],
)
def test_a_wrong_split_section_is_one_line(project: Project, section: str, reason: str) -> None:
    (project.root / "verilode.yaml").write_text(RECIPE.replace("{unit: char}", section))
    with pytest.raises(VerilodeError) as caught:
        freeze(Project.open(project.root))
    assert reason in str(caught.value)


def test_the_snapshot_verifies_and_its_documents_say_what_is_in_it(certified: Project) -> None:
    snapshot = freeze(certified).snapshot
    assert verify_snapshot(snapshot) == []
    card = (snapshot.folder / "README.md").read_text()
    certificate = snapshot.manifest["identity"]["certificate"]
    assert f"at most {certificate['max_wrong']} of these {certificate['records_in_snapshot']}" in " ".join(card.split())
    assert "0 shared near-duplicate clusters" in card
    for split, n in snapshot.manifest["counts"].items():
        assert f"| {split} | {n} |" in card


def test_the_croissant_names_every_file_by_its_hash_and_every_column(project: Project) -> None:
    snapshot = freeze(project).snapshot
    described = json.loads((snapshot.folder / "croissant.json").read_text())
    assert (described["@type"], described["conformsTo"]) == ("sc:Dataset", "http://mlcommons.org/croissant/1.0")
    files = {file["@id"]: file for file in described["distribution"]}
    for file in files.values():
        assert file["sha256"] == hashlib.sha256((snapshot.folder / file["contentUrl"]).read_bytes()).hexdigest()
    for records in described["recordSet"]:
        assert [field["source"]["extract"]["column"] for field in records["field"]] == ROW_SCHEMA.names
        assert {field["source"]["fileObject"]["@id"] for field in records["field"]} == {f"{records['@id']}-file"}
        assert f"{records['@id']}-file" in files


def test_a_snapshot_carries_an_index_in_which_its_records_are_found(project: Project) -> None:
    report = freeze(project)
    earlier = Earlier(report.snapshot.folder, IndexOptions())
    texts = pa.array([row["text"].upper() for row in rows(report)])
    hits = earlier.probe(texts)
    assert earlier.names.take(pa.array(hits.found)).to_pylist() == [row["record_id"] for row in rows(report)]
    assert (report.snapshot.folder / "index" / "keys.npy").is_file()


def test_a_changed_index_is_found_by_verify(project: Project) -> None:
    snapshot = freeze(project).snapshot
    with (snapshot.folder / "index" / "keys.npy").open("ab") as file:
        file.write(b"x")
    assert list(verify_snapshot(snapshot)) == ["index/keys.npy: changed"]
