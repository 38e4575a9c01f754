"""A hub on this computer: one repository with the files it is given, and what was asked for."""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "1" * 40


@dataclass
class Hub:
    """Where it answers, and the names of the files that were fetched."""

    url: str
    fetched: list[str] = field(default_factory=list)


@contextmanager
def hub(repository: str, files: Mapping[str, bytes]) -> Iterator[Hub]:
    """Serve one repository while the block runs; any other is not found."""
    found = Hub("")

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._reply(head=True)

        def do_GET(self) -> None:
            self._reply(head=False)

        def _reply(self, head: bool) -> None:
            path = self.path.partition("?")[0]
            if path.startswith(f"/api/models/{repository}"):
                names = [
                    {"rfilename": name, "path": name, "type": "file", "size": len(body), "oid": _tag(body)}
                    for name, body in files.items()
                ]
                listed = names if "/tree/" in path else {"id": repository, "sha": COMMIT, "siblings": names}
                return self._send(200, json.dumps(listed).encode(), {}, head)
            name = path.removeprefix(f"/{repository}/resolve/").partition("/")[2]
            if not path.startswith(f"/{repository}/resolve/") or name not in files:
                return self._send(404, b"{}", {"X-Error-Code": "RepoNotFound"}, head)
            if not head:
                found.fetched.append(name)
            tag = f'"{_tag(files[name])}"'
            return self._send(200, files[name], {"ETag": tag, "X-Repo-Commit": COMMIT}, head)

        def _send(self, status: int, body: bytes, headers: dict[str, str], head: bool) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if not head:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


def _tag(body: bytes) -> str:
    """What git would call a file of this content."""
    return hashlib.sha1(b"blob %d\0" % len(body) + body).hexdigest()
