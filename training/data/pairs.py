"""Preference pairs: two answers to one prompt, the better one first."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from pipelines.core.errors import VerilodeError
from training.data.examples import Example
from training.data.rows import Turn, read_rows, refuse


@dataclass(frozen=True, slots=True)
class Pair:
    """One prompt with the answer people prefer and the one they do not; `record_id` leads back to the data."""

    record_id: str
    prompt: tuple[Turn, ...]
    chosen: str
    rejected: str

    def as_trl(self) -> dict[str, Any]:
        """TRL's conversational preference form with an explicit prompt."""
        return {
            "prompt": list(self.prompt),
            "chosen": [{"role": "assistant", "content": self.chosen}],
            "rejected": [{"role": "assistant", "content": self.rejected}],
        }


def read_pairs(snapshot: Path, split: str) -> list[Pair]:
    """The pairs of one split of a snapshot folder, in order.

    Raises:
        VerilodeError: naming rows that are no pair, or whose answers are the same but for case, white space and the
            last punctuation mark: such a pair teaches a difference that is none.
    """
    rows = read_rows(snapshot, split)
    if rows and all(row.rejected is None for row in rows):
        raise VerilodeError("has no preference pairs: no row has a rejected answer", file=snapshot)
    refuse("have no rejected answer", [row.record_id for row in rows if not (row.rejected or "").strip()])
    refuse("have no chosen answer", [row.record_id for row in rows if not (row.answer or "").strip()])
    pairs = [Pair(row.record_id, row.prompt, str(row.answer), str(row.rejected)) for row in rows]
    refuse("choose and reject the same answer", [p.record_id for p in pairs if _same(p.chosen, p.rejected)])
    return pairs


def sides(pairs: Sequence[Pair]) -> list[Example]:
    """Both answers of every pair as examples of their own: first all chosen, then all rejected ones."""
    chosen = [Example(pair.record_id, pair.prompt, pair.chosen) for pair in pairs]
    return [*chosen, *(Example(pair.record_id, pair.prompt, pair.rejected) for pair in pairs)]


def length_ratio(pairs: Sequence[Pair]) -> float:
    """Median of characters chosen over characters rejected; far from 1, length is what the pairs teach first."""
    return median(len(pair.chosen) / len(pair.rejected) for pair in pairs) if pairs else 1.0


def _same(one: str, other: str) -> bool:
    return _folded(one) == _folded(other)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".!?")
