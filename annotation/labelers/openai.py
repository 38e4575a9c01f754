"""The openai labeler: any OpenAI-compatible chat endpoint, asked record by record and never believed blindly."""

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from annotation.labelers._answer import Fault, read_answer
from annotation.labelers._background import stream
from annotation.labelers._endpoint import (
    EndpointFailure,
    Patience,
    ask,
    checked_address,
    connect,
    is_loopback,
)
from annotation.labelers._prompt import Nearest, answer_format, messages, with_repair
from annotation.labelers._types import Example, Labeler, Question, Suggestion, Task
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import digest
from pipelines.core.progress import progress

_GIVE_UP_AFTER = 20
"""Questions in a row without any answer after which an endpoint counts as down."""


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
) -> Labeler:
    """A chat model behind an OpenAI-compatible endpoint, with a schema for its answer and a check of it.

    The confidence is the product of the probabilities of the label's tokens where the endpoint returns them,
    else None: a number the model states about itself is not one. The answer of the file is not shown to the
    model. An answer that does not fit is asked for once more; then the record goes to a person, with the cause.
    Waits and repeats on 429, 5xx, time-outs and lost connections.

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
        logprobs: Ask for token probabilities; switch off for endpoints that refuse the question.
    """
    for name, value in (("concurrency", concurrency), ("max_attempts", max_attempts), ("timeout", timeout)):
        if not value > 0:
            raise VerilodeError(f"labeler 'openai': {name} is {value}, wanted more than 0")
    address = checked_address(base_url)
    if not os.environ.get(api_key_env) and not is_loopback(address):
        raise VerilodeError(f"labeler 'openai' needs a key in the environment variable {api_key_env}")
    options: dict[str, Any] = {"model": model, "max_completion_tokens": max_answer_tokens}
    options |= {"temperature": temperature} if temperature is not None else {}
    options |= {"logprobs": True} if logprobs else {}
    patience = Patience(timeout, max_attempts, first_wait)
    return _OpenAI(address, api_key_env, options, examples_per_prompt, concurrency, patience)


@dataclass(frozen=True, slots=True)
class _OpenAI:
    base_url: str | None
    api_key_env: str
    options: dict[str, Any]
    examples_per_prompt: int
    concurrency: int
    patience: Patience

    def suggest(self, questions: Sequence[Question], examples: Sequence[Example], task: Task) -> Iterator[Suggestion]:
        """Suggestions in the order in which their answers arrive."""
        known = [example for example in examples if example.answer in task.labels]
        nearest, health = Nearest(known), _Health()

        async def answer_all(emit: Callable[[Suggestion], None]) -> None:
            async with connect(self.base_url, self.api_key_env, self.patience.timeout) as client:
                todo = iter(questions)

                async def worker() -> None:
                    for question in todo:
                        shown = nearest.to(question, self.examples_per_prompt)
                        emit(await self._answer(client, question, shown, task, health))

                await _together([worker() for _ in range(min(self.concurrency, len(questions)))])

        for done, suggestion in enumerate(stream(answer_all), start=1):
            progress("openai labeler", done, len(questions))
            yield suggestion

    async def _answer(
        self, client: Any, question: Question, shown: Sequence[Example], task: Task, health: "_Health"
    ) -> Suggestion:
        request = {
            **self.options,
            "messages": messages(question, shown, task),
            "response_format": answer_format(task.labels),
        }
        labeler, asked = f"openai:{self.options['model']}", digest(request)

        def needs_a_person(cause: str) -> Suggestion:
            return Suggestion(question.record_id, None, None, None, labeler, asked, cause)

        if not question.text.strip():
            return needs_a_person("no_text")
        if health.down:
            return needs_a_person(f"endpoint: down, {health.silent} questions in a row without an answer")
        try:
            read = await self._ask_twice(client, question.record_id, request, task)
        except EndpointFailure as failure:
            health.failed(failure)
            return needs_a_person(f"endpoint: {failure}")
        health.answered()
        if isinstance(read, Fault):
            return needs_a_person(read.cause)
        return Suggestion(question.record_id, read.label, read.confidence, read.rationale, labeler, asked)

    async def _ask_twice(self, client: Any, record_id: str, request: dict[str, Any], task: Task) -> Any:
        """The first answer that fits, or the fault of the second; a refusal is not argued with."""
        read = read_answer(await ask(client, request, self.patience, record_id), record_id, task.labels)
        if isinstance(read, Fault) and read.cause != "refused":
            again = {**request, "messages": with_repair(request["messages"], read.said, read.hint)}
            read = read_answer(await ask(client, again, self.patience, record_id), record_id, task.labels)
        return read


@dataclass(slots=True)
class _Health:
    """Whether the endpoint is worth asking: one run's memory of what it answered."""

    silent: int = 0
    ever: bool = False

    @property
    def down(self) -> bool:
        return self.silent >= _GIVE_UP_AFTER

    def answered(self) -> None:
        self.silent, self.ever = 0, True

    def failed(self, failure: EndpointFailure) -> None:
        """Count it; an endpoint that never answered anything ends the run instead of filling people's queues."""
        self.silent += 1
        if not self.ever and (failure.hopeless or self.down):
            raise VerilodeError(f"labeler 'openai': the endpoint answers nothing ({failure}); check address and key")


async def _together(workers: Sequence[Any]) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for worker in workers:
                group.create_task(worker)
    except ExceptionGroup as several:
        raise several.exceptions[0] from None
