"""The server as a person starts it: a process, an address, headers, and nothing heavy in memory."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from pipelines.store.project import Project
from tests.fakes.serving import Server, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("project")
    Project.create(folder, "legal")
    with serving(folder) as running:
        yield running


def get(server: Server, path: str, host: str = "127.0.0.1") -> HTTPResponse:
    connection = HTTPConnection(server.url.removeprefix("http://"), timeout=10)
    connection.request("GET", path, headers={"Host": host})
    return connection.getresponse()


def test_it_listens_on_the_loopback_address(server: Server) -> None:
    assert server.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("path", ["/", "/api/ready", "/_stcore/health", "/no/such/page"])
def test_every_answer_carries_the_protective_headers(server: Server, path: str) -> None:
    headers = get(server, path).headers
    assert "default-src 'self';" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_it_is_ready(server: Server) -> None:
    response = get(server, "/api/ready")
    assert (response.status, json.load(response)) == (200, {"ready": True, "reason": None})


def test_a_name_that_is_not_ours_is_turned_away(server: Server) -> None:
    assert get(server, "/", host="evil.example").status == 421


def test_a_socket_opened_by_another_site_is_turned_away(server: Server) -> None:
    address = server.url.replace("http", "ws", 1) + "/_stcore/stream"
    with pytest.raises(InvalidStatus), connect(address, origin="http://evil.example"):
        pass


def test_the_agent_api_is_off(server: Server) -> None:
    assert get(server, "/_stcore/agent/sessions").status in (403, 404, 405)


def test_ctrl_c_ends_it_and_nothing_heavy_was_loaded(tmp_path: Path) -> None:
    Project.create(tmp_path, "legal")
    with serving(tmp_path) as running:
        assert get(running, "/").status == 200
    assert (running.heavy, running.process.returncode) == ([], 0)
