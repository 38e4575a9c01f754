"""Answers in the shapes of OpenAI's chat interface: one object, or the chunks of a stream."""

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from training.serving.asked import Refused
from training.serving.row import Piece, Token


@dataclass(frozen=True, slots=True)
class Reply:
    """What all parts of one answer share.

    Args:
        model: The name that was asked.
        fingerprint: The identity of what answered.
        prompt: Tokens of the prompt.
        probable: Whether probabilities are told.
    """

    model: str
    fingerprint: str
    prompt: int
    probable: bool
    id: str = field(default_factory=lambda: f"chatcmpl-{secrets.token_hex(12)}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, pieces: Sequence[Piece]) -> dict[str, Any]:
        """The answer as one object."""
        text = "".join(piece.text for piece in pieces)
        tokens = [token for piece in pieces for token in piece.tokens]
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": text, "refusal": None},
            "logprobs": self._logprobs(tokens),
            "finish_reason": pieces[-1].finish,
        }
        return {**self._head("chat.completion"), "choices": [choice], "usage": self.usage(pieces[-1].count)}

    def chunk(self, piece: Piece, first: bool) -> dict[str, Any]:
        """One part of a stream."""
        delta = {**({"role": "assistant"} if first else {}), "content": piece.text}
        choice = {
            "index": 0,
            "delta": delta,
            "logprobs": self._logprobs(piece.tokens),
            "finish_reason": piece.finish or None,
        }
        return {**self._head("chat.completion.chunk"), "choices": [choice]}

    def last(self, count: int) -> dict[str, Any]:
        """The part with the counts, which has no choice."""
        return {**self._head("chat.completion.chunk"), "choices": [], "usage": self.usage(count)}

    def usage(self, count: int) -> dict[str, int]:
        """Tokens read and written."""
        return {"prompt_tokens": self.prompt, "completion_tokens": count, "total_tokens": self.prompt + count}

    def _head(self, kind: str) -> dict[str, Any]:
        head = {"id": self.id, "object": kind, "created": self.created, "model": self.model}
        return {**head, "system_fingerprint": self.fingerprint}

    def _logprobs(self, tokens: Sequence[Token]) -> dict[str, Any] | None:
        return {"content": [_told(token) for token in tokens], "refusal": None} if self.probable else None


def _told(token: Token) -> dict[str, Any]:
    top = [{**_token(text), "logprob": value} for text, value in token.top]
    return {**_token(token.text), "logprob": token.logprob, "top_logprobs": top}


def _token(text: str) -> dict[str, Any]:
    return {"token": text, "bytes": list(text.encode("utf-8", "surrogatepass"))}


def error(refused: Refused) -> dict[str, Any]:
    """A refusal."""
    kinds = {401: "authentication_error", 429: "rate_limit_error"}
    kind = kinds.get(refused.status, "invalid_request_error" if refused.status < 500 else "server_error")
    return {"error": {"message": refused.message, "type": kind, "param": refused.param, "code": refused.code}}


def event(value: dict[str, Any] | str) -> bytes:
    """One server-sent event."""
    return f"data: {value if isinstance(value, str) else json.dumps(value)}\n\n".encode()
