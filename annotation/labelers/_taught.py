"""Verified examples that are answers of a task: what a labeler may learn from."""

from collections.abc import Sequence

from annotation.labelers._types import Example, Task
from pipelines.kinds import Invalid, kind_of


def answers_of(examples: Sequence[Example], task: Task) -> list[tuple[Example, tuple[str, ...], str]]:
    """Examples with text, the labels in their answers, and the answers in canonical form; the others teach nothing."""
    kind, found = kind_of(task.kind), []
    for example in examples:
        try:
            value = kind.check(example.answer, example.question, task)
        except Invalid:
            continue
        if example.text.strip():
            found.append((example, kind.classes(value), value))
    return found
