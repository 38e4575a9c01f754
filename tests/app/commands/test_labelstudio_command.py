"""`verilode labelstudio`: what a person types, and what comes back."""

import json
from pathlib import Path

import pytest

from annotation.studio import server
from annotation.studio.state import HOME_VARIABLE, Home
from tests.fakes.command_line import Shell
from tests.fakes.label_studio import StudioServer, home_from_template, label_studio, label_studio_session

__all__ = ["label_studio", "label_studio_session"]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell in an empty folder, with no Label Studio configured and an empty home."""
    for name in ("LABEL_STUDIO_URL", "LABEL_STUDIO_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return Shell(tmp_path)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory):
    """A home with a ready database, whose server ends with the tests."""
    home = home_from_template(tmp_path_factory.mktemp("studio") / "home")
    yield home
    server.down(home)


@pytest.mark.labelstudio
def test_from_up_to_down(migrated: Home, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(migrated.root))
    up = shell.json("labelstudio up --port 0")
    assert (up["version"], up["managed"], up["email"]) == ("1.23.2", True, server.EMAIL)
    assert shell("labelstudio up").out.splitlines()[0] == f"Label Studio 1.23.2 is at {up['url']}"
    assert shell("labelstudio").out == f"running at {up['url']} (1.23.2)\n"

    invited = shell("labelstudio invite anna@example.com")
    assert invited.out.startswith(f"anna@example.com can log in at {up['url']}/user/login/\npassword: ")
    again = shell("labelstudio invite anna@example.com")
    assert (again.code, again.out) == (1, "")
    assert again.err == f"verilode: anna@example.com has an account on {up['url']} already\n"
    assert "/user/signup/?token=" in shell.json("labelstudio invite bert@example.com --link")["url"]

    logged = shell("labelstudio logs --lines 20").out
    assert "POST /user/signup/?token=… HTTP" in logged
    assert shell.json("labelstudio backup --out kept.tar.gz")["file"] == "kept.tar.gz"
    assert shell("labelstudio restore kept.tar.gz").err.endswith("stop it first: verilode labelstudio down\n")
    assert shell("labelstudio down").out == "Label Studio is stopped\n"
    assert "Label Studio 1.23.2" in shell("labelstudio restore kept.tar.gz").out


@pytest.mark.labelstudio
def test_no_secret_is_printed(migrated: Home, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(migrated.root))
    said = "".join(
        shell(f"labelstudio {verb}").out for verb in ("up --port 0", "status --json", "doctor", "logs", "down")
    )
    account = json.loads(migrated.account.read_text())
    assert [name for name in ("password", "token", "secret") if account[name] in said] == []


def test_down_and_status_where_nothing_runs(shell: Shell) -> None:
    assert shell("labelstudio down").out == "no Label Studio of ours was running\n"
    assert shell("labelstudio status").out == "stopped; start it with: verilode labelstudio up\n"
    assert shell("labelstudio invite anna@example.com").err.endswith("start one with: verilode labelstudio up\n")
    assert shell("labelstudio backup").err.endswith("there is nothing to back up yet\n")


def test_a_configured_server_that_is_away_is_told(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABEL_STUDIO_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "0" * 40)
    ran = shell("labelstudio status --json")
    assert (ran.code, ran.result["state"], ran.result["managed"]) == (1, "silent", False)
    assert shell("labelstudio up").err == "verilode: no Label Studio answers at http://127.0.0.1:9\n"
    assert not (Path(shell.folder) / "home").exists(), "none must be started beside a configured one"


def test_the_doctor_has_the_shape_of_the_other_doctor(shell: Shell) -> None:
    checks = json.loads(shell("labelstudio doctor --json").out)["checks"]
    assert {frozenset(check) for check in checks} == {frozenset({"name", "ok", "detail"})}
    assert [check["name"] for check in checks][:3] == ["python", "client library", "installation"]


@pytest.mark.labelstudio
def test_another_server_is_used_as_configured(
    label_studio: StudioServer, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LABEL_STUDIO_URL", label_studio.url)
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", label_studio.token)
    assert shell.json("labelstudio up")["managed"] is False
    assert shell.json("labelstudio status")["detail"] == f"as {label_studio.account.email}"
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "0" * 40)
    assert shell("labelstudio status --json").result["state"] == "refused"
