"""Before a run: refuse rows that would be cut, or that would teach nothing or the wrong thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from training.data.examples import Example
from training.preflight.failure import Failure, joined, refuse
from training.preflight.render import Row, batches
from training.preflight.rules import failures_of
from training.preflight.vocabulary import control_tokens, vocabulary


@dataclass(frozen=True, slots=True)
class Lengths:
    """What the tokenizer makes of the rows: counts in tokens."""

    rows: int
    tokens: int
    supervised: int
    longest: int


def preflight(tokenizer: Any, examples: Sequence[Example], max_length: int) -> Lengths:
    """Render every row with the chat template and count what carries loss.

    Args:
        tokenizer: A tokenizer with a chat template.
        examples: All rows of the run.
        max_length: Longest row that fits.

    Raises:
        VerilodeError: with every reason in one line, each naming its records.
    """
    words, failures, counts = vocabulary(tokenizer), list[Failure](), [lengths_of([])]
    for rows in batches(tokenizer, examples):
        failures += failures_of(rows, words, max_length)
        counts.append(lengths_of(rows))
    refuse(joined(failures))
    return Lengths(
        sum(part.rows for part in counts),
        sum(part.tokens for part in counts),
        sum(part.supervised for part in counts),
        max(part.longest for part in counts),
    )


def lengths_of(rows: Sequence[Row]) -> Lengths:
    """The counts of rows that were rendered; refused ones count as rows only."""
    sizes = [len(row.ids) for row in rows]
    return Lengths(len(rows), sum(sizes), sum(row.supervised for row in rows), max(sizes, default=0))


def refuse_control_tokens(tokenizer: Any, examples: Sequence[Example]) -> None:
    """Record text must stay text: one that spells a control token could close its turn and answer for the model.

    Raises:
        VerilodeError: naming the records.
    """
    control = control_tokens(tokenizer)
    bad = [e.record_id for e in examples if any(token in text for text in _texts(e) for token in control)]
    refuse([Failure("spelling a control token of the model", tuple(bad))] if bad else [])


def _texts(example: Example) -> list[str]:
    return [*(turn["content"] for turn in example.prompt), example.answer]
