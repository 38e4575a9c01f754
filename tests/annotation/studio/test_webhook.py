"""The doorbell: whoever knows the secret wakes the pull; nobody else does, and nothing sent is believed."""

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotation.studio.client import connect
from annotation.studio.watch import keep_pulling, watch
from annotation.studio.webhook import HEADER, Doorbell
from pipelines.core.errors import VerilodeError
from pipelines.core.progress import Progress, reporting_to
from pipelines.store.labels import annotations
from pipelines.store.project import Project
from tests.fakes.label_studio import StudioServer
from tests.fakes.studio_records import answered, pushed, questions, suggested_project


@pytest.fixture
def bell() -> Iterator[Doorbell]:
    with Doorbell() as found:
        yield found


def ring(bell: Doorbell, secret: str | None) -> int:
    headers = {} if secret is None else {HEADER: secret}
    request = urllib.request.Request(bell.url, b'{"action": "ANNOTATION_CREATED"}', headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def test_the_secret_rings_once_for_one_wait(bell: Doorbell) -> None:
    assert [ring(bell, bell.secret), ring(bell, bell.secret)] == [204, 204]
    assert (bell.wait(5), bell.wait(0.01)) == (True, False)


@pytest.mark.parametrize("secret", [None, "", "wrong"])
def test_without_the_secret_nothing_rings(bell: Doorbell, secret: str | None) -> None:
    assert (ring(bell, secret), bell.wait(0.01)) == (403, False)


def test_it_listens_on_this_computer_only(bell: Doorbell) -> None:
    assert bell.url.startswith("http://127.0.0.1:")


def test_a_taken_port_is_one_clear_line(bell: Doorbell) -> None:
    with pytest.raises(VerilodeError, match="cannot listen on port"):
        Doorbell(int(bell.url.split(":")[2].rstrip("/")))


def test_a_port_without_a_secret_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VERILODE_WEBHOOK_SECRET", raising=False)
    with pytest.raises(VerilodeError, match=f"set VERILODE_WEBHOOK_SECRET to what .* {HEADER}"):
        watch(Project(tmp_path), None, 5, port=0)
    with pytest.raises(VerilodeError, match="at least 1 second"):
        watch(Project(tmp_path), None, 0)


@pytest.mark.labelstudio
def test_a_ring_wakes_a_watching_pull_and_a_server_that_is_away_is_waited_for(
    tmp_path: Path, label_studio: StudioServer, bell: Doorbell
) -> None:
    project, rounds = suggested_project(tmp_path / "p", records=1), 0
    with connect(label_studio.url, label_studio.token) as studio:
        _, tasks = pushed(project, studio)
    away = connect("http://127.0.0.1:9", label_studio.token)
    seen: list[Progress] = []

    def wait(seconds: float) -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 3:
            raise KeyboardInterrupt
        if rounds == 1:
            label = answered("classify", "R&D", questions(project)[0])
            studio.create_annotation(tasks["classify-0"], label)
            threading.Timer(0.05, ring, (bell, bell.secret)).start()
        begun = time.monotonic()
        bell.wait(seconds if rounds == 1 else 0)
        assert time.monotonic() - begun < seconds / 2

    with connect(label_studio.url, label_studio.token) as studio:
        total = keep_pulling(project, studio, 60, wait)
    assert (total.answered, [one.value for one in annotations(project)]) == (1, ["R&D"])

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with away, reporting_to(seen.append):
        assert keep_pulling(project, away, 60, stop).answered == 0
    assert "no Label Studio answers at http://127.0.0.1:9" in seen[0].label
