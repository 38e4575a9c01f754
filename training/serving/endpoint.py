"""The HTTP side: OpenAI's chat interface over a queue of rows."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from training.serving.asked import Asked, Refused, read_request
from training.serving.batches import Batches, Full
from training.serving.door import Door
from training.serving.prompts import Prompts
from training.serving.replies import Reply, error, event
from training.serving.row import Piece, Row
from training.serving.sampling import Draw
from training.serving.served import Served, find

_LOOK = 0.2
"""Seconds between two looks whether the caller is still there."""


class Endpoint:
    """The routes of one endpoint."""

    def __init__(self, models: Sequence[Served], prompts: Prompts, batches: Batches, door: Door) -> None:
        self._models, self._prompts, self._batches, self._door = models, prompts, batches, door
        self._since = int(time.time())
        self.answered = 0

    def app(self) -> Starlette:
        """The ASGI application."""
        routes = [
            Route("/health", self._guarded(self._health)),
            Route("/v1/models", self._guarded(self._list)),
            Route("/v1/models/{model:path}", self._guarded(self._one)),
            Route("/v1/chat/completions", self._guarded(self._chat), methods=["POST"]),
        ]
        return Starlette(routes=routes, exception_handlers={HTTPException: _unknown})

    def _guarded(self, handle: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            try:
                self._door.check(request)
                return await handle(request)
            except Refused as refused:
                wait = {"retry-after": "1"} if refused.status == 429 else None
                return JSONResponse(error(refused), refused.status, wait)

        return guarded

    async def _health(self, request: Request) -> Response:
        return JSONResponse({"status": "ok", "waiting": self._batches.waiting, "answered": self.answered})

    async def _list(self, request: Request) -> Response:
        return JSONResponse({"object": "list", "data": [model.entry(self._since) for model in self._models]})

    async def _one(self, request: Request) -> Response:
        return JSONResponse(self._model(request.path_params["model"]).entry(self._since))

    async def _chat(self, request: Request) -> Response:
        asked = read_request(await self._door.body(request))
        model = self._model(asked.model)
        ids, longest = await run_in_threadpool(self._prompts.read, asked)
        reply = Reply(model.id, model.fingerprint, len(ids), asked.top_logprobs is not None)
        answer = Answer(self._batches, asked, ids, longest)
        self.answered += 1
        if asked.stream:
            first = await answer.next()
            return StreamingResponse(_events(reply, answer, first, asked.usage), media_type="text/event-stream")
        return JSONResponse(reply.whole(await answer.whole(request)))

    def _model(self, name: str) -> Served:
        model = find(self._models, name)
        if model is None:
            known = ", ".join(one.id for one in self._models)
            raise Refused(
                f"no model {name!r} here; there are: {known}", status=404, code="model_not_found", param="model"
            )
        return model


class Answer:
    """One row seen from the event loop."""

    def __init__(self, batches: Batches, asked: Asked, ids: Sequence[int], longest: int) -> None:
        self._pieces: asyncio.Queue[Piece | Exception] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def tell(piece: Piece | Exception) -> None:
            with suppress(RuntimeError):  # the loop is closed when the endpoint is
                loop.call_soon_threadsafe(self._pieces.put_nowait, piece)

        draw = Draw(asked.temperature, asked.top_p, asked.seed)
        self.row = Row(asked.model, ids, longest, tell, draw, asked.stop, asked.top_logprobs)
        try:
            batches.put(self.row)
        except Full:
            raise Refused(
                "too many requests are waiting; try again in a moment", status=429, code="queue_full"
            ) from None

    async def next(self) -> Piece:
        """The next piece.

        Raises:
            Refused: when the batch failed.
        """
        piece = await self._pieces.get()
        if isinstance(piece, Exception):
            raise Refused("the answer could not be made; the endpoint's log says why", status=500, code="failed")
        return piece

    async def whole(self, request: Request) -> list[Piece]:
        """All pieces; given up when the caller has gone."""
        gone = asyncio.create_task(self._leave_with(request))
        try:
            pieces = [await self.next()]
            while not pieces[-1].finish:
                pieces.append(await self.next())
            return pieces
        finally:
            gone.cancel()
            self.row.cancel()

    async def _leave_with(self, request: Request) -> None:
        while not await request.is_disconnected():
            await asyncio.sleep(_LOOK)
        self.row.cancel()
        self._pieces.put_nowait(Piece(finish="cancelled"))


async def _events(reply: Reply, answer: Answer, piece: Piece, usage: bool) -> AsyncIterator[bytes]:
    """The stream; whatever ends it early also ends the row."""
    try:
        yield event(reply.chunk(piece, first=True))
        while not piece.finish:
            piece = await answer.next()
            if piece.text or piece.tokens or piece.finish:
                yield event(reply.chunk(piece, first=False))
        if usage:
            yield event(reply.last(piece.count))
        yield event("[DONE]")
    except Refused as refused:
        yield event(error(refused))
    finally:
        answer.row.cancel()


async def _unknown(request: Request, wrong: Any) -> Response:
    return JSONResponse(
        error(Refused(str(wrong.detail), status=wrong.status_code, code="not_found")), wrong.status_code
    )
