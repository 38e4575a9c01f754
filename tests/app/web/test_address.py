"""Which addresses and ports the server takes."""

import socket

import pytest

from app.web.address import free_port, loopback, url_of
from pipelines.core.errors import VerilodeError


@pytest.mark.parametrize(
    ("host", "numeric"), [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("::1", "::1"), ("[::1]", "::1")]
)
def test_a_loopback_name_is_its_number(host: str, numeric: str) -> None:
    assert loopback(host) == numeric


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com", "", "127.0.0.1.example.com"])
def test_any_other_address_is_refused(host: str) -> None:
    with pytest.raises(VerilodeError, match="refusing to listen"):
        loopback(host)


def test_a_wished_port_in_use_is_refused_with_the_option_that_helps() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(VerilodeError, match=f"port {port} on 127.0.0.1 is in use.*--port"):
            free_port("127.0.0.1", port)


def test_without_a_wish_a_port_in_use_is_stepped_over() -> None:
    first = free_port("127.0.0.1", None)
    with socket.create_server(("127.0.0.1", first)):
        assert free_port("127.0.0.1", None) != first


def test_port_zero_is_any_free_one() -> None:
    assert free_port("127.0.0.1", 0) > 0


def test_a_port_that_cannot_exist_is_refused() -> None:
    with pytest.raises(VerilodeError, match="0 to 65535"):
        free_port("127.0.0.1", 70_000)


def test_an_ipv6_address_stands_in_brackets() -> None:
    assert url_of("::1", 8501) == "http://[::1]:8501"
