"""`verilode labelstudio push`, `pull` and `report` as typed, against the real server."""

from pathlib import Path

import pytest

from annotation.studio.client import connect
from pipelines.store.labels import annotations
from tests.fakes.command_line import Shell
from tests.fakes.label_studio import StudioServer
from tests.fakes.studio_records import answered, questions, suggested_project, tasks_of

pytestmark = pytest.mark.labelstudio


def test_from_push_to_pull(tmp_path: Path, label_studio: StudioServer, monkeypatch: pytest.MonkeyPatch) -> None:
    project = suggested_project(tmp_path / "p", records=4)
    monkeypatch.setenv("LABEL_STUDIO_URL", label_studio.url)
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", label_studio.token)
    shell = Shell(project.root)
    sent = shell.json("labelstudio push --phase rest")["projects"][0]
    assert (sent["sent"], sent["there"]) == (4, 4)
    with connect(label_studio.url, label_studio.token) as studio:
        tasks = tasks_of(studio, int(sent["url"].split("/")[4]))
        question = questions(project)[0]
        studio.create_annotation(tasks[question.record_id], answered("classify", "R&D", question))
    assert "1 answered, 0 fit no answer, 0 skipped" in shell("labelstudio pull").out
    assert [one.value for one in annotations(project)] == ["R&D"]
    assert "rest         1 of 4 answered" in shell("labelstudio report").out


def test_a_server_that_is_not_there_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = suggested_project(tmp_path / "p", records=1)
    monkeypatch.setenv("LABEL_STUDIO_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "0" * 40)
    ran = Shell(project.root)("labelstudio push")
    assert (ran.code, len(ran.err.splitlines()), "127.0.0.1:9" in ran.err) == (1, 1, True)
