"""An OpenAI-compatible endpoint labels a project through the command line: same commands, another labeler."""

from pathlib import Path

import pytest

from pipelines.store.labels import suggestions
from pipelines.store.project import Project
from tests.fakes.command_line import Shell
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.projects import diagnoses, make_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "p", diagnoses(12))


def test_suggestions_come_from_the_endpoint_and_name_it(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeOpenAI() as endpoint:
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.base_url)
        ran = Shell(project.root)("suggest --labeler openai --json")
    assert ran.result["suggested"] == 12
    assert {s.labeler for s in suggestions(project).values()} == {"openai:gpt-4.1-mini"}
    assert all(s.value in project.recipe.task.labels for s in suggestions(project).values())


def test_without_a_key_it_is_one_line_and_nothing_is_stored(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    ran = Shell(project.root)("suggest --labeler openai")
    assert (ran.code, ran.out) == (1, "")
    assert "OPENAI_API_KEY" in ran.err
    assert suggestions(project) == {}
