"""Template: any number of labels out of a set; none chosen says that none fits."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Any

from annotation.templates._choices import add_choices
from annotation.templates._types import Result, Template, content, entry
from pipelines.core.ids import canonical_json
from pipelines.kinds import Question, Task, kind_of


def multilabel() -> Template:
    """Boxes, or a searchable list, of which any number is chosen."""
    return _Multilabel()


class _Multilabel(Template):
    name = "multilabel"
    kind = "multilabel"

    def controls(self, view: ET.Element, task: Task) -> None:
        add_choices(view, kind_of(self.kind).options(task), "multiple")

    def results(self, value: str, question: Question) -> list[dict[str, Any]]:
        labels = list(kind_of(self.kind).classes(value))
        return [entry("choices", {"choices": labels})] if labels else []

    def answer(self, results: Sequence[Result], question: Question) -> str | None:
        return canonical_json(sorted(content(results, "choices"))).decode("utf-8", "surrogatepass")
