"""What a labeler is asked, what it may learn from, and what it answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from annotation.labelers._ledger import Ledger
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
    `no_text`, `unknown_words`, `off_schema`, `wrong_record`, `canary`, `empty`, `cut`, `refused`, `budget`,
    `endpoint: …`.
    """

    record_id: str
    value: str | None
    confidence: float | None
    rationale: str | None
    labeler: str
    prompt_hash: str
    cause: str | None = None
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What asking would take, before anything is asked. What is not known is None, never a guess.

    `stored` of the `records` are answered in the ledger already. `basis` says what the tokens are counted from.
    """

    records: int
    stored: int = 0
    tokens_in: int | None = None
    tokens_out: int | None = None
    basis: str = "nothing is asked of an endpoint"
    money: float | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class RuleReport:
    """One rule: `coverage` is the share of records it speaks on, `clashes` how many of them another rule contradicts.

    `precision` is `right` of `checked`, None where nothing was checked.
    """

    name: str
    label: str
    speaks: int
    coverage: float
    clashes: int
    checked: int
    right: int
    precision: float | None


class Labeler(Protocol):
    """Proposes answers; keeps nothing between calls but what it writes into the ledger.

    A labeler may also have `estimate(questions, examples, task, ledger) -> Estimate`.
    """

    def suggest(
        self,
        questions: Sequence[Question],
        examples: Sequence[Example],
        task: Task,
        ledger: Ledger | None = None,
    ) -> Iterator[Suggestion]:
        """Exactly one suggestion per question, in any order; no question ever gets a default label.

        Whose record is shown to an endpoint as an example is added to `ledger.shown`. Without a ledger, one in memory
        is used.

        Raises:
            VerilodeError: when the labeler cannot start at all (too few examples, no key).
        """
