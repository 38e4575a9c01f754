"""Broken connections, killed clients, a killed server, at every request: one more run, nothing is lost or double."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotation.studio.client import Studio, connect
from annotation.studio.errors import StudioDown
from annotation.studio.ledger import Ledger
from annotation.studio.pull import pull
from annotation.studio.push import push
from pipelines.core.errors import VerilodeError
from pipelines.store.labels import annotations
from pipelines.store.project import Project
from tests.fakes.breaking_proxy import AFTER, BEFORE, BreakingProxy
from tests.fakes.label_studio import StudioServer
from tests.fakes.studio_records import VALUES, answered, questions, suggested_project, tasks_of

pytestmark = pytest.mark.labelstudio

PUSH = [
    "POST /api/projects/",
    "POST /api/projects/N/import",
    "GET /api/tasks/",
    "GET /api/tasks/",
    "POST /api/projects/N/import",
    "GET /api/tasks/",
    "GET /api/tasks/",
    "GET /api/projects/N/",
    "PATCH /api/projects/N/",
]
PULL = ["GET /api/projects/N/", "GET /api/users/", *["GET /api/tasks/"] * 3]
"""Every request of a first push in two imports, and of a first pull; lists are asked for until they end."""

WRITES = [nth for nth, request in enumerate(PUSH, start=1) if not request.startswith("GET")]
BREAKS = [(nth, AFTER) for nth in range(1, len(PUSH) + 1)] + [(nth, BEFORE) for nth in WRITES]

PUSH_SCRIPT = """
import sys; from pathlib import Path
from annotation.studio.client import connect
from annotation.studio.push import push
from pipelines.store.project import Project
push(Project.open(Path(sys.argv[1])), connect(sys.argv[2], sys.argv[3]), "rest", size=4)
"""
PULL_SCRIPT = PUSH_SCRIPT.replace("push", "pull").replace(', "rest", size=4', "")


@pytest.fixture
def studio(label_studio: StudioServer) -> Iterator[Studio]:
    with connect(label_studio.url, label_studio.token) as found:
        yield found


def quietly(act: str, project: Project, url: str, token: str) -> None:
    """A push or pull that may fail, in one line; a push that does not must not have sent anything twice."""
    with connect(url, token) as studio:
        try:
            if act == "push":
                push_again(project, studio)
            else:
                pull(project, studio)
        except VerilodeError as reason:
            assert "\n" not in str(reason)


def push_again(project: Project, studio: Studio, size: int = 4) -> None:
    """Push; no copy of a task may have come to be, not even one that was found and removed."""
    assert [one.doubled for one in push(project, studio, "rest", size=size).projects] == [0]


def assert_all_there_once(project: Project, studio: Studio) -> None:
    """One project on the server, one task per record, one prediction per task, and a ledger that says so."""
    (run,) = [one for one in Ledger(project.events.engine).runs() if one.project]
    names = {question.record_id for question in questions(project)}
    assert set(tasks_of(studio, run.project)) == names
    assert [len(task["predictions"]) for task in studio.tasks(run.project)] == [1] * len(names)
    assert projects_called(studio, run.title) == [run.project]
    assert {one.state for one in Ledger(project.events.engine).sent(run).values()} == {"there"}
    assert studio.project(run.project)["model_version"] == project.tables.latest("suggest").id


def projects_called(studio: Studio, title: str) -> list[int]:
    request = urllib.request.Request(f"{studio.url}/api/projects/?page_size=1000")
    request.add_header("Authorization", f"Token {os.environ['STUDIO_TEST_TOKEN']}")
    with urllib.request.urlopen(request) as answer:
        return [one["id"] for one in json.load(answer)["results"] if one["title"] == title]


@pytest.fixture(autouse=True)
def _token(label_studio: StudioServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_TEST_TOKEN", label_studio.token)


def plain(requests: list[str]) -> list[str]:
    return ["/".join("N" if part.isdigit() else part for part in one.split("/")) for one in requests]


def test_these_are_all_requests(tmp_path: Path, label_studio: StudioServer, studio: Studio) -> None:
    project = suggested_project(tmp_path / "p")
    with BreakingProxy(label_studio.url) as proxy, connect(proxy.url, label_studio.token) as through:
        push(project, through, "rest", size=4)
        assert plain(proxy.seen) == PUSH
        proxy.seen.clear()
        pull(project, through)
        assert plain(proxy.seen) == PULL
    assert_all_there_once(project, studio)


@pytest.mark.parametrize(("nth", "when"), BREAKS)
def test_a_push_whose_connection_breaks(
    nth: int, when: str, tmp_path: Path, label_studio: StudioServer, studio: Studio
) -> None:
    project = suggested_project(tmp_path / "p")
    with BreakingProxy(label_studio.url, nth, when) as proxy:
        quietly("push", project, proxy.url, label_studio.token)
        assert len(proxy.seen) >= nth
    push_again(project, studio)
    assert_all_there_once(project, studio)


def run_and_kill(script: str, project: Project, label_studio: StudioServer, nth: int, when: str) -> None:
    """Another process that is killed -9 at its nth request."""
    started: list[subprocess.Popen[bytes]] = []
    with BreakingProxy(label_studio.url, nth, when, lambda: started[0].kill()) as proxy:
        words = [sys.executable, "-c", script, str(project.root), proxy.url, label_studio.token]
        started.append(subprocess.Popen(words, stderr=subprocess.PIPE))
        _, errors = started[0].communicate(timeout=60)
    assert started[0].returncode == -signal.SIGKILL, errors.decode()


@pytest.mark.parametrize(("nth", "when"), [(1, AFTER), (2, BEFORE), (2, AFTER), (4, AFTER), (5, AFTER)])
def test_a_push_that_is_killed(nth: int, when: str, tmp_path: Path, label_studio: StudioServer, studio: Studio) -> None:
    project = suggested_project(tmp_path / "p")
    run_and_kill(PUSH_SCRIPT, project, label_studio, nth, when)
    push_again(project, studio)
    assert_all_there_once(project, studio)


@pytest.fixture
def answered_project(tmp_path: Path, studio: Studio) -> Project:
    """Six records there: two answered, one of them skipped and answered anew, one skipped, one taken back."""
    project = suggested_project(tmp_path / "p")
    number = int(push(project, studio, "rest").projects[0].url.split("/")[4])
    tasks, asked = tasks_of(studio, number), questions(project)
    ids = [tasks[question.record_id] for question in asked]
    studio.create_annotation(ids[0], answered("classify", VALUES["classify"][0], asked[0]))
    studio.create_annotation(ids[1], [], was_cancelled=True)
    again = studio.create_annotation(ids[2], [], was_cancelled=True)
    studio.update_annotation(
        again["id"], was_cancelled=False, result=answered("classify", VALUES["classify"][1], asked[2])
    )
    return project


def assert_heard_once(project: Project) -> None:
    names = [question.record_id for question in questions(project)]
    said = {one.record_id: (one.status, one.value) for one in annotations(project)}
    assert said == {names[0]: ("submitted", "billing"), names[1]: ("skipped", None), names[2]: ("submitted", "R&D")}
    assert len(list(project.events.events("annotation.*"))) == 3
    assert project.events.verify() == []


@pytest.mark.parametrize("nth", range(1, len(PULL) + 1))
def test_a_pull_whose_connection_breaks(
    nth: int, answered_project: Project, label_studio: StudioServer, studio: Studio
) -> None:
    with BreakingProxy(label_studio.url, nth, AFTER) as proxy:
        quietly("pull", answered_project, proxy.url, label_studio.token)
        assert len(proxy.seen) >= nth
    pull(answered_project, studio)
    assert_heard_once(answered_project)


@pytest.mark.parametrize("nth", [3, 4])
def test_a_pull_that_is_killed(nth: int, answered_project: Project, label_studio: StudioServer, studio: Studio) -> None:
    run_and_kill(PULL_SCRIPT, answered_project, label_studio, 3, AFTER)
    pull(answered_project, studio)
    assert_heard_once(answered_project)


@pytest.mark.parametrize("delay", [0.05, 0.4])
def test_a_server_that_is_killed_while_it_imports(
    delay: float, tmp_path: Path, label_studio: StudioServer, studio: Studio
) -> None:
    project = suggested_project(tmp_path / "p", records=400)

    def kill_soon() -> None:
        threading.Timer(delay, label_studio.kill).start()

    with BreakingProxy(label_studio.url) as proxy, connect(proxy.url, label_studio.token) as through:
        at_import(proxy, kill_soon)
        with pytest.raises(StudioDown):
            push(project, through, "rest", size=400)
    while label_studio._serving.lives:
        time.sleep(0.05)
    label_studio.restart()
    push_again(project, studio, size=400)
    assert_all_there_once(project, studio)


def at_import(proxy: BreakingProxy, fault: Callable[[], None]) -> None:
    """Start the fault as soon as the import is on its way."""

    def watch() -> None:
        while not any("import" in one for one in proxy.seen):
            time.sleep(0.005)
        fault()

    threading.Thread(target=watch, daemon=True).start()


def test_a_server_that_is_killed_before_a_pull(
    answered_project: Project, label_studio: StudioServer, studio: Studio
) -> None:
    with BreakingProxy(label_studio.url, 3, BEFORE, label_studio.kill) as proxy:
        quietly("pull", answered_project, proxy.url, label_studio.token)
    label_studio.restart()
    pull(answered_project, studio)
    assert_heard_once(answered_project)
