"""The openai labeler: any OpenAI-compatible chat endpoint, asked record by record and never believed blindly."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from annotation.labelers._chat.asking import Asking
from annotation.labelers._chat.background import stream
from annotation.labelers._chat.endpoint import Wire
from annotation.labelers._chat.estimate import Planned, estimate
from annotation.labelers._chat.health import Health
from annotation.labelers._chat.prompt import Prompts
from annotation.labelers._chat.round import Round, unaskable
from annotation.labelers._chat.settings import Settings
from annotation.labelers._ledger import Ledger
from annotation.labelers._types import Estimate, Example, Labeler, Question, Suggestion, Task
from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress
from pipelines.kinds import Invalid, Kind, kind_of


def openai(
    *,
    base_url: str | None = None,
    model: str = "gpt-4.1-mini",
    api_key_env: str = "OPENAI_API_KEY",
    examples_per_prompt: int = 8,
    concurrency: int = 8,
    timeout: float = 60.0,
    max_attempts: int = 4,
    first_wait: float = 0.5,
    temperature: float | None = 0.0,
    max_answer_tokens: int = 400,
    logprobs: bool = True,
    samples: int = 1,
    price_in: float | None = None,
    price_out: float | None = None,
    give_up_after: float = 300.0,
    ask_again: bool = False,
) -> Labeler:
    """A chat model behind an OpenAI-compatible endpoint, with a schema for its answer and a check of it.

    The confidence is the probability of the tokens that spell the answer (written ones: the mean per token), or the
    share of several samples that agree, else None: a number the model states about itself is none. An answer that
    does not fit is asked for once more; then the record goes to a person, with the cause.

    Args:
        base_url: Address of the endpoint up to and including `/v1`; empty for OPENAI_BASE_URL or OpenAI itself.
        model: Name of the model as the endpoint knows it.
        api_key_env: Name of the environment variable that holds the key; not needed on this machine.
        examples_per_prompt: Verified records shown with each question, the most similar ones.
        concurrency: Questions under way at the same time.
        timeout: Seconds for one attempt, from the request to the last byte of the answer.
        max_attempts: Attempts for one request before its record goes to a person.
        first_wait: Seconds before the first repeat, doubled each time, unless the endpoint names a time.
        temperature: Randomness of the answer; nothing for models that refuse the setting.
        max_answer_tokens: Length limit of one answer.
        logprobs: Ask for token probabilities; an endpoint that refuses the question is asked without them.
        samples: Times a question is asked; from 2 on the most frequent answer counts, and temperature 0 becomes 0.7.
        price_in: Money for a million tokens sent; needed for a budget in money.
        price_out: Money for a million tokens answered.
        give_up_after: Seconds without any answer after which the other records go to people.
        ask_again: Ask anew where a stored answer did not count.
    """
    return _OpenAI(Settings(**locals()).checked())


@dataclass(frozen=True, slots=True)
class _OpenAI:
    settings: Settings

    def suggest(
        self, questions: Sequence[Question], examples: Sequence[Example], task: Task, ledger: Ledger | None = None
    ) -> Iterator[Suggestion]:
        """Suggestions in the order in which their answers arrive."""
        ledger = ledger or Ledger()
        self._check(task, ledger)
        options, kind, prompts = self.settings, kind_of(task.kind), self._prompts(examples, task)

        async def answer_all(emit: Callable[[Suggestion], None]) -> None:
            async with Wire(options.address, options.api_key_env, options.timeout) as wire:
                health, names = Health(options.tolerance), kind.order_of_fields
                asking = Asking(
                    wire, ledger, health, options.patience, options.terms, options.head, prompts.canary, names
                )
                round_ = Round(asking, prompts, kind, task, options.samples, options.ask_again)
                todo = iter(questions)

                async def worker() -> None:
                    for question in todo:
                        emit(await round_.suggestion(question))
                        await asyncio.sleep(0)  # stored answers wait for nothing: let a cancellation through

                await _together([worker() for _ in range(min(options.concurrency, len(questions)))])

        for done, suggestion in enumerate(stream(answer_all), start=1):
            progress(_label(ledger), done, len(questions))
            yield suggestion

    def estimate(
        self, questions: Sequence[Question], examples: Sequence[Example], task: Task, ledger: Ledger
    ) -> Estimate:
        """What asking would take, from the very requests that would be sent."""
        self._check(task, ledger)
        options, kind, prompts, head = (
            self.settings,
            kind_of(task.kind),
            self._prompts(examples, task),
            self.settings.head,
        )
        planned: list[Planned] = []
        stored = 0
        for done, question in enumerate(questions, start=1):
            progress("estimate", done, len(questions))
            request, _ = prompts.of(question)
            missing = sum(request.sample(number).key not in ledger for number in range(options.samples))
            stored += not missing
            if missing and not unaskable(question, kind):
                size = Planned(len(request.body(head.settings)), prompts.likely_answer(question))
                planned += [size] * missing
        measured = ledger.measured(options.terms.model)
        return estimate(len(questions), stored, planned, measured, options.terms.prices, options.concurrency)

    def _check(self, task: Task, ledger: Ledger) -> None:
        options = self.settings
        if ledger.budget.money is not None and None in (options.price_in, options.price_out):
            raise VerilodeError("labeler 'openai': a budget in money needs the options price_in and price_out")
        if kind_of(task.kind).needs_labels and not task.labels:
            raise VerilodeError("labeler 'openai' has no labels to choose from; name them in the recipe's task")

    def _prompts(self, examples: Sequence[Example], task: Task) -> Prompts:
        kind = kind_of(task.kind)
        known = [example for example in examples if _is_answer(example, kind, task)]
        return Prompts(kind, task, known, self.settings.examples_per_prompt, self.settings.in_requests)


def _is_answer(example: Example, kind: Kind, task: Task) -> bool:
    try:
        kind.check(example.answer, example.question, task)
    except Invalid:
        return False
    return True


def _label(ledger: Ledger) -> str:
    spent = ledger.spent
    cost = f"{spent.money:,.2f} spent" if spent.answers > spent.unpriced else f"{spent.calls:,} calls"
    return f"suggest: openai, {cost}"


async def _together(workers: Sequence[Any]) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for worker in workers:
                group.create_task(worker)
    except ExceptionGroup as several:
        raise several.exceptions[0] from None
