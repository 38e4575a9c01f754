"""Template: a whole example put right, in one text field each for system, instruction and response."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Any

from annotation.templates._types import ONE_TEXT, TEXT, Result, Template, content, entry, named
from annotation.templates._xml import add
from pipelines.core.ids import canonical_json
from pipelines.kinds import Question, Task
from pipelines.kinds.edit import FIELDS


def edit_pair() -> Template:
    """Text fields that hold the suggested example, to be put right or left as they are."""
    return _EditPair()


class _EditPair(Template):
    name = "edit_pair"
    kind = "edit"
    answers = FIELDS

    def controls(self, view: ET.Element, task: Task) -> None:
        for name in FIELDS:
            add(view, "Header", value=name, size="6")
            add(view, "TextArea", name=name, toName=TEXT, rows="4", **ONE_TEXT)

    def results(self, value: str, question: Question) -> list[dict[str, Any]]:
        example = json.loads(value)
        return [entry("textarea", {"text": [example[name]]}, name) for name in FIELDS if example[name]]

    def answer(self, results: Sequence[Result], question: Question) -> str | None:
        written = {name: "\n".join(content(named(results, name), "text")) for name in FIELDS}
        return canonical_json(written).decode("utf-8", "surrogatepass") if any(written.values()) else None
