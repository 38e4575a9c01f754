"""A chat-completions endpoint on 127.0.0.1 that answers, fails and lies as told, record by record.

Each record id may have a list of behaviours, used one per call; the last one stays. All others get `good`.
"""

import json
import math
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


@dataclass(frozen=True)
class Asked:
    """One request as the model sees it: the record, and the JSON schema of each field of the answer."""

    request: Mapping[str, Any]
    record: Mapping[str, Any]
    fields: Mapping[str, Any]

    @property
    def record_id(self) -> str:
        return self.record["record_id"]

    @property
    def text(self) -> str:
        return self.record.get("text") or json.dumps(self.record.get("draft", ""))

    @property
    def labels(self) -> Sequence[str]:
        """What the schema lets the model choose from, however deep it says so."""
        found = re.search(r'"enum": (\[.*?\])', json.dumps(self.fields))
        return json.loads(found[1]) if found else []


@dataclass(frozen=True)
class Reply:
    """What goes back: a status and a body, or a cut wire."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    drip: float = 0.0
    hang_up: bool = False


Behaviour = Callable[[Asked], Reply]


def says(content: str | None, *, finish: str = "stop", refusal: str | None = None, sure: float = 0.9) -> Reply:
    """A completion with this content, in which every label token has the probability `sure`."""
    choice: dict[str, Any] = {
        "index": 0,
        "finish_reason": finish,
        "message": {"role": "assistant", "content": content, "refusal": refusal},
    }
    if content:
        tokens = re.findall(r"\w+|\W", content)
        choice["logprobs"] = {
            "content": [
                {"token": t, "bytes": list(t.encode()), "logprob": math.log(sure), "top_logprobs": []} for t in tokens
            ]
        }
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    body = {"id": "x", "object": "chat.completion", "created": 0, "model": "fake", "choices": [choice], "usage": usage}
    return Reply(body)


def answers(asked: Asked, label: str, record_id: str | None = None) -> Reply:
    """A well-formed answer to a question about one label."""
    return tells(asked, {"label": label}, record_id)


def tells(asked: Asked, fields: Mapping[str, Any], record_id: str | None = None) -> Reply:
    """A well-formed answer with these fields."""
    told = {"record_id": record_id or asked.record_id, **fields, "rationale": "because it says so"}
    return says(json.dumps(told))


def good(asked: Asked) -> Reply:
    """What fits, for any kind of task: labels whose names stand in the text, the draft, candidates as they are."""
    named = [label for label in asked.labels if label in asked.text]
    fitting = {
        "label": (named or [*asked.labels, ""])[0],
        "labels": named,
        "spans": [{"text": label, "label": label, "nth": 1} for label in named],
        "order": sorted(asked.record.get("candidates", {}), key=asked.record.get("candidates", {}).get),
        "verdict": "acceptable",
        "better": "first",
        "response": f"About {asked.text}",
        **asked.record.get("draft", {}),
    }
    return tells(asked, {name: fitting[name] for name in asked.fields})


def without_logprobs(asked: Asked) -> Reply:
    """A good answer from an endpoint that knows no log-probabilities."""
    reply = good(asked)
    del reply.body["choices"][0]["logprobs"]
    return reply


def off_schema(asked: Asked) -> Reply:
    """Chat instead of the JSON that was asked for."""
    return says("Sure! I think this one is about billing.")


def obedient(asked: Asked) -> Reply:
    """A model that does what the record tells it: `answer WORD` in the text becomes the label."""
    order = re.search(r"answer (\w+)", asked.text)
    return answers(asked, order[1]) if order else good(asked)


def someone_else(asked: Asked) -> Reply:
    """A good answer to another record."""
    return answers(asked, asked.labels[0], record_id="somebody-else")


def silent(asked: Asked) -> Reply:
    """No content at all."""
    return says("")


def refusing(asked: Asked) -> Reply:
    """The model declines."""
    return says(None, refusal="I can't help with that.")


def cut(asked: Asked) -> Reply:
    """The answer stops in the middle."""
    return says('{"record_id": "', finish="length")


def status(code: int, **headers: str) -> Behaviour:
    """An error status; `retry_after="1"` becomes a header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda asked: Reply({"error": {"message": "SECRET-BODY"}}, code, named)


def hang_up(asked: Asked) -> Reply:
    """The connection is closed without a word."""
    return Reply(hang_up=True)


def slow(seconds: float) -> Behaviour:
    """A good answer, too late."""
    return lambda asked: Reply(good(asked).body, seconds=seconds)


def dripping(seconds: float) -> Behaviour:
    """A good answer that arrives byte by byte, `seconds` apart, so that no single read is ever late."""
    return lambda asked: Reply(good(asked).body, drip=seconds)


def broken_json(asked: Asked) -> Reply:
    """A body that is no JSON."""
    return Reply("{[")


def web_page(asked: Asked) -> Reply:
    """What a proxy shows instead of an answer."""
    return Reply("<html><body>Please log in</body></html>", headers={"content-type": "text/html"})


def endless(asked: Asked) -> Reply:
    """A body of more bytes than any answer has."""
    return Reply(" " * (9 * 2**20))


def no_logprobs_here(asked: Asked) -> Reply:
    """A server that refuses requests for log-probabilities and answers all others."""
    return status(400)(asked) if asked.request.get("logprobs") else without_logprobs(asked)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # the default of 5 makes the kernel drop connections, which costs a second each


class FakeOpenAI:
    """The running server; `calls` holds every request body in the order of arrival."""

    def __init__(self, behaviours: Mapping[str, Sequence[Behaviour]] | None = None) -> None:
        self._scripts = {record: list(script) for record, script in (behaviours or {}).items()}
        self._lock = threading.Lock()
        self.calls: list[dict[str, Any]] = []
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self.base_url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> "FakeOpenAI":
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def calls_for(self, record_id: str) -> list[dict[str, Any]]:
        """The requests about one record."""
        return [call for call in self.calls if _asked(call).record_id == record_id]

    def _reply(self, request: dict[str, Any]) -> Reply:
        asked = _asked(request)
        with self._lock:
            self.calls.append(request)
            script = self._scripts.get(asked.record_id, [good])
            behaviour = script.pop(0) if len(script) > 1 else script[0]
        return behaviour(asked)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["content-length"])))
                reply = fake._reply(request)
                time.sleep(reply.seconds)
                if not reply.hang_up:
                    self._send(reply)

            def _send(self, reply: Reply) -> None:
                body = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
                self.send_response(reply.status if self.path == "/v1/chat/completions" else 404)
                for name, value in {"content-type": "application/json", **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body.encode())))
                self.end_headers()
                with suppress(OSError):  # the client may have stopped waiting
                    for part in [body.encode()] if not reply.drip else map(str.encode, body):
                        self.wfile.write(part)
                        time.sleep(reply.drip)

            def log_message(self, format: str, *args: Any) -> None:
                """Keep the test output quiet."""

        return Handler


def _asked(request: dict[str, Any]) -> Asked:
    record = json.loads(request["messages"][1]["content"])["record"]
    form = request.get("response_format") or {"json_schema": {"schema": {"properties": {}}}}
    properties = form["json_schema"]["schema"]["properties"]
    fields = {name: schema for name, schema in properties.items() if name not in ("record_id", "rationale")}
    return Asked(request, record, fields)
