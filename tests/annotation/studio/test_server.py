"""The managed server through its life: up, asked, killed, up again, down; and what stands in its way."""

import json
import os
import signal
import socket
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from annotation.studio import environment, server
from annotation.studio.client import connect
from annotation.studio.health import answers_tcp
from annotation.studio.launch import choose_port, launch
from annotation.studio.state import Account, Home, Serving, keep, read
from pipelines.core.errors import VerilodeError
from pipelines.core.processes import here, started
from pipelines.core.progress import Progress, reporting_to
from tests.fakes.label_studio import home_from_template


@pytest.fixture
def home(tmp_path: Path):
    """A migrated home whose server, if the test starts one, ends with the test."""
    made = home_from_template(tmp_path / "home")
    yield made
    server.down(made)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory):
    """A home whose server runs, for tests that leave it as it was."""
    made = home_from_template(tmp_path_factory.mktemp("running") / "home")
    server.up(made, 0)
    yield made
    server.down(made)


@pytest.mark.labelstudio
def test_up_twice_is_one_server_that_a_crash_and_down_end(home: Home) -> None:
    with ThreadPoolExecutor() as both:
        first, second = both.map(lambda _: server.up(home, 0), range(2))
    assert first == second
    assert server.status(home) == server.Status("running", first.url, "1.23.2", first.pid)

    with connect(first.url, read(Account, home.account).token) as owner:
        personal = owner.personal_token()
    os.kill(first.pid, signal.SIGKILL)
    while first.lives:
        pass
    died = server.status(home)
    assert (died.state, died.url) == ("died", first.url)
    assert died.detail.startswith("its last words: ")

    again = server.up(home)
    assert again.port == first.port, "links people have must stay good"
    with connect(again.url, personal) as owner:
        assert owner.whoami().email == server.EMAIL, "so must their sessions and tokens"
    assert not (home.data / ".env").exists(), "a secret kept by Label Studio itself may not be read back"
    assert server.down(home) is True
    assert (server.status(home).state, answers_tcp(again.port)) == ("stopped", False)
    assert server.down(home) is False


@pytest.mark.labelstudio
def test_only_the_user_can_read_what_is_kept(running: Home) -> None:
    modes = {
        file: stat.S_IMODE(file.stat().st_mode)
        for file in (running.account, running.serving, running.log, running.data)
    }
    assert modes == {running.account: 0o600, running.serving: 0o600, running.log: 0o600, running.data: 0o700}
    assert read(Account, running.account).token not in repr(read(Account, running.account))


@pytest.mark.labelstudio
def test_a_token_the_server_does_not_know_is_told_at_once(running: Home) -> None:
    account = read(Account, running.account)
    keep(replace(account, token="0" * 40), running.account)
    assert server.status(running).state == "silent"
    with pytest.raises(VerilodeError, match=r"refuses our token \(Invalid token\.\), after 0 s"):
        server.up(running)
    keep(account, running.account)


@pytest.mark.labelstudio
def test_a_server_on_another_port_than_asked_must_be_stopped_first(running: Home) -> None:
    port = server.status(running).url.rpartition(":")[2]
    with pytest.raises(VerilodeError, match=f"already runs at http://127.0.0.1:{port}; stop it first"):
        server.up(running, 1234)


@pytest.mark.labelstudio
def test_a_port_taken_while_the_server_starts_is_noticed(home: Home) -> None:
    with socket.socket() as rival:
        rival.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        rival.bind(("127.0.0.1", 0))  # bound but not listening: still free for all one can see
        port = rival.getsockname()[1]

        def listen(report: Progress) -> None:
            if "waiting" in report.label:
                rival.listen()

        with reporting_to(listen), pytest.raises(VerilodeError, match=f"took port {port} while Label Studio started"):
            server.up(home, port)
    assert not read(Serving, home.serving).lives


@pytest.mark.labelstudio
def test_a_start_that_was_cut_off_is_waited_for(home: Home) -> None:
    folder = home.environments / environment.name()
    under_way = launch(home, folder, read(Account, home.account), choose_port(0, None))
    keep(under_way, home.serving)
    assert server.status(home).state == "silent"
    assert server.up(home) == under_way


@pytest.mark.labelstudio
def test_a_server_that_cannot_start_is_told_with_its_last_words(home: Home) -> None:
    home.database.write_bytes(b"no database, but long enough to be taken for one" * 100)
    with pytest.raises(VerilodeError, match="ended while starting: .*file is not a database") as told:
        server.up(home, 0)
    assert str(told.value).startswith(str(home.log))
    assert server.status(home).state == "died"


@pytest.mark.labelstudio
def test_a_database_without_its_account_is_not_opened(home: Home) -> None:
    home.account.unlink()
    with pytest.raises(VerilodeError, match="is missing beside the database it opens"):
        server.up(home, 0)


@pytest.mark.labelstudio
def test_data_of_an_older_version_are_kept_before_they_are_changed(home: Home) -> None:
    keep(replace(read(Account, home.account), version="1.22.0"), home.account)
    server.up(home, 0)
    assert [file.name[:20] for file in home.backups.iterdir()] == ["label-studio-1.22.0-"]
    assert read(Account, home.account).version == "1.23.2"


@pytest.mark.labelstudio
def test_data_of_a_newer_version_are_left_alone(home: Home) -> None:
    keep(replace(read(Account, home.account), version="1.24.0"), home.account)
    with pytest.raises(VerilodeError, match=r"last used by Label Studio 1\.24\.0, newer than ours"):
        server.up(home, 0)


def test_a_stranger_who_was_given_the_number_is_not_stopped(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        keep(Serving(9, "1.23.2", stranger.pid, (started(stranger.pid) or 0) - 1, here()), home.serving)
        assert server.status(home).state == "died"
        assert server.down(home) is False
        assert stranger.poll() is None
        stranger.kill()


def test_a_process_that_does_not_listen_is_silent_and_is_stopped(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as ours:
        keep(Serving(9, "1.23.2", ours.pid, started(ours.pid) or 0, here()), home.serving)
        assert server.status(home).detail == f"process {ours.pid} does not listen on port 9"
        assert server.down(home) is True
        assert ours.wait() == -signal.SIGTERM


def test_a_process_that_will_not_go_is_made_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_GRACE", 0.2)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    with subprocess.Popen(["python3", "-c", deaf], stdout=subprocess.PIPE, start_new_session=True) as ours:
        ours.stdout.readline()
        server.stop(Serving(9, "1.23.2", ours.pid, started(ours.pid) or 0, here()))
        assert ours.wait() == -signal.SIGKILL


def test_nothing_is_running_where_nothing_was_started(tmp_path: Path) -> None:
    home = Home(tmp_path / "none")
    assert server.status(home).state == "stopped"
    assert server.down(home) is False
    assert server.tail(home, 5) == []
    assert not home.root.exists()


def test_a_damaged_note_is_named(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.serving.write_text(json.dumps({"port": 1}))
    with pytest.raises(VerilodeError, match=r"server\.json: cannot be read"):
        server.status(home)
