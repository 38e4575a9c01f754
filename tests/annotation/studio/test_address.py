"""Which server is meant: the environment, then the recipe, then the managed one."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from annotation.studio.address import Address, configured, find, is_loopback, section
from annotation.studio.state import Account, Home, Serving, keep
from pipelines.core.errors import VerilodeError
from pipelines.core.processes import here, started


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LABEL_STUDIO_URL", raising=False)
    monkeypatch.delenv("LABEL_STUDIO_API_KEY", raising=False)


def test_nothing_is_configured() -> None:
    assert configured({}) is None
    assert section(SimpleNamespace()) == {}


def test_the_recipe_names_the_server_and_the_variable_of_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAM_TOKEN", "abc\n")
    entries = section(SimpleNamespace(labelstudio={"url": "https://labels.example.com/ls/", "token_env": "TEAM_TOKEN"}))
    assert configured(entries) == Address("https://labels.example.com/ls", "abc")


def test_the_environment_comes_before_the_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABEL_STUDIO_URL", "http://127.0.0.1:9000")
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "abc")
    assert configured({"url": "https://labels.example.com"}) == Address("http://127.0.0.1:9000", "abc")


def test_a_token_that_is_not_set_is_named() -> None:
    with pytest.raises(VerilodeError, match="https://labels.example.com: set TEAM_TOKEN"):
        configured({"url": "https://labels.example.com", "token_env": "TEAM_TOKEN"})


@pytest.mark.parametrize("url", ["labels.example.com", "ftp://labels", "http://", "http://x:port", "file:///etc"])
def test_what_is_no_address_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "abc")
    with pytest.raises(VerilodeError, match="is no address of a Label Studio"):
        configured({"url": url})


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(VerilodeError) as refusal:
        configured({"url": "https://anna:sesame@labels.example.com"})
    assert "sesame" not in str(refusal.value)


def test_the_managed_server_is_found_while_it_lives(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with pytest.raises(VerilodeError, match="start one with: verilode labelstudio up"):
        find({}, home)
    keep(Account("a@example.com", "p", "t", "s", "1.23.2"), home.account)
    keep(Serving(8085, "1.23.2", os.getpid(), started(os.getpid()) or 0, here()), home.serving)
    assert find({}, home) == Address("http://127.0.0.1:8085", "t", managed=True)


def test_a_token_is_not_printed() -> None:
    assert "abc" not in repr(Address("http://127.0.0.1:1", "abc"))


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://localhost:1", True),
        ("http://127.0.0.9", True),
        ("http://[::1]:8", True),
        ("https://example.com", False),
    ],
)
def test_loopback(url: str, here: bool) -> None:
    assert is_loopback(url) is here
