"""For each template a question and answers to it, as the shared suite needs them: one file of the template's name."""

from dataclasses import dataclass
from importlib import import_module

from pipelines.kinds import Question, Task


@dataclass(frozen=True)
class Example:
    """A task, a question, and canonical values that answer it."""

    task: Task
    question: Question
    values: tuple[str, ...]


def example_of(template: str) -> Example:
    """The example in the file of the template's name."""
    example: Example = import_module(f"tests.contracts.template_examples.{template}").EXAMPLE
    return example
