"""Where row-wise work on records is done: in this process, or by Ray's workers, batch by batch and in order."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, partial
from typing import Any

import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.ids import canonical_json
from pipelines.core.records import rows
from pipelines.core.registry import Registry
from pipelines.filters import FILTERS, RowRule
from pipelines.signals import SIGNALS, Signal

Walk = Callable[[Callable[[pa.RecordBatch], Any], Iterator[pa.RecordBatch]], Iterator[Any]]
Drops = list[dict[str, Any]]
_walk: ContextVar[Walk | None] = ContextVar("walk", default=None)


@contextmanager
def working_on(engine: str) -> Iterator[None]:
    """Do row-wise work inside the block on the engine `local` or `ray`, with the same result.

    Raises:
        VerilodeError: when there is no such engine, or Ray is not installed or fails.
    """
    if engine == "local":
        yield
        return
    if engine != "ray":
        raise VerilodeError(f"no engine called {engine!r}; known: local, ray")
    from pipelines.run.ray import walking

    with walking() as walk:
        token = _walk.set(walk)
        try:
            yield
        finally:
            _walk.reset(token)


def computed(
    signal: Signal, family: str, options: Mapping[str, Any], batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """What `signal.compute` answers; a family that must see all records does so here."""
    walk = _walk.get()
    if walk is None or signal.whole:
        return signal.compute(batches)
    return walk(partial(_values, family, canonical_json(options)), batches)


def judged(rule: RowRule, name: str, options: Mapping[str, Any], batches: Iterator[pa.RecordBatch]) -> Iterator[Drops]:
    """Of each batch the records that the filter `name`, made with `options`, drops."""
    walk = _walk.get()
    if walk is None:
        return (_failing(rule, name, batch) for batch in batches)
    return walk(partial(_verdicts, name, canonical_json(options)), batches)


# In a worker: rules and families are made there once, for they need not be able to travel.


@cache
def _made(registry: Registry, name: str, options: bytes) -> Any:
    return registry.build(name, json.loads(options))


def _values(family: str, options: bytes, batch: pa.RecordBatch) -> pa.RecordBatch:
    (found,) = _made(SIGNALS, family, options).compute(iter([batch]))
    return found


def _verdicts(name: str, options: bytes, batch: pa.RecordBatch) -> Drops:
    return _failing(_made(FILTERS, name, options), name, batch)


def _failing(rule: RowRule, name: str, batch: pa.RecordBatch) -> Drops:
    answers = ((record, rule(record)) for record in rows(batch))
    return [
        {"record_id": record.record_id, "rule": name, "reason": reason}
        for record, reason in answers
        if reason is not None
    ]
