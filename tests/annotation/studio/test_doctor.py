"""The doctor: healthy where all is well, and the usual mistakes named with their remedy."""

import socket
from pathlib import Path

import pytest

from annotation.studio import doctor
from annotation.studio.doctor import Check, examine, token_kind
from annotation.studio.state import Home
from tests.fakes.label_studio import StudioServer


def by_name(home: Home, entries: dict | None = None) -> dict[str, Check]:
    return {check.name: check for check in examine(home, entries or {})}


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LABEL_STUDIO_URL", raising=False)


@pytest.mark.labelstudio
def test_a_healthy_server_passes(label_studio: StudioServer) -> None:
    found = by_name(label_studio.home)
    assert found.pop("redis").name == "redis"  # this computer may have one
    assert [check for check in found.values() if not check.ok] == []
    assert found["server version"].detail == "1.23.2 Community"
    assert found["token"].detail == f"a legacy token of {label_studio.account.email}"
    assert found["server process"].detail == f"running {label_studio.url}"


def test_before_the_first_start_nothing_is_wrong(tmp_path: Path) -> None:
    found = by_name(Home(tmp_path / "none"))
    assert found["server process"] == Check("server process", True, "stopped start it with: verilode labelstudio up")
    assert "is not installed; `verilode labelstudio up` does it" in found["installation"].detail


@pytest.mark.labelstudio
def test_a_wrong_token_is_told_with_the_remedy(label_studio: StudioServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "0" * 40)
    found = by_name(label_studio.home, {"url": label_studio.url})["token"]
    assert found == Check(
        "token", False, "a legacy token: Invalid token.; copy it again from Label Studio: Account & Settings"
    )


def test_an_address_where_nobody_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "0" * 40)
    found = by_name(Home(tmp_path), {"url": "http://127.0.0.1:9"})
    assert found["token"] == Check("token", False, "no Label Studio answers at http://127.0.0.1:9")
    assert found["server process"].ok


def test_a_token_sent_in_the_open_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "0" * 40)
    patient = doctor.Patient(Home(tmp_path), {"url": "http://labels.example.com"})
    assert doctor.transport(patient)[0] is False
    patient = doctor.Patient(Home(tmp_path), {"url": "https://labels.example.com"})
    assert doctor.transport(patient)[0] is True


def test_a_redis_that_would_take_the_work_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        monkeypatch.setattr(doctor, "REDIS_PORT", other.getsockname()[1])
        assert by_name(Home(tmp_path))["redis"].ok is True
        other.listen()
        assert by_name(Home(tmp_path))["redis"].ok is False


@pytest.mark.labelstudio
def test_kinds_of_token(label_studio: StudioServer) -> None:
    assert token_kind(label_studio.token) == "legacy token"
    assert token_kind(label_studio.fresh_token(personal=True)) == "personal access token"


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("e30.eyJ0b2tlbl90eXBlIjoiYWNjZXNzIn0.x", "short-lived access token"),
        ("e30.eyJ0b2tlbl90eXBlIjoicmVmcmVzaCJ9.x", "personal access token"),
        ("a.b.c", "legacy token"),
        ("e30.W10.x", "legacy token"),
    ],
)
def test_kinds_of_token_by_their_looks(token: str, kind: str) -> None:
    assert token_kind(token) == kind
