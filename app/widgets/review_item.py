"""What a reviewer is shown: records in a queue, how far along the batch is."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggested:
    """A model's proposed answer as a reviewer sees it; `confidence` from 0 to 1, None if unknown."""

    value: str
    confidence: float | None = None
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One record to decide on.

    `options` are the labels, most likely first: the first nine have keys. `context` is one line about where the
    record is from. Without a `suggestion` the record is reviewed blind: there is nothing to hide in the browser.
    """

    record_id: str
    text: str
    options: tuple[str, ...]
    version: int = 0
    context: str = ""
    suggestion: Suggested | None = None
    phase: str = ""

    @property
    def blind(self) -> bool:
        """Whether the reviewer answers without seeing a suggestion."""
        return self.suggestion is None


@dataclass(frozen=True, slots=True)
class Quota:
    """How far one stratum is."""

    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reviewer's batch is; `done` counts stored decisions only."""

    done: int
    total: int
    batch: str = ""
    quotas: Sequence[Quota] = ()
