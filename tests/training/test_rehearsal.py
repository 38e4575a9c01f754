"""A project's preflight: configured as `train` would, in the worker, and the newest one of a snapshot found again."""

from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from pipelines.store.snapshots import list_snapshots
from tests.fakes.frozen import frozen
from tests.fakes.rehearsed import REPORT, rehearsed
from tests.fakes.small_models import causal_model
from training.configure import configure
from training.preflight.report import FILE, as_json
from training.rehearsal import newest, rehearse, report_of, reports_folder


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return frozen(tmp_path / "project")


def test_the_newest_check_of_a_snapshot_is_found(project: Project) -> None:
    assert newest(project, "s1") is None
    rehearsed(project, "s1", at=10)
    last = rehearsed(project, "s1", at=30)
    rehearsed(project, "s2", at=40)
    run = newest(project, "s1")
    assert run is not None
    assert (run.folder, run.state) == (last, "finished")
    assert report_of(run) == REPORT


def test_a_check_that_failed_has_a_reason_and_no_report(project: Project) -> None:
    rehearsed(project, "s1", None, state="failed", reason="no chat template")
    run = newest(project, "s1")
    assert run is not None
    assert (run.status["reason"], report_of(run)) == ("no chat template", None)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"records": -1}, "records must be at least 0"),
        ({"trainer": "sftt"}, "no trainer called 'sftt'"),
        ({"options": {"step": 1}}, "a run has no option 'step'"),
        ({"snapshot": "feed"}, "no snapshot with id 'feed'"),
    ],
)
def test_a_mistake_is_told_before_anything_is_read(project: Project, given: dict[str, object], reason: str) -> None:
    with pytest.raises(VerilodeError, match=reason):
        rehearse(project, **given)
    assert not reports_folder(project).exists()


@pytest.mark.train
def test_what_no_row_can_be_read_with_is_one_line_and_leaves_no_old_report(project: Project, tmp_path: Path) -> None:
    base = causal_model(tmp_path / "base", chat=False)
    folder = reports_folder(project) / configure(project, base=str(base)).id
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(as_json(REPORT))
    with pytest.raises(VerilodeError, match="the base model's tokenizer has no chat template"):
        rehearse(project, base=str(base))
    (snapshot,) = list_snapshots(project.snapshots)
    run = newest(project, snapshot.id)
    assert run is not None
    assert (run.folder, run.state, report_of(run)) == (folder, "failed", None)
    assert not project.runs.exists()
