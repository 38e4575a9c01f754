"""The guide on real customer messages: every command of it, from the file to a verified snapshot."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipelines.store.project import Project
from pipelines.store.snapshots import SPLITS, load_snapshot
from tests.fakes.guide import Guided, walk

ROWS = 1200


@pytest.fixture(scope="module")
def journey(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Guided:
    data = shared_data / "support-banking77" / "train.csv"
    return walk(tmp_path_factory.mktemp("support"), "support", data, ROWS + 1)


def frozen(journey: Guided) -> list[dict[str, Any]]:
    snapshot = load_snapshot(journey.shell.folder / "snapshots", journey["snapshot create"]["snapshot"])
    return pa.concat_tables([snapshot.rows(split) for split in SPLITS]).to_pylist()


def conserves(counts: dict[str, int]) -> bool:
    return counts["in"] == counts["kept"] + counts["dropped"] + counts["quarantined"]


def test_ingest_answers_in_the_documented_shape(journey: Guided) -> None:
    assert journey.ingest == {
        "in": ROWS,
        "kept": ROWS,
        "dropped": 0,
        "quarantined": 0,
        "quarantine_file": None,
        "record_ids_added": ROWS,
    }


def test_no_record_vanishes_on_the_way(journey: Guided) -> None:
    steps = [journey.ingest, *journey["clean"]["steps"], journey["snapshot create"]]
    assert all(conserves(step) for step in steps)
    assert all(before["kept"] == after["in"] for before, after in pairwise(steps))
    assert sum(journey["snapshot create"]["left_out"].values()) == journey["snapshot create"]["dropped"]
    assert (
        sum(journey["snapshot create"]["counts"].values()) == journey["snapshot create"]["kept"] == len(frozen(journey))
    )


def test_everybody_is_asked_once(journey: Guided) -> None:
    stood = journey["clean"]["steps"][-1]["kept"]
    pilot, audit = journey["sample --pilot 300"], journey["sample --audit"]
    assert (pilot["population"], pilot["drawn"]) == (stood, 300)
    assert journey["simulate-review --error-rate 0.02"]["answered"] == 300
    assert journey["suggest"]["asked"] == stood - 300
    assert audit["population"] == journey["suggest"]["suggested"]
    assert journey["simulate-review"]["answered"] == audit["drawn"]


def test_the_certificate_covers_what_it_says_and_people_do_the_rest(journey: Guided) -> None:
    certificate = journey["certify"]["certificate"]
    assert certificate["certified"]
    assert certificate["population"] == certificate["accepted"] + certificate["touched"]
    assert certificate["audited"] == journey["sample --audit"]["drawn"]
    assert journey.answers[7]["answered"] == journey["certify"]["left_to_people"]


def test_the_promise_of_the_certificate_holds_for_the_snapshot(journey: Guided) -> None:
    project = Project.open(journey.shell.folder)
    truth = {}
    for row in project.tables.read("records").to_pylist():
        truth[row["record_id"]] = json.loads(row["meta"])["truth"]
    restated = journey.shell.json("snapshot show", journey["snapshot create"]["snapshot"])["identity"]["certificate"]
    accepted = [row for row in frozen(journey) if row["label_state"] == "auto-accepted"]
    assert len(accepted) == journey["certify"]["certificate"]["accepted"]
    assert sum(row["response"] != truth[row["record_id"]] for row in accepted) <= restated["max_wrong"]
    assert restated["records_in_snapshot"] == len(frozen(journey))


def test_nothing_leaks_and_nothing_private_is_in_it(journey: Guided) -> None:
    assert journey["snapshot create"]["leaks"] == {"clusters": 0, "groups": 0, "texts": 0, "total": 0}
    assert {row["meta"] for row in frozen(journey)} == {"{}"}


def test_a_process_of_its_own_verifies_the_snapshot(journey: Guided) -> None:
    snapshot = journey["snapshot create"]["snapshot"]
    line = [sys.executable, "-m", "app.cli", "snapshot", "verify", snapshot, "--json", "--project"]
    done = subprocess.run([*line, str(journey.shell.folder)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"snapshot": snapshot, "ok": True, "problems": []}


def test_the_lineage_of_a_frozen_record_leads_to_its_line(journey: Guided) -> None:
    row = next(row for row in frozen(journey) if row["label_state"] == "corrected")
    found = journey.shell.json("lineage", row["record_id"])
    source = Path(found["file"]).read_text().splitlines()[found["line"] - 1]
    assert row["text"] in source
    assert found["snapshots"][0]["snapshot"] == journey["snapshot create"]["snapshot"]
    assert [answer["value"] for answer in found["annotations"]] == [row["response"]]


def test_the_lineage_of_a_dropped_copy_names_the_kept_one(journey: Guided) -> None:
    project = Project.open(journey.shell.folder)
    drop = project.tables.read("drops").to_pylist()[0]
    told = journey.shell("lineage", drop["record_id"][:12])
    assert f"a copy of {drop['duplicate_of']}" in told.out


def test_every_long_command_was_a_job_that_finished(journey: Guided) -> None:
    jobs = journey.shell.json("jobs")["jobs"]
    assert {job["state"] for job in jobs} == {"finished"}
    assert [job["argv"][0] for job in reversed(jobs)] == [
        "ingest",
        "clean",
        "simulate-review",
        "suggest",
        "simulate-review",
        "certify",
        "simulate-review",
        "snapshot",
    ]


def test_doing_it_again_does_nothing_again(journey: Guided) -> None:
    assert all(step["reused"] for step in journey.shell.json("clean")["steps"])
    assert journey.shell.json("ingest", str(journey.file))["record_ids_added"] == 0
    assert journey.shell.json("snapshot create")["snapshot"] == journey["snapshot create"]["snapshot"]
    assert len(journey.shell.json("snapshot list")["snapshots"]) == 1
