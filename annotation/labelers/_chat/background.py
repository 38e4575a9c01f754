"""An asynchronous producer read as a plain iterator, also from a thread that already runs an event loop."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")
_END = object()


def stream(produce: Callable[[Callable[[T], None]], Coroutine[Any, Any, None]]) -> Iterator[T]:
    """Everything that `produce` hands to its argument, as it arrives; then the error it ended with, if any.

    It runs in a thread of its own. Closing the iterator cancels what is still under way.
    """
    arrived: SimpleQueue[Any] = SimpleQueue()
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Task[None] | None]] = Future()

    async def main() -> None:
        started.set_result((asyncio.get_running_loop(), asyncio.current_task()))
        try:
            await produce(arrived.put)
        finally:
            arrived.put(_END)

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(lambda: asyncio.run(main()))
        try:
            while (one := arrived.get()) is not _END:
                yield one
            running.result()
        finally:
            loop, task = started.result()
            with suppress(RuntimeError):  # the loop is closed: nothing left to cancel
                if task is not None:
                    loop.call_soon_threadsafe(task.cancel)
