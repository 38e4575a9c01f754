"""What a labeler is asked, what it may learn from, and what it answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipelines.kinds import Question, Task


@dataclass(frozen=True, slots=True)
class Example:
    """One record whose `answer` was verified by a person; `given` is what its source file had, if any."""

    text: str
    answer: str
    given: str | None
    record_id: str
    candidates: tuple[str, ...] = ()

    @property
    def question(self) -> Question:
        """What the person was asked."""
        return Question(self.record_id, self.text, self.given, self.candidates)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed answer, or the reason why there is none.

    `value` is None exactly when `cause` says why a person has to decide.
    `value` is in the canonical form of the task's kind. `confidence` (0 to 1) is None where the labeler has no honest
    number; `basis` says what it is made of ("token probabilities", "5 samples"). Causes are short and countable:
    `no_text`, `unknown_words`, `off_schema`, `wrong_record`, `empty`, `cut`, `refused`, `endpoint: …`.
    """

    record_id: str
    value: str | None
    confidence: float | None
    rationale: str | None
    labeler: str
    prompt_hash: str
    cause: str | None = None
    basis: str | None = None


class Labeler(Protocol):
    """Proposes answers; keeps nothing between calls."""

    def suggest(self, questions: Sequence[Question], examples: Sequence[Example], task: Task) -> Iterator[Suggestion]:
        """Exactly one suggestion per question, in any order; no question ever gets a default label.

        Raises:
            VerilodeError: when the labeler cannot start at all (too few examples, no key).
        """
