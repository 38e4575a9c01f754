"""Template: a written answer."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Any

from annotation.templates._types import ANSWER, ONE_TEXT, TEXT, Result, Template, content, entry
from annotation.templates._xml import add
from pipelines.kinds import Question, Task


def text() -> Template:
    """A text field that holds the suggested answer, to be put right or left as it is."""
    return _Text()


class _Text(Template):
    name = "text"
    kind = "generate"

    def controls(self, view: ET.Element, task: Task) -> None:
        add(view, "TextArea", name=ANSWER, toName=TEXT, rows="8", **ONE_TEXT)

    def results(self, value: str, question: Question) -> list[dict[str, Any]]:
        return [entry("textarea", {"text": [value]})]

    def answer(self, results: Sequence[Result], question: Question) -> str | None:
        written = content(results, "text")
        return "\n".join(written) if written else None
