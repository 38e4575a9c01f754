"""A connection that breaks: passes requests on to a server, and at one of them does something bad."""

import http.client
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

BEFORE, AFTER = "before", "after"
"""The fault comes before the server hears of the request, or after it has done what was asked."""


class BreakingProxy:
    """Stands before a server on this computer.

    Args:
        upstream: The server's address.
        nth: Which request breaks, from 1; 0 none.
        when: `before` or `after`.
        fault: What to do then, besides breaking the connection.
    """

    def __init__(self, upstream: str, nth: int = 0, when: str = BEFORE, fault: Callable[[], Any] | None = None) -> None:
        self.nth, self.when, self.fault = nth, when, fault
        self.seen: list[str] = []
        self._host = urlsplit(upstream).netloc
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "BreakingProxy":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def _serve(self) -> None:
                with proxy._lock:
                    proxy.seen.append(f"{self.command} {urlsplit(self.path).path}")
                    breaks = len(proxy.seen) == proxy.nth
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                answer = None if breaks and proxy.when == BEFORE else self._upstream(body)
                if breaks and proxy.fault:
                    proxy.fault()
                if breaks or answer is None:
                    self.close_connection = True
                    return
                status, headers, content = answer
                self.send_response(status)
                for name, value in headers:
                    if name.lower() in ("content-type", "location"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def _upstream(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes] | None:
                connection = http.client.HTTPConnection(proxy._host, timeout=60)
                dropped = ("host", "connection", "accept-encoding")
                headers = {name: value for name, value in self.headers.items() if name.lower() not in dropped}
                try:
                    connection.request(self.command, self.path, body, headers)
                    response = connection.getresponse()
                    return response.status, response.getheaders(), response.read()
                except (OSError, http.client.HTTPException):
                    return None
                finally:
                    connection.close()

            do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _serve

            def log_message(self, *_: Any) -> None:
                """Requests are kept in `seen`."""

        return Handler
