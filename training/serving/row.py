"""One answer on its way: from the queue through a batch to whoever waits for it."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from training.serving.sampling import Draw


@dataclass(frozen=True, slots=True)
class Token:
    """One token of an answer as OpenAI's `logprobs` tell it: its text, its log probability, and the likely others."""

    text: str
    logprob: float
    top: Sequence[tuple[str, float]] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """What an answer has gained. `finish` is `stop`, `length` or `cancelled` on the last piece; tokens are counted."""

    text: str = ""
    tokens: Sequence[Token] = ()
    count: int = 0
    finish: str = ""


@dataclass(eq=False, slots=True)
class Row:
    """A question in the queue.

    Args:
        model: Which model answers.
        ids: The tokens of the prompt.
        longest: Most tokens of the answer.
        tell: Called from the engine's thread with each piece, and with the error when there is no answer.
        draw: How tokens are chosen.
        stop: Texts before which the answer ends.
        top_logprobs: Likely tokens told beside each one; None tells no probabilities.
        begun: Whether it was told a piece already.
    """

    model: str
    ids: Sequence[int]
    longest: int
    tell: Callable[["Piece | Exception"], None]
    draw: Draw = Draw()
    stop: Sequence[str] = ()
    top_logprobs: int | None = None
    begun: bool = False
    _left: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Nobody waits any more: a waiting row is not begun, one in a batch ends with its next token."""
        self._left.set()

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._left.is_set()


def fitting(rows: Sequence[Row], window: int) -> list[list[Row]]:
    """The rows in parts that stay within the window: all rows of a part are as wide as its longest prompt and answer.

    Each row alone fits; together a long prompt beside a long answer may not.
    """
    parts: list[list[Row]] = []
    for row in sorted(rows, key=lambda row: len(row.ids)):
        together = [*parts[-1], row] if parts else [row]
        if parts and len(row.ids) + max(one.longest for one in together) <= window:
            parts[-1].append(row)
        else:
            parts.append([row])
    return parts
