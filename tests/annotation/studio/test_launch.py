"""What the server is started with: a port nobody has, and nothing of our surroundings it could mistake for its own."""

import socket
from pathlib import Path

import pytest

from annotation.studio.launch import choose_port, surroundings
from annotation.studio.state import Account, Home
from pipelines.core.errors import VerilodeError

ACCOUNT = Account("a@example.com", "pw", "tok", "sec", "1.23.2")


@pytest.fixture
def taken():
    """A port somebody listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_refused(taken: int) -> None:
    with pytest.raises(VerilodeError, match=f"port {taken} on 127.0.0.1 is in use by another program"):
        choose_port(taken, None)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_does_not_exist_is_refused(port: int) -> None:
    with pytest.raises(VerilodeError, match="does not exist"):
        choose_port(port, None)


def test_the_last_port_is_kept_unless_it_is_taken(taken: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        free = other.getsockname()[1]
    assert choose_port(None, free) == free
    assert choose_port(None, taken) != taken


def test_zero_is_any_free_port() -> None:
    assert choose_port(0, 8080) > 0


def test_variables_of_other_programs_do_not_reach_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DJANGO_DB", "DEBUG", "POSTGRE_HOST", "LABEL_STUDIO_DATABASE_NAME", "PYTHONPATH", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "theirs")
    assert "theirs" not in surroundings(Home(Path("/h")), ACCOUNT, 8080).values()


def test_the_server_gets_its_first_user_and_no_telemetry() -> None:
    given = surroundings(Home(Path("/h")), ACCOUNT, 8080)
    assert given["LABEL_STUDIO_BASE_DATA_DIR"] == "/h/data"
    assert (given["LABEL_STUDIO_USERNAME"], given["LABEL_STUDIO_USER_TOKEN"]) == ("a@example.com", "tok")
    assert given["SECRET_KEY"] == "sec"
    assert (given["LABEL_STUDIO_COLLECT_ANALYTICS"], given["LABEL_STUDIO_SENTRY_DSN"]) == ("false", "")
