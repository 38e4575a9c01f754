"""`verilode models`: what is on this computer, and the one command that asks the hub."""

from pathlib import Path

import pytest

from tests.fakes.command_line import Shell
from tests.fakes.hub import hub
from tests.training.models.test_hub import FILES


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A computer without any base."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("VERILODE_CACHE", str(tmp_path / "cache"))
    return Shell(tmp_path)


def test_before_anything_was_fetched_it_says_how(shell: Shell) -> None:
    assert (
        shell("models").out
        == "no base model on this computer yet; fetch one: verilode models fetch ORGANISATION/NAME\n"
    )


def test_what_was_fetched_is_listed_by_its_name(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    with hub("org/small", FILES) as remote:
        monkeypatch.setenv("HF_ENDPOINT", remote.url)
        fetched = shell.json("models fetch org/small")
    assert (fetched["name"], fetched["licence"]) == ("org/small", "mit")
    (listed,) = shell.json("models list --hash")["bases"]
    assert {name: listed[name] for name in ("name", "where", "parameters", "hash", "licence")} == {
        "name": "org/small",
        "where": "hub",
        "parameters": 6,
        "hash": fetched["hash"],
        "licence": "mit",
    }
    assert shell("models").out.startswith("org/small  6 parameters  no chat template  licence mit  not hashed  hub")


def test_a_wrong_name_is_one_line(shell: Shell) -> None:
    ran = shell("models fetch small")
    assert (ran.code, ran.err.splitlines()[-1][:60]) == (
        1,
        "verilode: 'small' is not the name of a hub repository; it lo",
    )
