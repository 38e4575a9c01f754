"""What every answer of the server carries: a content policy under which record text can call nobody."""

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL_NAMES = ("127.0.0.1", "localhost", "::1")


def content_policy(netloc: str) -> str:
    """The Content-Security-Policy of a server at `netloc` (host:port).

    Streamlit needs inline scripts and styles, blob workers and, for charts, `eval`; the page's own origin is the
    only one that may be fetched from, sent to or framed by.
    """
    rules = {
        "default-src": "'self'",
        "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "media-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": f"'self' ws://{netloc}",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


class Safety:
    """ASGI middleware: refuses foreign Host names (DNS rebinding) and adds the protective headers."""

    def __init__(self, app: ASGIApp, netloc: str) -> None:
        self.app = app
        self.headers = [
            (b"content-security-policy", content_policy(netloc).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"same-origin"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with headers added to its answer, or answer 421 to a name that is not ours."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif is_local(dict(scope["headers"]).get(b"host", b"").decode("latin-1")):
            await self.app(scope, receive, self._sender(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await send({"type": "http.response.start", "status": 421, "headers": self.headers})
            await send({"type": "http.response.body", "body": b"this server answers to local names only\n"})

    def _sender(self, send: Send) -> Send:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in self.headers}
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in ours]
                message = {**message, "headers": kept + self.headers}
            await send(message)

        return with_headers


def is_local(host_header: str) -> bool:
    """Whether a Host header names this computer (any port)."""
    try:
        return urlsplit(f"//{host_header}").hostname in LOCAL_NAMES
    except ValueError:
        return False
