"""What the readiness route finds wrong with a project."""

from pathlib import Path

from app.web.ready import trouble
from pipelines.store.project import Project


def test_a_project_that_can_be_read_has_no_trouble(tmp_path: Path) -> None:
    Project.create(tmp_path, "legal")
    assert trouble(tmp_path, lambda project: project.events.last_seq()) is None


def test_a_folder_that_is_no_project_is_trouble(tmp_path: Path) -> None:
    assert trouble(tmp_path, lambda project: None) == "the project cannot be opened"


def test_a_log_that_is_no_database_is_trouble_without_its_path(tmp_path: Path) -> None:
    Project.create(tmp_path, "legal")
    (tmp_path / "events.db").write_bytes(b"not a database, certainly " * 100)
    assert trouble(tmp_path, lambda project: project.events.last_seq()) == "the event log cannot be read"
