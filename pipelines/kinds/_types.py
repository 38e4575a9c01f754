"""What is asked about a record, and what every kind of task can say about an answer."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pipelines.core.ids import coin, digest
from pipelines.core.records import Record


class Invalid(ValueError):
    """An answer that does not count, with the reason in a few words."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of labelers and people: the labels to choose from, the guideline they see, the kind of answer.

    `separator` stands between the levels of hierarchical labels ("Heart/Failure/Acute"); empty where labels are flat.
    """

    labels: tuple[str, ...] = ()
    guideline: str = ""
    kind: str = "classify"
    separator: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One record as it is put before a labeler or a person.

    `text` is what they read, `given` the answer the source had, if any, `candidates` the texts to be put in order
    (in the record's own order; `order` is how they are shown).
    """

    record_id: str
    text: str
    given: str | None = None
    candidates: tuple[str, ...] = ()

    @property
    def stamp(self) -> str:
        """A digest of what is asked: an answer is about just these words."""
        return digest([self.text, list(self.candidates)])[:16]

    @property
    def order(self) -> tuple[int, ...]:
        """Numbers of the candidates in the order they are shown: mixed by the record's id, equal for everybody.

        The source's own preference must not show in the order.
        """
        places = range(len(self.candidates))
        return tuple(sorted(places, key=lambda place: coin("candidate", self.record_id, place)))


class Kind(ABC):
    """One kind of task. Values are canonical strings; `check` makes and proves them so."""

    control: ClassVar[str]
    """What an answer is given with: `choice`, `choices`, `spans`, `text`, `fields`, `order`, `preference`."""

    hideable: ClassVar[bool] = True
    """Whether a person can answer without seeing the suggestion; False where the suggested text is what is judged."""

    fault: ClassVar[str] = "wrong"
    """What a suggestion is called that people do not let stand."""

    opinion: ClassVar[bool] = False
    """Whether people may differ without one of them being wrong, so that there is nothing to settle."""

    needs_labels: ClassVar[bool] = False
    """Whether the task must have labels (from the recipe or from the data)."""

    order_of_fields: ClassVar[tuple[str, ...]]
    """Names of the fields a chat model answers with, the answer's own only."""

    asks: ClassVar[str]
    """One sentence that tells a chat model what to put into these fields."""

    @abstractmethod
    def question(self, record: Record) -> Question:
        """What is asked about a record."""

    @abstractmethod
    def check(self, value: str, question: Question, task: Task) -> str:
        """The value in canonical form.

        Raises:
            Invalid: with the reason, for anything that is no answer to this question.
        """

    def agree(self, one: str, other: str) -> bool:
        """Whether two canonical values say the same as far as what is frozen goes."""
        return one == other

    @abstractmethod
    def schema(self, question: Question, task: Task) -> dict[str, Any]:
        """JSON schema of each of `order_of_fields`."""

    @abstractmethod
    def from_model(self, told: Mapping[str, Any], question: Question, task: Task) -> str:
        """The checked value in a chat model's fields.

        Raises:
            Invalid: where the fields are no answer to this question.
        """

    @abstractmethod
    def to_model(self, value: str, question: Question) -> dict[str, Any]:
        """A value as the fields a chat model would answer with; for examples."""

    def options(self, task: Task) -> tuple[str, ...]:
        """What there is to choose from; empty where nothing is chosen."""
        return task.labels

    def classes(self, value: str) -> tuple[str, ...]:
        """The labels in a value, for strata and figures by label; empty where there are none."""
        return ()

    @abstractmethod
    def frozen(self, record: Record, value: str) -> dict[str, str | None] | None:
        """Content fields of the record with this answer in its place, for a snapshot; None leaves the record out."""

    def variants(self, value: str, question: Question, task: Task) -> Sequence[str]:
        """Wrong answers that lie near this one, for simulated slips and planted errors; may be empty."""
        return ()

    def shown(self, value: str, question: Question | None = None) -> str:
        """The value as one readable text."""
        return value
