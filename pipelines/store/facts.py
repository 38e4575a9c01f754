"""The kinds of facts a step may append, with their Arrow columns."""

import pyarrow as pa

from pipelines.core.records import CONTENT_FIELDS, RECORD_SCHEMA

_ID = [("record_id", pa.string())]

SIGNALS = "signals"
"""The one kind whose columns are each commit's own: those of one family of signals, for every ingested record."""

_SUGGESTED = pa.schema(
    _ID
    + [("value", pa.string()), ("confidence", pa.float64()), ("rationale", pa.string())]
    + [("labeler", pa.string()), ("prompt_hash", pa.string()), ("cause", pa.string())]
    + [("basis", pa.string()), ("asked", pa.string())]
)

SCHEMAS: dict[str, pa.Schema] = {
    "records": RECORD_SCHEMA,
    # a mapper's result: the whole new content of each record it changed
    "edits": pa.schema(_ID + [(name, pa.string()) for name in CONTENT_FIELDS]),
    "drops": pa.schema(
        _ID
        + [("step", pa.string()), ("rule", pa.string()), ("reason", pa.string())]
        + [("duplicate_of", pa.string()), ("jaccard", pa.float64())]
    ),
    # one row per record that has at least one near-duplicate; the cluster is named by its kept record
    "clusters": pa.schema(
        _ID + [("cluster", pa.string()), ("keep", pa.bool_()), ("jaccard", pa.float64()), ("diameter", pa.int64())]
    ),
    # `asked` is the stamp of the question: a suggestion is about just these words
    "suggestions": _SUGGESTED,
    # the same of records whose answer was known before: what suggestions are worth, before an audit
    "checks": _SUGGESTED,
    # records put before people: why (phase), from which stratum and in which order; `planted` is the wrong answer
    # that a record of known truth is put there to see noticed
    "batches": pa.schema(
        _ID + [("phase", pa.string()), ("rank", pa.int64()), ("stratum", pa.string()), ("planted", pa.string())]
    ),
    # verified records that a labeler showed as examples: they may be trained on, never tested with
    "taught": pa.schema(_ID),
    # suggestions that stand without a person because a certificate covers them
    "accepted": pa.schema(_ID + [("value", pa.string()), ("confidence", pa.float64()), ("asked", pa.string())]),
    # what a mapper found of each kind in a record (never what it was), such as addresses it took out
    "findings": pa.schema(_ID + [("kind", pa.string()), ("count", pa.int64())]),
    # what a model answered to a held-out question; `confidence` is the probability it gave its own answer
    "outputs": pa.schema(
        _ID
        + [("set", pa.string()), ("model", pa.string()), ("prompt", pa.string())]
        + [("expected", pa.string()), ("answered", pa.string()), ("confidence", pa.float64())]
    ),
    # answers drawn from a model for people to compare: `model` is the content hash of what spoke
    "candidates": pa.schema(
        _ID
        + [("model", pa.string()), ("number", pa.int64()), ("seed", pa.int64())]
        + [("prompt", pa.string()), ("text", pa.string())]
    ),
    # how badly a trained model fits a record: mean loss of its answer's tokens, under the run's model and its base
    "losses": pa.schema(
        _ID
        + [("run", pa.string()), ("split", pa.string()), ("tokens", pa.int64())]
        + [("loss", pa.float64()), ("base_loss", pa.float64())]
    ),
}


def signal_schema(columns: pa.Schema) -> pa.Schema:
    """The columns of stored signals: whose they are, then those of the family."""
    return pa.schema([*_ID, *columns])
