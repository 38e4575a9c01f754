"""The preflight page: what the newest check of a snapshot found, and starting one as a job."""

from pathlib import Path

from app.jobs.table import JobTable
from pipelines.store.project import Project
from pipelines.store.snapshots import list_snapshots
from tests.fakes.pages import errors, show, words
from tests.fakes.rehearsed import REPORT, failing, rehearsed
from training.preflight.failure import Failure
from training.preflight.report import FILE


def snapshot_of(project: Path) -> tuple[Project, str]:
    opened = Project.open(project)
    return opened, list_snapshots(opened.snapshots)[-1].id


def test_without_a_snapshot_it_names_what_comes_first(empty: Path) -> None:
    assert [one.value for one in show(empty, "preflight").code] == ["verilode snapshot create"]


def test_a_snapshot_nobody_checked_says_so(done: Path) -> None:
    assert "This snapshot has not been checked." in words(show(done, "preflight"))


def test_a_check_is_a_job_on_the_chosen_snapshot(mine: Path, jobs: JobTable) -> None:
    _, snapshot = snapshot_of(mine)
    show(mine, "preflight").button(key="preflight").click().run()
    assert [job.argv for job in jobs.all()] == [["preflight", "--snapshot", snapshot]]


def test_a_sound_report_shows_figures_lengths_and_tokens(mine: Path) -> None:
    rehearsed(*snapshot_of(mine))
    at = show(mine, "preflight")
    assert errors(at) == []
    assert {metric.label: metric.value for metric in at.metric} == {
        "tokens in an epoch": "70",
        "of them carry loss": "14.3 %",
        "rows beyond max_length": "1",
        "steps in an epoch": "2",
    }
    assert len(at.get("vega_lite_chart")) == 1
    assert "Every row can be trained on." in words(at)
    assert "Padding uses the *stop* token" in words(at)
    (body,) = [block.proto.body for block in at.main if block.type == "html"]
    assert (body.count("<mark"), "&lt;b&gt;eye" in body) == (2, True)


def test_another_record_is_shown_on_demand(mine: Path) -> None:
    rehearsed(*snapshot_of(mine))
    at = show(mine, "preflight")
    at.selectbox(key="preflight-record").select_index(1).run()
    (body,) = [block.proto.body for block in at.main if block.type == "html"]
    assert body.count("<span") == 1


def test_each_failure_is_a_line_of_its_own(mine: Path) -> None:
    rehearsed(*snapshot_of(mine), failing(Failure("too odd", ("r1",)), Failure("too <b>", ("**r2**",))))
    assert errors(show(mine, "preflight")) == ["1 row is too odd: r1", "1 row is too <b>: **r2**"]


def test_a_check_that_could_read_no_row_says_why(mine: Path) -> None:
    rehearsed(*snapshot_of(mine), None, state="failed", reason="no chat template")
    assert errors(show(mine, "preflight")) == ["no chat template"]


def test_a_check_that_is_running_says_so(mine: Path) -> None:
    rehearsed(*snapshot_of(mine), None, state="running")
    assert "The rows are being read." in words(show(mine, "preflight"))


def test_a_damaged_report_is_one_line(mine: Path) -> None:
    folder = rehearsed(*snapshot_of(mine), REPORT)
    (folder / FILE).write_text("{")
    (told,) = errors(show(mine, "preflight"))
    assert "report.json: cannot be read" in told
