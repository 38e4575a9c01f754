"""Signals of instruction data: what is wrong with the answer to a question, as far as the words show it."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.core.turns import prompt_and_response
from pipelines.signals import Column, Signal
from pipelines.signals._echo import echo_share
from pipelines.signals._endings import endings
from pipelines.signals._leftovers import marks, places
from pipelines.signals._lines_again import repeated_share
from pipelines.signals._refusals import refusals
from pipelines.signals._wording import says_nothing, word_counts

_COLUMNS = (
    Column("instruction_words", pa.float32(), "Words of the instruction, or of a chat's last question."),
    Column("missing", pa.string(), "Which side of a question and its answer the record does not have."),
    Column("response_words", pa.float32(), "Words of the response, or of a chat's last answer."),
    Column("empty", pa.string(), "Which side is there but says nothing."),
    Column("echo", pa.float32(), "Share of the response that is the whole instruction once more."),
    Column("refusal", pa.string(), "The words the response refuses with."),
    Column("cut_off", pa.string(), "The last words of a response that breaks off."),
    Column("repeated_lines", pa.float32(), "Share of the response's lines and sentences that repeat an earlier one."),
    Column("placeholder", pa.string(), "A place in the response that was never filled in."),
    Column("template_mark", pa.string(), "A mark of a chat template that was left in the instruction or the response."),
)
_SCHEMA = pa.schema([(column.name, column.type) for column in _COLUMNS])
_NO_TEXT = pa.scalar(None, pa.string())


def instruction(
    *,
    labels: list[str] | None = None,
    fewest_asked: int = 4,
    fewest_answered: int = 15,
    fewest_lines: int = 5,
) -> Signal:
    """What can be read off a question and its answer: lengths, echo, refusal, breaking off, repeats, leftovers.

    Args:
        labels: Answers that are right as they are: a record whose response is one of them is not judged.
        fewest_asked: Words an instruction must have for its echo to be looked for.
        fewest_answered: Words a response must have for its end to be judged.
        fewest_lines: Lines and sentences a response must have for repeats to be counted.
    """
    allowed = pa.array([label.strip() for label in labels or ()], pa.large_string())

    def columns(batch: pa.RecordBatch) -> Iterator[pa.Array | np.ndarray]:
        asked, given = prompt_and_response(batch)
        asked_words = word_counts(asked)
        yield asked_words
        yield _missing(batch, asked, given)
        known = pc.is_in(pc.utf8_trim_whitespace(given), allowed)
        asked, answered = (pc.if_else(known, pa.scalar(None, pa.large_string()), side) for side in (asked, given))
        words = word_counts(answered)
        yield words
        yield _side(says_nothing(asked), says_nothing(answered))
        yield echo_share(asked, answered, asked_words >= fewest_asked)
        yield refusals(answered)
        yield endings(asked, answered, words, fewest_words=fewest_answered)
        yield repeated_share(answered, fewest=fewest_lines)
        yield places(asked, answered)
        yield marks(asked, answered)

    def compute(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield pa.record_batch([pa.array(values) for values in columns(batch)], schema=_SCHEMA)

    return Signal(_COLUMNS, compute)


def _missing(batch: pa.RecordBatch, asked: pa.Array, given: pa.Array) -> pa.Array:
    """Plain texts have no sides that could be missing."""
    sides = _side(pc.is_null(asked), pc.is_null(given))
    return pc.if_else(pc.is_valid(batch["text"]), pc.if_else(pc.is_valid(asked), sides, _NO_TEXT), sides)


def _side(asked: pa.Array, answered: pa.Array) -> pa.Array:
    return pc.if_else(answered, pa.scalar("the response"), pc.if_else(asked, pa.scalar("the instruction"), _NO_TEXT))
