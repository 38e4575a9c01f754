"""The snapshots page: what is frozen, whether it is still so, and freezing anew as a job."""

from pathlib import Path

from app.jobs.table import JobTable
from pipelines.store.project import Project
from pipelines.store.snapshots import list_snapshots
from tests.fakes.pages import errors, show, words


def test_without_a_snapshot_it_names_the_command(empty: Path) -> None:
    assert show(empty, "snapshots").code[-1].value == "verilode snapshot create"


def test_the_counts_are_the_manifests(done: Path) -> None:
    counts = list_snapshots(Project.open(done).snapshots)[-1].manifest["counts"]
    shown = {metric.label: int(metric.value) for metric in show(done, "snapshots").metric}
    assert shown == {**counts, "leaks between them": 0}


def test_the_snapshot_restates_the_promise_for_what_is_frozen(done: Path) -> None:
    assert "of the records frozen here" in words(show(done, "snapshots"))


def test_verify_finds_a_sound_snapshot_sound(done: Path) -> None:
    at = show(done, "snapshots").button(key="verify").click().run()
    assert at.success[0].value.startswith("Sound:")
    assert errors(at) == []


def test_verify_names_a_changed_file(mine: Path) -> None:
    (readme,) = mine.glob("snapshots/*/README.md")
    readme.write_text(readme.read_text() + " ")
    at = show(mine, "snapshots").button(key="verify").click().run()
    assert errors(at) == ["README.md: changed"]
    assert not at.success


def test_freeze_is_a_job_with_the_line_a_person_could_type(mine: Path, jobs: JobTable) -> None:
    at = show(mine, "snapshots").button(key="freeze").click().run()
    assert [job.argv for job in jobs.all()] == [["snapshot", "create"]]
    assert at.toast[0].value.startswith("Freezing.")
    at.run()
    assert len(jobs.all()) == 1
