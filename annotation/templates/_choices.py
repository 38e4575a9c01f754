"""Boxes to tick, shared by the templates that choose."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Any

from annotation.templates._types import ANSWER, TEXT, Result, Template, content, entry
from annotation.templates._xml import LONG_LIST, add, options
from pipelines.core.errors import VerilodeError
from pipelines.kinds import Invalid, Question, Task, kind_of


def add_choices(view: ET.Element, labels: Sequence[str], choice: str) -> None:
    """The labels as options; `choice` is Label Studio's word for how many may be chosen."""
    if not labels:
        raise VerilodeError("there is nothing to choose from: the task has no labels")
    layout = "select" if len(labels) > LONG_LIST else "inline"
    boxes = add(view, "Choices", name=ANSWER, toName=TEXT, choice=choice, layout=layout)
    options(boxes, "Choice", labels)


class OneChoice(Template):
    """Boxes, or a searchable list, of which one is chosen."""

    def controls(self, view: ET.Element, task: Task) -> None:
        """The task's options as boxes."""
        add_choices(view, kind_of(self.kind).options(task), "single-radio")

    def results(self, value: str, question: Question) -> list[dict[str, Any]]:
        """The label as the one choice."""
        return [entry("choices", {"choices": [value]})]

    def answer(self, results: Sequence[Result], question: Question) -> str | None:
        """The one label that was chosen, or None.

        Raises:
            Invalid: where there are several.
        """
        found = content(results, "choices")
        if len(found) > 1:
            raise Invalid(f"{len(found)} labels were chosen where one is wanted")
        return found[0] if found else None
