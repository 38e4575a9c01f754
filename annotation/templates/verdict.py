"""Template: whether an example may stand as it is."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Any

from annotation.templates._choices import add_choices, chosen
from annotation.templates._types import Result, Template, entry
from pipelines.kinds import Question, Task, kind_of


def verdict() -> Template:
    """Two boxes."""
    return _Verdict()


class _Verdict(Template):
    name = "verdict"
    kind = "verdict"

    def controls(self, view: ET.Element, task: Task) -> None:
        add_choices(view, kind_of(self.kind).options(task), "single-radio")

    def results(self, value: str, question: Question) -> list[dict[str, Any]]:
        return [entry("choices", {"choices": [value]})]

    def answer(self, results: Sequence[Result], question: Question) -> str | None:
        return chosen(results)
