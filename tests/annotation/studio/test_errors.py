"""Errors of the wire: one line, the server's reason if it gave one, never its pages, headers or cookies."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from annotation.studio.client import connect
from annotation.studio.errors import StudioDown, StudioRefused, StudioSilent, detail


@contextmanager
def answering(raw: bytes, wait: threading.Event | None = None) -> Iterator[str]:
    """A server that gives every request the same bytes."""

    class Handler(BaseHTTPRequestHandler):
        asked = 0

        def do_GET(self) -> None:
            type(self).asked += 1
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if wait:
                wait.wait(5)
            self.wfile.write(raw)
            self.close_connection = True

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


PAGE = (
    b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nSet-Cookie: sessionid=sesame\r\nContent-Length: 21\r\n\r\n"
    b"<html>private</html>\n"
)


def test_a_gateways_page_is_not_quoted() -> None:
    with answering(PAGE) as url, connect(url, "t") as studio, pytest.raises(StudioRefused) as refusal:
        studio.import_tasks(1, [{"data": {}}])
    assert str(refusal.value) == f"Label Studio at {url} answered 502: it failed"


def test_an_address_that_moved_is_not_followed_with_the_token() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
    with answering(moved) as url, connect(url, "t") as studio, pytest.raises(StudioRefused, match="302: it has moved"):
        studio.whoami()


def test_an_answer_cut_off_may_have_been_done() -> None:
    cut = b'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"task_ids": [1'
    with answering(cut) as url, connect(url, "t") as studio, pytest.raises(StudioSilent, match="did not finish"):
        studio.import_tasks(1, [{"data": {}}])


def test_no_answer_in_time_may_have_been_done() -> None:
    release = threading.Event()
    with answering(PAGE, release) as url, connect(url, "t", patience=0.2) as studio:
        with pytest.raises(StudioSilent, match="ReadTimeout"):
            studio.import_tasks(1, [{"data": {}}])
        release.set()


def test_silence_counts_as_down() -> None:
    assert issubclass(StudioSilent, StudioDown)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (400, {"detail": "x", "validation_errors": {"data": ["no\ntext", "no label"]}}, "data: no text; no label"),
        (401, {"detail": "Invalid token."}, "Invalid token."),
        (404, "<html>", "it knows no such thing"),
        (500, None, "it failed"),
        (0, {}, "no reason given"),
        (400, {"detail": "x" * 900}, "x" * 300),
    ],
)
def test_the_reason(status: int, body: object, said: str) -> None:
    assert detail(status, body) == said
