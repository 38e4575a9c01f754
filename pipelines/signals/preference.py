"""Signals of preference pairs: how the two answers of one prompt differ, and which pairs contradict each other."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.core.turns import prompt_and_response
from pipelines.signals import Column, Signal
from pipelines.signals._cycles import CIRCLE, SWAPPED, contradictions, on_both_sides
from pipelines.signals._overlap import jaccard
from pipelines.signals._wording import says_nothing, spaced, word_counts

_COLUMNS = (
    Column("chosen_words", pa.float32(), "Words of the chosen answer."),
    Column("rejected_words", pa.float32(), "Words of the rejected answer."),
    Column("length_ratio", pa.float32(), "Words of the chosen answer over those of the rejected one."),
    Column("missing", pa.string(), "Set where there is no rejected answer: the record is no pair."),
    Column("empty", pa.string(), "Which side of the pair says nothing."),
    Column("same", pa.string(), "Set where the answers are equal but for case and white space."),
    Column("similarity", pa.float32(), "Share of the two answers' words that both have (Jaccard)."),
    Column("contradiction", pa.string(), "How the pair contradicts other pairs of the same prompt."),
    Column("both_sides", pa.string(), "Set where another pair of the same prompt has an answer on the other side."),
)
_SCHEMA = pa.schema([(column.name, column.type) for column in _COLUMNS])
_TEXT = pa.large_string()


class _Pairs(NamedTuple):
    """One batch: the columns that need no other batch, and what tells contradictions; keys are int64, `pair` bool."""

    columns: list[pa.Array | np.ndarray]
    prompt: np.ndarray
    chosen: np.ndarray
    rejected: np.ndarray
    pair: np.ndarray


def preference() -> Signal:
    """What can be read off the two answers of a pair: lengths, likeness, an empty side, contradictions in the set."""

    def compute(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        found = [_pairs(batch) for batch in batches]
        circles, shared = _across(found)
        end = 0
        for batch in found:
            start, end = end, end + batch.pair.size
            columns = [*batch.columns, circles[start:end], shared[start:end]]
            yield pa.record_batch([pa.array(values) for values in columns], schema=_SCHEMA)

    return Signal(_COLUMNS, compute, whole=True)


def _pairs(batch: pa.RecordBatch) -> _Pairs:
    asked, given = prompt_and_response(batch)
    worse = batch["rejected"].cast(_TEXT)
    both = pc.and_(pc.is_valid(given), pc.is_valid(worse))
    chosen, rejected = (pc.if_else(both, side, pa.scalar(None, _TEXT)) for side in (given, worse))
    words = [word_counts(side) for side in (chosen, rejected)]
    left, right = spaced(chosen), spaced(rejected)
    no_chosen = pc.or_(says_nothing(chosen), pc.and_(pc.is_null(given), pc.is_valid(worse)))
    columns = [
        *words,
        np.divide(*words, out=np.full(words[0].size, np.nan, np.float32), where=words[1] > 0),
        _told(pc.is_null(worse), "the rejected answer"),
        pc.coalesce(_told(no_chosen, "the chosen answer"), _told(says_nothing(rejected), "the rejected answer")),
        _told(pc.equal(left, right), "the chosen and the rejected one"),
        jaccard(left, right),
    ]
    context = (batch[name].to_pylist() for name in ("system", "messages", "text"))
    prompts = zip(*context, spaced(asked).to_pylist(), strict=True)
    return _Pairs(columns, _keys(prompts), _keys(left.to_pylist()), _keys(right.to_pylist()), np.asarray(both))


def _keys(values: Iterable[object]) -> np.ndarray:
    """64 bits of each value: within one run equal values have equal keys, and a million others hardly ever do."""
    return np.fromiter(map(hash, values), np.int64)


def _across(found: list[_Pairs]) -> tuple[list[str | None], list[str | None]]:
    """The last two columns, for all batches in one."""
    prompt, chosen, rejected, pair = (
        np.concatenate([np.zeros(0, kind), *(batch[place] for batch in found)])
        for place, kind in ((1, np.int64), (2, np.int64), (3, np.int64), (4, bool))
    )
    rows = np.flatnonzero(pair)
    keys = prompt[rows], chosen[rows], rejected[rows]
    circles: list[str | None] = [None] * pair.size
    shared: list[str | None] = [None] * pair.size
    says = {SWAPPED: "the same pair is there the other way round", CIRCLE: "its pairs go round in a circle"}
    for row, kind in zip(rows.tolist(), contradictions(*keys).tolist(), strict=True):
        circles[row] = says.get(kind)
    for row in rows[on_both_sides(*keys)].tolist():
        shared[row] = "chosen in one pair, rejected in another"
    return circles, shared


def _told(where: pa.Array, what: str) -> pa.Array:
    """string (n,): `what` where true, null elsewhere."""
    return pc.if_else(pc.fill_null(where, False), pa.scalar(what), pa.scalar(None, pa.string()))
