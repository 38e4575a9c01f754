"""What is judged: two answers to one question."""

from dataclasses import dataclass
from typing import Literal

Side = Literal["a", "b", "tie"]
SIDES: tuple[Side, ...] = ("a", "tie", "b")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers to one question; by convention `a` is the tuned model's and `b` the base's."""

    item_id: str
    prompt: str
    a: str
    b: str

    @property
    def same(self) -> bool:
        """Whether there is nothing to choose between."""
        return self.a.strip() == self.b.strip()
