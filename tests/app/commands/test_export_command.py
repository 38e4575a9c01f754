"""`verilode snapshot export` and `verilode export`: what a person types, reads and scripts against."""

from pathlib import Path

import pytest

from app.frame.assignments import assignments
from pipelines.core.errors import VerilodeError
from pipelines.store.snapshots import list_snapshots
from tests.fakes.command_line import Shell
from tests.fakes.frozen import frozen
from tests.fakes.projects import diagnoses, make_project

FIELDS = "format out in kept dropped counts rows left_out lost files snapshot".split()


def test_a_snapshot_is_exported_by_one_line(tmp_path: Path) -> None:
    project = frozen(tmp_path / "project")
    name = list_snapshots(project.snapshots)[0].id
    shell = Shell(project.root)
    result = shell.json(f"snapshot export {name} --format alpaca --out made --set ids=true")
    assert list(result) == FIELDS
    assert (result["in"], result["files"]) == (27, ["test.json", "train.json", "validation.json"])
    assert (project.root / "made" / "test.json").read_text().startswith('[\n{"record_id": ')
    again = shell(f"snapshot export {name} --format alpaca --out made")
    assert (again.code, again.err.count("already exists; choose another --out")) == (1, 1)


def test_standing_records_are_exported_and_read_back_in_words(tmp_path: Path) -> None:
    shell = Shell(make_project(tmp_path / "project", diagnoses(6)).root)
    ran = shell("export --format trl_unpaired --out made --set unmarked_is_good=true")
    assert ran.code == 0, ran.err
    assert ran.out == "trl_unpaired: 6 records in made (1 files)\n"
    assert "only preference pairs and answers labelled true or false" in ran.err


def test_options_have_the_types_they_look_like() -> None:
    assert assignments(["a=true", "b=7", "c=x=y", "d="]) == {"a": True, "b": 7, "c": "x=y", "d": None}


@pytest.mark.parametrize("word", ["bom", "a=[1"])
def test_a_wrong_option_is_one_line(word: str) -> None:
    with pytest.raises(VerilodeError, match="--set"):
        assignments([word])
