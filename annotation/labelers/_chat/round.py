"""One run over a task's questions: each ends with a checked answer or a named cause."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotation.labelers._chat.answer import Answer, Fault, read_reply
from annotation.labelers._chat.asking import Asking, OutOfBudget
from annotation.labelers._chat.consistency import most_frequent
from annotation.labelers._chat.endpoint import EndpointFailure
from annotation.labelers._chat.health import Down
from annotation.labelers._chat.prompt import Prompts, Request
from annotation.labelers._types import Question, Suggestion, Task
from pipelines.kinds import Kind


@dataclass(frozen=True, slots=True)
class Round:
    """The questions' common ground. `samples` times each question is asked; with `ask_again` a stored answer that did
    not count is asked for anew."""

    asking: Asking
    prompts: Prompts
    kind: Kind
    task: Task
    samples: int
    ask_again: bool

    async def suggestion(self, question: Question) -> Suggestion:
        """One suggestion, whatever happens to the record's calls."""
        request, shown = self.prompts.of(question)
        name = self.asking.terms.model

        def needs_a_person(cause: str) -> Suggestion:
            return Suggestion(question.record_id, None, None, None, name, request.key, cause)

        if cause := unaskable(question, self.kind):
            return needs_a_person(cause)
        try:
            read = [await self._ask_twice(request.sample(number), question) for number in range(self.samples)]
        except EndpointFailure as failure:
            return needs_a_person(f"endpoint: {failure}")
        except Down:
            return needs_a_person("endpoint: down")
        except OutOfBudget:
            return needs_a_person("budget")
        self.asking.ledger.shown.update(shown)
        best, sure, basis = self._verdict(read)
        if isinstance(best, Fault):
            return needs_a_person(best.cause)
        return Suggestion(question.record_id, best.value, sure, best.rationale, name, request.key, None, basis)

    def _verdict(self, read: Sequence[Answer | Fault]) -> tuple[Answer | Fault, float | None, str | None]:
        """The answer that counts, its confidence, and what that is made of."""
        first = read[0]
        if len(read) == 1:
            sure = first.confidence if isinstance(first, Answer) else None
            return first, sure, None if sure is None else "token probabilities"
        values = [one.value if isinstance(one, Answer) else None for one in read]
        found = most_frequent(values, self.kind.agree)
        return (read[found[0]], found[1], f"{len(read)} samples") if found else (first, None, None)

    async def _ask_twice(self, request: Request, question: Question) -> Answer | Fault:
        """The first answer that fits, or the fault of the second; a refusal is not argued with."""
        read = await self._ask(request, question)
        if isinstance(read, Fault) and read.arguable:
            read = await self._ask(request.repaired(read.said, read.hint), question)
        return read

    async def _ask(self, request: Request, question: Question) -> Answer | Fault:
        stored = self.asking.stored(request)
        if stored is not None:
            read = read_reply(stored, self.kind, question, self.task)
            if isinstance(read, Answer) or not self.ask_again:
                return read
        return read_reply(await self.asking.reply(request), self.kind, question, self.task)


def unaskable(question: Question, kind: Kind) -> str | None:
    """Why asking about a record would be for nothing."""
    if kind.control == "order" and len(question.candidates) < 2:
        return "too_few_candidates"
    return None if question.text.strip() or question.candidates else "no_text"
