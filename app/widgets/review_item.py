"""What a reviewer is shown: records in a queue, how far along the batch is."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggested:
    """A model's proposed answer as a reviewer sees it.

    `confidence` is from 0 to 1, None if unknown; `basis` says what it is made of. `shown` is the value as people read
    it, where that is not the value.
    """

    value: str
    confidence: float | None = None
    rationale: str = ""
    shown: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer somebody gave, without a name: `value` is None where they found that none fits."""

    value: str | None
    shown: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One record to decide on.

    `control` is what the answer is given with (see `pipelines.kinds.Kind.control`). `options` are the labels, in the
    order of the recipe; `separator` stands between the levels of hierarchical ones. `candidates` are in the order in
    which they are shown, and values are written in their numbers. `context` is one line about where the record is from.
    `proposal` is a written text that is judged. `draft` and `note` are what this person typed before. `answers` are
    those of a dispute.

    Without a `suggestion` there is nothing to hide in the browser.
    """

    record_id: str
    text: str
    options: tuple[str, ...]
    version: int = 0
    context: str = ""
    suggestion: Suggested | None = None
    phase: str = ""
    control: str = "choice"
    separator: str = ""
    candidates: tuple[str, ...] = ()
    proposal: str | None = None
    draft: str | None = None
    note: str = ""
    answers: tuple[Answer, ...] = ()

    @property
    def blind(self) -> bool:
        """Whether the reviewer answers without seeing a suggestion."""
        return self.suggestion is None

    @property
    def base(self) -> str | None:
        """The value that may be accepted as it stands, if there is one."""
        return self.suggestion.value if self.suggestion else self.proposal


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
