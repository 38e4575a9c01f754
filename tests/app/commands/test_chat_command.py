"""`verilode chat`: answers side by side from a running endpoint, or from one started for it."""

import io
import sys
from pathlib import Path

import pytest

from pipelines.store.project import Project
from tests.fakes.command_line import Shell
from tests.fakes.endpoint import TUNED, endpoint, talking
from tests.fakes.runs import made_run
from tests.fakes.small_models import causal_model
from training.serving.start import running


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project."""
    (tmp_path / "verilode.yaml").write_text("name: empty\n")
    return Project.open(tmp_path)


def test_every_model_of_an_endpoint_answers_a_message(project: Project) -> None:
    with endpoint(talking()) as url:
        told = Shell(project.root).json(f"chat --url {url} --message", "one two")
    assert [(one["model"], one["text"]) for one in told["answers"]] == [
        ("base", "base heard 2 tokens"),
        ("tuned", "tuned heard 2 tokens"),
    ]
    assert told["answers"][1]["fingerprint"] == TUNED.fingerprint


def test_answers_stand_under_the_names_of_their_models(project: Project) -> None:
    with endpoint(talking(said={"tuned": "a\x1b[31m\nb"})) as url:
        lines = Shell(project.root)(f"chat tuned --url {url} --message hi").out.splitlines()
    assert lines == [f"[tuned] {TUNED.fingerprint}", "  a\\x1b[31m", "  b"]


def test_without_a_terminal_a_message_is_needed(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with endpoint(talking()) as url:
        ran = Shell(project.root)(f"chat --url {url}")
    assert (ran.code, ran.err.strip()) == (1, "verilode: there is no terminal to chat in; give --message TEXT")


class Terminal(io.StringIO):
    """What a person types."""

    def isatty(self) -> bool:
        return True


def test_a_conversation_is_remembered_by_each_model(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("one two\nthree four five\n\n"))
    with endpoint(talking()) as url:
        ran = Shell(project.root)(f"chat tuned --url {url}")
    assert "tuned heard 2 tokens" in ran.err
    assert "tuned heard 3 tokens" in ran.err


def test_an_unknown_model_is_one_line(project: Project) -> None:
    with endpoint(talking()) as url:
        ran = Shell(project.root)(f"chat nobody --url {url} --message hi")
    assert ran.err.strip() == "verilode: the endpoint refuses: no model 'nobody' here; there are: base, tuned"


@pytest.mark.train
def test_an_endpoint_is_started_and_ended_for_it(project: Project) -> None:
    run = made_run(project.runs / "aaa1", causal_model(project.root / "base", window=512), seed=1)
    told = Shell(project.root).json("chat --message Hello --max-tokens 4")
    assert [one["model"] for one in told["answers"]] == ["base", "latest"]
    assert f"run:{run.name}" in told["answers"][1]["fingerprint"]
    assert told["answers"][0]["text"] != told["answers"][1]["text"]
    assert running(project) == []
    assert list((project.root / "serving").iterdir()) == []
