"""Thumbs: single answers that are wanted or not, from preference pairs or from labels beside answers."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.data.examples import Example
from training.data.rows import Row, Turn, read_rows, refuse

_WANTED = dict.fromkeys(("true", "up", "good", "acceptable", "1"), True)
_WANTED |= dict.fromkeys(("false", "down", "bad", "not acceptable", "0"), False)

_MOST = 4 / 3
"""Most that wanted answers may weigh against unwanted ones (Ethayarajh et al. 2024, KTO); the least is 1."""


@dataclass(frozen=True, slots=True)
class Thumb:
    """One answer to a prompt, and whether it is wanted."""

    record_id: str
    prompt: tuple[Turn, ...]
    completion: str
    label: bool

    def as_trl(self) -> dict[str, Any]:
        """TRL's conversational unpaired preference form."""
        said = [{"role": "assistant", "content": self.completion}]
        return {"prompt": list(self.prompt), "completion": said, "label": self.label}

    def as_example(self) -> Example:
        """The answer as a row that carries loss, for the checks before a run."""
        return Example(self.record_id, self.prompt, self.completion)


def read_thumbs(snapshot: Path, split: str, seed: int) -> list[Thumb]:
    """The thumbs of one split, in a seeded order in which the two sides of a pair do not stand together.

    A row with a rejected answer gives one of each. Any other must say in `label` what its answer is: true, up, good,
    acceptable or 1, or else false, down, bad, not acceptable or 0.

    Raises:
        VerilodeError: naming rows without an answer, or whose answer nobody judged.
    """
    rows = read_rows(snapshot, split)
    refuse("have no answer", [row.record_id for row in rows if not (row.answer or "").strip()])
    refuse(
        "have neither a rejected answer nor a label that says whether theirs is wanted (true or false)",
        [row.record_id for row in rows if not row.rejected and _verdict(row) is None],
    )
    thumbs = [thumb for row in rows for thumb in _thumbs(row)]
    random.Random(seed).shuffle(thumbs)
    return thumbs


def balancing_weights(thumbs: Sequence[Thumb]) -> tuple[float, float]:
    """Weights of wanted and unwanted answers, the smaller group's raised until both count about the same.

    `weight of wanted x wanted : weight of unwanted x unwanted` is then between 1 and 4/3; groups that are so already
    keep weight 1.
    """
    wanted = sum(thumb.label for thumb in thumbs)
    ratio = wanted / max(1, len(thumbs) - wanted)
    if ratio < 1:
        return 1 / max(ratio, 1 / len(thumbs)), 1.0
    return 1.0, max(1.0, ratio / _MOST)


def _thumbs(row: Row) -> list[Thumb]:
    answer = str(row.answer)
    if row.rejected:
        return [Thumb(row.record_id, row.prompt, answer, True), Thumb(row.record_id, row.prompt, row.rejected, False)]
    return [Thumb(row.record_id, row.prompt, answer, bool(_verdict(row)))]


def _verdict(row: Row) -> bool | None:
    """What the label says; one that is the answer itself, as a chosen class is, says nothing about it."""
    return _WANTED.get((row.label or "").strip().casefold()) if row.label != row.answer else None
