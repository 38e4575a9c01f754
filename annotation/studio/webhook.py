"""A doorbell for `pull --watch`: Label Studio's webhooks only say that something happened; the truth is pulled.

A webhook is sent once and never again, and while it waits for us the annotator waits too. So the listener answers at
once, believes nothing of what is sent, and a lost ring costs no more than one interval.
"""

import hmac
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pipelines.core.errors import VerilodeError

HEADER = "X-Verilode-Secret"
_LARGEST = 64 * 2**20


class Doorbell:
    """Listens on this computer only. Rings without the secret are refused.

    Args:
        port: Where; 0 takes a free one.
        secret: What the header must hold; default a fresh one.
    """

    def __init__(self, port: int = 0, secret: str | None = None) -> None:
        self.secret = secret or secrets.token_urlsafe(24)
        self._rung = threading.Event()
        try:
            self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        except (OSError, OverflowError):
            raise VerilodeError(f"cannot listen on port {port} of this computer") from None
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """What to enter as the webhook's address in Label Studio."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self) -> "Doorbell":
        threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait(self, seconds: float) -> bool:
        """Wait so long at most; True when it rang. Several rings before a wait are one."""
        rang = self._rung.wait(seconds)
        self._rung.clear()
        return rang

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        bell = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 5

            def do_POST(self) -> None:
                known = hmac.compare_digest(self.headers.get(HEADER, "").encode(), bell.secret.encode())
                if known:
                    bell._rung.set()
                self.send_response(204 if known else 403)
                self.end_headers()
                length = self.headers.get("Content-Length", "")
                self.rfile.read(min(int(length), _LARGEST) if length.isdigit() else 0)

            def log_message(self, *_: Any) -> None:
                """The log belongs to the pull."""

        return Handler
