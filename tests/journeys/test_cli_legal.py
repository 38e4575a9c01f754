"""The guide on real contract clauses: the file's labels, long texts, and contracts that must not be torn apart."""

from pathlib import Path
from typing import Any

import pytest

from pipelines.store.snapshots import SPLITS, Snapshot, load_snapshot
from tests.fakes.guide import Guided, walk

ROWS = 1500


@pytest.fixture(scope="module")
def journey(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Guided:
    return walk(tmp_path_factory.mktemp("legal"), "legal", shared_data / "legal-cuad" / "clauses.jsonl", ROWS)


@pytest.fixture(scope="module")
def snapshot(journey: Guided) -> Snapshot:
    return load_snapshot(journey.shell.folder / "snapshots", journey["snapshot create"]["snapshot"])


def test_no_clause_vanishes_on_the_way(journey: Guided) -> None:
    steps = [journey.ingest, *journey["clean"]["steps"], journey["snapshot create"]]
    assert journey.ingest["in"] == ROWS
    for step in steps:
        assert step["in"] == step["kept"] + step["dropped"] + step["quarantined"]
    assert [step["in"] for step in steps[1:]] == [step["kept"] for step in steps[:-1]]


def test_the_same_clause_filed_twice_is_dropped(journey: Guided) -> None:
    dedupe = journey["clean"]["steps"][-1]
    assert (dedupe["step"], dedupe["dropped"] > 100) == ("dedupe", True)


def test_the_files_labels_teach_the_labeler(journey: Guided) -> None:
    certificate = journey["certify"]["certificate"]
    assert certificate["certified"]
    assert certificate["accepted"] > certificate["population"] / 2


def test_no_contract_stands_on_both_sides(journey: Guided, snapshot: Snapshot) -> None:
    assert journey["snapshot create"]["leaks"]["total"] == 0
    contracts = {split: set(snapshot.rows(split)["group"].to_pylist()) for split in SPLITS}
    assert all(contracts.values())
    assert contracts["train"].isdisjoint(contracts["test"] | contracts["validation"])
    assert contracts["test"].isdisjoint(contracts["validation"])


def test_the_question_holds_the_clause_and_the_answer_is_a_clause_type(journey: Guided, snapshot: Snapshot) -> None:
    labels = set(snapshot.manifest["identity"]["recipe"]["task"]["labels"])
    for row in snapshot.rows("test").to_pylist():
        assert row["instruction"] == f"Which type of contract clause is this? {row['text']}"
        assert row["response"] in labels


def test_it_verifies_until_a_byte_changes(journey: Guided, snapshot: Snapshot) -> None:
    assert journey.shell.json("snapshot verify", snapshot.id)["ok"]
    card = snapshot.folder / "README.md"
    sound = card.read_bytes()
    card.write_bytes(sound.replace(b"Contract", b"contract", 1))
    ran = journey.shell("snapshot verify", snapshot.id, "--json")
    card.write_bytes(sound)
    assert (ran.code, ran.result["problems"]) == (1, ["README.md: changed"])
    assert "is not as it was frozen: README.md: changed" in ran.err


def test_file_to_file_the_recipe_drops_the_same_clauses(journey: Guided, tmp_path: Path) -> None:
    report = journey.shell.json("filter", str(journey.file), "--out", str(tmp_path / "out"), "--recipe", "legal")
    counts = [{**step, "quarantined": 0, "reused": False} for step in map(_counts, journey["clean"]["steps"])]
    assert report["steps"] == counts


def _counts(step: dict[str, Any]) -> dict[str, Any]:
    return {name: step[name] for name in ("step", "in", "kept", "dropped")}
