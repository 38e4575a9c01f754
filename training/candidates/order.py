"""What the worker is told to answer: a model, prompts, and how to draw."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.core.ids import digest

_FILE = "order.json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One draw: the record, the turns of its prompt, and which of its answers this is (from 0)."""

    record_id: str
    prompt: Sequence[Mapping[str, str]]
    number: int = 0

    @property
    def text(self) -> str:
        """The prompt as one text."""
        return "\n\n".join(f"{turn['role']}: {turn['content']}" for turn in self.prompt)


@dataclass(frozen=True, slots=True)
class Order:
    """One piece of work.

    `base` and `tuned` are folders, `tuned` empty for a base as it is; `model` is the content hash of what answers. With
    `temperature` 0 answers are greedy. `longest` is the most tokens of an answer, `piece` how many
    answers are drawn and kept at a time.
    """

    base: str
    tuned: str
    model: str
    dtype: str
    temperature: float
    seed: int
    longest: int
    wanted: Sequence[Wanted]
    piece: int = 32

    @property
    def id(self) -> str:
        """Equal orders are the same work, which goes on where it was interrupted."""
        return digest(asdict(self))[:12]


def write_order(folder: Path, order: Order) -> None:
    """Write order.json."""
    write_atomically(folder / _FILE, json.dumps(asdict(order), ensure_ascii=False).encode("utf-8", "replace"))


def read_order(folder: Path) -> Order:
    """Read order.json.

    Raises:
        VerilodeError: where it is damaged.
    """
    try:
        values: dict[str, Any] = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return Order(**{**values, "wanted": [Wanted(**one) for one in values["wanted"]]})
    except (OSError, ValueError, KeyError, TypeError) as damage:
        raise VerilodeError(f"damaged: {damage}", file=folder / _FILE) from None
