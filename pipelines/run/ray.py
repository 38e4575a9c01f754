"""The same search on Ray: texts cut into shards, hashed and compared by workers, clustered here.

The only file that knows Ray. What workers do is in `_ray_work`, how the work is cut in `_ray_plan`. The shuffle is
made of plain tasks: each shard's task answers with one piece for each partition, each partition's task takes one piece
of each shard. Ray moves the pieces, spills them and repeats tasks of a lost node; `ray.data` would do the same with
some ten seconds more for every shuffle.
"""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from types import ModuleType
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress
from pipelines.core.textcolumn import TextColumn
from pipelines.neardup import Clusters
from pipelines.neardup.bands import choose_banding, fewest_agreeing
from pipelines.neardup.candidates import halves, merged
from pipelines.neardup.clustering import Pairs, collapsed, find_clusters
from pipelines.neardup.options import Options
from pipelines.neardup.sketch import Sketches
from pipelines.run._ray_here import LOOPBACK, allowed_cores, answering, temporary_folder
from pipelines.run._ray_plan import partitions, rounds, shard_edges
from pipelines.run._ray_work import Piece, banded, compared, proposed, shard, sketched, taken

Calls = Sequence[tuple[Any, ...]]
STORE_BYTES = 512 << 20
"""Of a cluster that is started here; what does not fit lies in its temporary folder."""


def cluster(
    texts: pa.Array | pa.ChunkedArray | Sequence[str], *, priority: np.ndarray | None = None, **options: Any
) -> Clusters:
    """Group texts as `pipelines.neardup.cluster` does, with the same answer, from as many machines as Ray has.

    Where `RAY_ADDRESS` is set the work goes to that cluster, else to one that is started on this machine's cores for
    the length of the call. This process holds the texts, and some hundred bytes for each.

    Args:
        texts: As there.
        priority: As there.
        **options: As there, but only the measures `jaccard` and `sequence`, and no exact join; `memory` is Ray's.

    Raises:
        VerilodeError: when an option is out of range or not for this engine, Ray is not installed or fails.
    """
    chosen = Options(**options)
    if chosen.joined:
        what = "the measure 'containment'" if chosen.contained else "the exact join"
        raise VerilodeError(f"{what} runs on one machine only; use the engine 'local'")
    return find_clusters(texts, chosen, priority, _search)


@contextmanager
def walking() -> Iterator[Callable[[Callable[[pa.RecordBatch], Any], Iterator[pa.RecordBatch]], Iterator[Any]]]:
    """A function like `map` for work on batches of records, done by Ray's workers; it lives for this block."""
    with started() as ray:
        yield _Crew(ray).walk


def _search(column: TextColumn, options: Options) -> Pairs:
    """All pairs at the threshold, as `verified_pairs` finds them."""
    if options.measure != "sequence":
        choose_banding(options.threshold, options.num_perm)  # refuses before anything is started
    if not len(column):
        none = np.empty(0, np.int64)
        return Pairs(none, none, none, np.empty(0))
    with started() as ray:
        crew = _Crew(ray)
        edges = shard_edges(column.byte_sizes, crew.cores)
        spans = list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))
        shards = [crew.put(shard(column, span)) for span in spans]
        made = crew.spread(sketched, [(one, options) for one in shards], 3, "hashing texts")
        first, distinct = collapsed(_prints([ray.get(prints) for prints, _, _ in made]))
        if options.measure == "sequence":
            return Pairs(first, distinct[:0], distinct[:0], np.empty(0))
        pairs = _candidates(
            crew, [keys for _, keys, _ in made], [minima for _, _, minima in made], distinct, edges, options
        )
        return _verified(crew, column, shards, edges, first, pairs, options)


def _prints(shards: Sequence[np.ndarray]) -> Sketches:
    prints, sizes = np.concatenate(shards, axis=1)
    return Sketches(prints, sizes.astype(np.int64), np.empty((0, 0), np.uint32), np.empty((0, 0), np.uint8))


def _candidates(
    crew: "_Crew", keys: Sequence[Any], minima: Sequence[Any], distinct: np.ndarray, edges: np.ndarray, options: Options
) -> np.ndarray:
    """Pairs worth a comparison: the band keys are shuffled so that equal ones meet in one worker."""
    banding = choose_banding(options.threshold, options.num_perm)
    agreeing = fewest_agreeing(options.threshold, banding.bands * banding.rows)
    parts = partitions(distinct.size, banding.bands, crew.cores)
    own = np.split(distinct, np.searchsorted(distinct, edges[1:-1]))
    calls = [(key, rows - start, start, parts) for key, rows, start in zip(keys, own, edges.tolist(), strict=False)]
    pieces = crew.spread(banded, calls, parts, "sorting bands")
    meetings = [(list(minima), edges, agreeing, *(of_shard[part] for of_shard in pieces)) for part in range(parts)]
    return merged(crew.each(_meeting, meetings, "comparing bands"))


def _meeting(minima: Sequence[Any], edges: np.ndarray, agreeing: int, *pieces: Piece) -> np.ndarray:
    """In a worker: `proposed`, with the minima fetched from the shards whose rows share a key."""
    import ray

    return proposed(pieces, edges, lambda number: ray.get(minima[number]), agreeing)


def _verified(
    crew: "_Crew",
    column: TextColumn,
    shards: Sequence[Any],
    edges: np.ndarray,
    first: np.ndarray,
    pairs: np.ndarray,
    options: Options,
) -> Pairs:
    """The pairs that are at the threshold: the texts of each run of pairs are brought to one worker."""
    left, right = halves(pairs)
    sizes = column.byte_sizes
    found = [np.empty(0)]
    for groups in rounds(sizes[left] + sizes[right], crew.cores):
        runs = [slice(*group) for group in groups]
        rows = [np.unique(np.concatenate((left[run], right[run]))) for run in runs]
        wanted = [np.split(own, np.searchsorted(own, edges[1:-1])) for own in rows]
        asked = [(one, [own[number] - edges[number] for own in wanted]) for number, one in enumerate(shards)]
        texts = crew.spread(taken, asked, len(runs), "fetching pairs")
        calls = [
            (own, left[run], right[run], options, *(of_shard[number] for of_shard in texts))
            for number, (own, run) in enumerate(zip(rows, runs, strict=True))
        ]
        found += crew.each(_comparison, calls, "checking pairs")
    similar = np.concatenate(found)
    true = similar >= 0
    return Pairs(first, left[true], right[true], similar[true])


def _comparison(rows: np.ndarray, left: np.ndarray, right: np.ndarray, options: Options, *parts: Any) -> np.ndarray:
    """In a worker: `compared`; pieces of several tasks only come as arguments of their own."""
    return compared(parts, rows, left, right, options)


class _Crew:
    """Ray's workers; two calls for each core are under way at a time."""

    def __init__(self, ray: ModuleType) -> None:
        self._ray = ray
        self.cores = max(1, int(ray.cluster_resources().get("CPU", 1)))

    def put(self, value: Any) -> Any:
        """A reference to a value in the object store."""
        return self._ray.put(value)

    def each(self, work: Callable[..., Any], calls: Calls, label: str) -> Iterator[Any]:
        """The result of each call, in order, reporting progress after each."""
        return map(self._ray.get, _reporting(self._under_way(work, calls, 1), label, len(calls)))

    def spread(self, work: Callable[..., Any], calls: Calls, pieces: int, label: str) -> list[list[Any]]:
        """For each call, references to the `pieces` of its result; these stay where they were made."""
        if pieces == 1:  # Ray would take a list of one for the piece itself
            calls, work = [(work, *call) for call in calls], _alone
        made = _reporting(self._under_way(work, calls, pieces), label, len(calls))
        return [[one] if pieces == 1 else one for one in made]

    def walk(self, work: Callable[[pa.RecordBatch], Any], batches: Iterator[pa.RecordBatch]) -> Iterator[Any]:
        """The answer of `work` to each batch, in order."""
        return map(self._ray.get, self._under_way(_on_batch, ((work, batch) for batch in batches), 1))

    def _under_way(self, work: Callable[..., Any], calls: Iterable[tuple[Any, ...]], pieces: int) -> Iterator[Any]:
        """What Ray answers to each call, once it is done."""
        task = self._ray.remote(work).options(num_returns=pieces)
        coming = iter(calls)
        waiting = deque(task.remote(*call) for call in islice(coming, 2 * self.cores))
        while waiting:
            answer = waiting.popleft()
            self._ray.wait([answer if pieces == 1 else answer[0]], fetch_local=False)
            waiting.extend(task.remote(*call) for call in islice(coming, 1))
            yield answer


def _reporting(answers: Iterator[Any], label: str, total: int) -> Iterator[Any]:
    progress(label, 0, total)
    for done, answer in enumerate(answers, start=1):
        progress(label, done, total)
        yield answer


def _on_batch(work: Callable[[pa.RecordBatch], Any], batch: pa.RecordBatch) -> Any:
    return work(batch)


def _alone(work: Callable[..., Sequence[Any]], *given: Any) -> Any:
    return work(*given)[0]


@contextmanager
def started(cores: int | None = None) -> Iterator[ModuleType]:
    """Ray, connected: as the caller had it, to the cluster of `RAY_ADDRESS`, or to one that lives for this block.

    Calls inside the block share it. A cluster of this block listens on 127.0.0.1 only.

    Args:
        cores: Of a cluster that is started here; default all that this process may use.

    Raises:
        VerilodeError: when Ray is not installed, does not start, or fails within the block.
    """
    address = os.environ.get("RAY_ADDRESS") or "local"
    before = sys.modules.get("ray")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    if before is None and address == "local":
        os.environ.setdefault(LOOPBACK, "0")
    elif before is not None and address == "local" and LOOPBACK not in os.environ and not before.is_initialized():
        raise VerilodeError(f"Ray was imported too early to be kept to this machine: ray.init(), or set {LOOPBACK}=0")
    progress("starting Ray", 0, 1)
    ray = _imported()
    if ray.is_initialized():
        with _one_line(ray):
            yield ray
        return
    with temporary_folder() as folder, _one_line(ray):
        here = {"num_cpus": cores or allowed_cores(), "object_store_memory": STORE_BYTES, "_temp_dir": folder}
        try:
            _connect(ray, address, here if address == "local" else {})
            progress("starting Ray", 1, 1)
            yield ray
        finally:
            ray.shutdown()


def _connect(ray: ModuleType, address: str, given: Mapping[str, Any]) -> None:
    try:
        answering(address)
        ray.init(address, log_to_driver=False, logging_level="ERROR", **given)
    except (RuntimeError, ValueError, OSError) as failure:
        where = "on this machine" if address == "local" else f"at {address}"
        reason = getattr(failure, "strerror", None) or _first_line(failure)
        raise VerilodeError(f"no Ray {where}: {reason}") from failure


def _imported() -> ModuleType:
    try:
        import ray
    except ImportError:
        raise VerilodeError("the engine 'ray' is not installed; pip install 'verilode[ray]'") from None
    return ray


@contextmanager
def _one_line(ray: ModuleType) -> Iterator[None]:
    """Whatever Ray raises, as the one error a user sees; what else fails in a worker stays a bug."""
    try:
        yield
    except ray.exceptions.RayTaskError as failure:
        if isinstance(failure.cause, VerilodeError):
            raise failure.cause from None
        raise
    except ray.exceptions.RayError as failure:
        raise VerilodeError(f"Ray failed: {_first_line(failure)}") from failure


def _first_line(failure: Exception) -> str:
    return next((line for line in str(failure).splitlines() if line.strip()), type(failure).__name__)
