"""Projects: found by their recipe file, made once, and their events in one place whatever folder one stands in."""

from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.event import Event
from pipelines.store.project import Project


def make(folder: Path, recipe: str = "name: test\n") -> Project:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "verilode.yaml").write_text(recipe)
    return Project.open(folder)


def test_a_project_is_made_from_a_bundled_recipe(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "new" / "bank", "support")
    assert (project.root, project.recipe.name) == (tmp_path / "new" / "bank", "support")
    assert [path.name for path in project.root.iterdir()] == ["verilode.yaml"]


def test_making_it_again_changes_nothing(tmp_path: Path) -> None:
    make(tmp_path)
    with pytest.raises(VerilodeError, match="already a project"):
        Project.create(tmp_path, "support")
    assert (tmp_path / "verilode.yaml").read_text() == "name: test\n"


def test_a_wrong_recipe_makes_no_folder(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("title: without a name\n")
    with pytest.raises(VerilodeError, match="a recipe needs a name"):
        Project.create(tmp_path / "new", str(tmp_path / "own.yaml"))
    assert not (tmp_path / "new").exists()


def test_a_file_in_the_way_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "bank").write_text("a file")
    with pytest.raises(VerilodeError, match="bank: cannot make a project: "):
        Project.create(tmp_path / "bank", "support")


def test_the_nearest_project_upward_is_found(tmp_path: Path) -> None:
    make(tmp_path)
    inner = make(tmp_path / "a" / "inner")
    (inner.root / "deep").mkdir()
    assert Project.find(inner.root / "deep").root == inner.root
    assert Project.find(tmp_path / "a").root == tmp_path


@pytest.mark.parametrize("open_", [Project.open, Project.find])
def test_no_project_here_says_how_to_make_one(tmp_path: Path, open_: object) -> None:
    with pytest.raises(VerilodeError, match="verilode init DIR"):
        open_(tmp_path)  # type: ignore[operator]


@pytest.mark.parametrize("name", ["plain", "with space", "what?", "50%25", "a#b", "ü@:x"])
def test_events_lie_in_the_project_whatever_its_name(tmp_path: Path, name: str) -> None:
    project = make(tmp_path / name)
    project.events.append(Event("k", "annotation.submitted", "r", "ann"))
    assert (tmp_path / name / "events.db").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("configured", ["sqlite:///own.db", "sqlite:///./own.db"])
def test_a_relative_database_starts_in_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, configured: str
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    project = make(tmp_path / "project", f"name: test\ndatabase: {configured}\n")
    project.events.append(Event("k", "annotation.submitted", "r", "ann"))
    assert (tmp_path / "project" / "own.db").is_file()


def test_the_environment_goes_before_the_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = make(tmp_path, "name: test\ndatabase: sqlite:///own.db\n")
    monkeypatch.setenv("VERILODE_DATABASE", "postgresql://team@db.example/labels")
    assert project.database_url == "postgresql://team@db.example/labels"
    monkeypatch.setenv("VERILODE_DATABASE", "sqlite:////srv/labels.db")
    assert project.database_url == "sqlite:////srv/labels.db"
