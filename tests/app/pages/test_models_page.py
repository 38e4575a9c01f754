"""The models page: gates, promotion as a job behind a second click, the way back, every move with its reason."""

import shutil
from pathlib import Path

import pytest

from app.jobs.table import JobTable
from pipelines.store.project import Project
from tests.fakes.pages import show, words
from tests.fakes.promotable import measured_run
from training.promotion import promote


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that passes its gate and one that does not; only copied."""
    root = tmp_path_factory.mktemp("models")
    (root / "verilode.yaml").write_text("name: two\n")
    for name, right in (("aaa1", 40), ("ccc3", 0)):
        measured_run(Project.open(root), name, right)
    return root


@pytest.fixture
def mine(made: Path, tmp_path: Path) -> Path:
    """A copy of the test's own."""
    return shutil.copytree(made, tmp_path / "mine")


def test_without_a_model_it_names_the_command(empty: Path) -> None:
    assert [one.value for one in show(empty, "models").code] == ["verilode train sft"]


def test_every_run_shows_its_verdict_and_its_gate(made: Path) -> None:
    rows = show(made, "models").dataframe[0].value.set_index("run")
    assert rows.loc["aaa1", ["verdict", "gate"]].to_list() == ["better", "pass"]
    assert rows.loc["ccc3", ["verdict", "gate"]].to_list() == ["worse", "fail"]


def test_a_run_that_passes_is_promoted_as_a_job(mine: Path, jobs: JobTable) -> None:
    at = show(mine, "models")
    at.selectbox(key="candidate").set_value("aaa1").run()
    assert at.button(key="promote").label == "Promote now"
    at.button(key="promote").click().run()
    assert [job.argv for job in jobs.all()] == [["promote", "aaa1"]]


def test_against_the_gate_it_takes_a_reason(mine: Path, jobs: JobTable) -> None:
    at = show(mine, "models")
    at.selectbox(key="candidate").set_value("ccc3").run()
    assert at.button(key="promote").disabled
    at.text_input(key="because").set_value("a client waits").run()
    at.button(key="promote").click().run()
    assert [job.argv for job in jobs.all()] == [["promote", "ccc3", "--force", "--because", "a client waits"]]


def test_the_current_model_and_the_way_back(mine: Path, jobs: JobTable) -> None:
    project = Project.open(mine)
    promote(project, "aaa1", actor="ada")
    assert "Current model: run aaa1" in words(show(mine, "models"))
    promote(project, "ccc3", force=True, because="a <b>try</b>", actor="bob")
    at = show(mine, "models")
    assert "promoted by bob against its gate, because: a <b>try</b>" in words(at)
    at.button(key="rollback").click().run()
    assert [job.argv for job in jobs.all()] == [["promote", "--rollback"]]
    moves = at.dataframe[-1].value
    assert moves[["run", "by", "how"]].to_numpy().tolist() == [
        ["ccc3", "bob", "against its gate"],
        ["aaa1", "ada", "gate passed"],
    ]


def test_a_run_without_an_evaluation_names_the_command(mine: Path) -> None:
    shutil.rmtree(mine / "runs" / "aaa1" / "evaluation")
    at = show(mine, "models")
    at.selectbox(key="candidate").set_value("aaa1").run()
    assert "verilode evaluate aaa1" in [one.value for one in at.code]
