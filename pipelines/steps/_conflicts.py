"""Copies of one text with different answers: what the deduplicator does about them, and how it says so."""

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.neardup import Clusters

RULE = "other_answer"


def answers_of(read: pa.Table) -> pa.Array:
    """The answer beside each text; null where the text holds its answer itself, or there is none."""
    beside = pc.coalesce(read["response"], read["label"])
    return pc.if_else(pc.is_valid(read["text"]), beside, pa.scalar(None, pa.string())).combine_chunks()


def same_answer(answers: pa.Array) -> list[np.ndarray]:
    """The rows of each answer, and those without one."""
    codes = np.asarray(pc.fill_null(answers.dictionary_encode().indices, -1))
    order = np.argsort(codes, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(codes[order])) + 1) if codes.size else []


def within(groups: Sequence[np.ndarray] | None, search: Callable[[np.ndarray | None], Clusters], rows: int) -> Clusters:
    """The clusters inside each group, as one answer for all rows; of all rows at once where there are no groups."""
    if groups is None:
        return search(None)
    everyone = np.arange(rows)
    found = Clusters(everyone.copy(), np.ones(rows, bool), np.full(rows, -1), np.ones(rows), np.empty((0, 2), np.int64),
                     np.empty(0), np.zeros(rows, np.int64))  # fmt: skip
    pairs, similar = [found.pairs], [found.pair_jaccard]
    for own in groups:
        inner = search(own)
        found.cluster[own], found.keep[own] = own[inner.cluster], inner.keep
        found.duplicate_of[own] = np.where(inner.keep, -1, own[inner.duplicate_of])
        found.jaccard[own], found.diameter[own] = inner.jaccard, inner.diameter
        pairs.append(own[inner.pairs])
        similar.append(inner.pair_jaccard)
    return Clusters(found.cluster, found.keep, found.duplicate_of, found.jaccard, np.concatenate(pairs),
                    np.concatenate(similar), found.diameter)  # fmt: skip


def contradicted(
    drops: pa.Table, found: Clusters, names: pa.ChunkedArray, answers: pa.Array, conflicts: str
) -> pa.Table:
    """The drops, those with another answer than the kept record under a rule of their own.

    With `drop` the kept record goes, too, when a copy of it contradicts it.
    """
    gone = np.flatnonzero(~found.keep)
    stays = found.duplicate_of[gone]
    own, kept = answers.take(pa.array(gone)), answers.take(pa.array(stays))
    other = np.asarray(pc.fill_null(pc.not_equal(own, kept), False).to_numpy(zero_copy_only=False), bool)
    if not other.any():
        return drops
    says = [
        f"{reason}, whose answer is {theirs!r}; its own is {ours!r}" if apart else reason
        for reason, theirs, ours, apart in zip(
            drops["reason"].to_pylist(), kept.to_pylist(), own.to_pylist(), other.tolist(), strict=True
        )
    ]
    rules = np.where(other, RULE, drops["rule"].to_pylist()).tolist()
    named = drops.set_column(drops.schema.get_field_index("rule"), "rule", pa.array(rules, pa.string()))
    named = named.set_column(named.schema.get_field_index("reason"), "reason", pa.array(says, pa.string()))
    return pa.concat_tables([named, _kept_too(np.unique(stays[other]), names)]) if conflicts == "drop" else named


def _kept_too(rows: np.ndarray, names: pa.ChunkedArray) -> pa.Table:
    count = rows.size
    return pa.table(
        {
            "record_id": names.take(pa.array(rows)),
            "rule": pa.array([RULE] * count, pa.string()),
            "reason": pa.array(["a copy of it has another answer"] * count, pa.string()),
            "duplicate_of": pa.nulls(count, pa.string()),
            "jaccard": pa.nulls(count, pa.float64()),
        }
    )
