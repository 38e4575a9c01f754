"""Two runs on the records they share."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.facts import SCHEMAS
from pipelines.store.project import Project
from tests.fakes.evaluated import evaluated, pair_of_runs
from training.evaluation.against import compare_runs


def test_answers_are_paired_record_by_record(tmp_path: Path) -> None:
    found = compare_runs(Project.open(pair_of_runs(tmp_path, 200)), "new", "old")
    seen = found["difference"]["exact_match"]
    assert (found["records"], seen["difference"], seen["gained"], seen["lost"]) == (200, pytest.approx(0.4), 80, 0)
    assert found["verdict"]["verdict"] == "better"
    assert "General" not in found["verdict"]["sentence"]


def test_other_splits_are_compared_on_what_they_share(tmp_path: Path) -> None:
    root = pair_of_runs(tmp_path, 200)
    evaluated(root, "later", 200, first=150)
    found = compare_runs(Project.open(root), "later", "new")
    assert (found["records"], found["of"]) == (50, [200, 200])


def test_too_few_shared_records_are_refused_with_their_number(tmp_path: Path) -> None:
    root = pair_of_runs(tmp_path, 200)
    evaluated(root, "later", 200, first=190)
    with pytest.raises(VerilodeError, match="runs later and new share 10 test records; at least 30 are needed"):
        compare_runs(Project.open(root), "later", "new")


def test_a_record_whose_label_was_corrected_since_is_not_shared(tmp_path: Path) -> None:
    root = pair_of_runs(tmp_path, 100)
    path = root / "runs" / "old" / "evaluation" / "outputs.parquet"
    rows = pq.read_table(path).to_pylist()
    rows[0]["expected"] = "b"
    pq.write_table(pa.Table.from_pylist(rows, SCHEMAS["outputs"]), path)
    assert compare_runs(Project.open(root), "new", "old")["records"] == 99
