"""The given labeler: what the source file says is the suggestion, to be audited like any other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotation.labelers._serves import only
from annotation.labelers._types import Example, Labeler, Question, Suggestion, Task
from pipelines.core.ids import digest
from pipelines.core.progress import progress
from pipelines.kinds import Invalid, kind_of

if TYPE_CHECKING:
    from annotation.labelers._ledger import Ledger

_KINDS = ("classify", "multilabel", "spans", "generate", "edit", "rank")


def given() -> Labeler:
    """The answers, texts or preferences that the files already hold, so that they can be certified.

    There is no confidence, as a file has none: records are ranked by nothing but their ids, and the certificate saves
    work only where few of the file's answers are wrong. Where that is not so, a labeler that can doubt saves more.
    """
    return _Given()


@dataclass(frozen=True, slots=True)
class _Given:
    def suggest(
        self,
        questions: Sequence[Question],
        examples: Sequence[Example],
        task: Task,
        ledger: "Ledger | None" = None,
    ) -> Iterator[Suggestion]:
        """In the order of the questions; nothing is asked of anybody."""
        only("given", task, _KINDS, "repeats what the files say")
        kind = kind_of(task.kind)
        for done, question in enumerate(questions, start=1):
            value, cause = None, "no_text" if not question.text.strip() else "no_answer_given"
            if question.given is not None and question.text.strip():
                try:
                    value, cause = kind.check(question.given, question, task), None
                except Invalid:
                    cause = "answer_given_is_none"
            why = None if value is None else "the file says so"
            yield Suggestion(question.record_id, value, None, why, "given", digest([question.given, task.kind]), cause)
            progress("given labeler", done, len(questions))
