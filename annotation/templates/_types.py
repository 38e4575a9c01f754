"""What every template can do: the interface, a task's data, a suggestion as a prediction, an answer read back."""

import xml.etree.ElementTree as ET
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from annotation.templates._xml import add, options, text_safe
from pipelines.kinds import Invalid, Question, Task, kind_of
from pipelines.store.labels import Suggested

ANSWER, TEXT, FLAGS, NOTE = "answer", "text", "flags", "note"
"""Names of the tags every interface has."""

UNSURE, NONE_FITS = "unsure", "no answer fits"
"""What a person can tick beside the answer."""

ID_FIELD = "verilode_id"
"""Field of a task's data that holds the record's id."""

Result = Mapping[str, Any]
"""One entry of an annotation's or prediction's `result`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an annotation says. `value` is not checked yet; None where no answer was given.

    `none_fits`: the person found that no answer fits, so the record is to be rejected.
    """

    value: str | None
    note: str | None = None
    unsure: bool = False
    none_fits: bool = False


class Template(ABC):
    """The interface of one kind of task. `blind` interfaces have no place for a suggestion at all."""

    kind: ClassVar[str]
    """The kind of task it serves."""

    name: ClassVar[str]
    """The name of its file."""

    answers: ClassVar[tuple[str, ...]] = (ANSWER,)
    """Names of the controls that hold the answer; others that somebody added on the server are passed over."""

    preference: ClassVar[int] = 0
    """Of several templates that would do, the highest is taken."""

    def takes(self, question: Question) -> bool:
        """Whether this question can be put in this interface."""
        return True

    def config(self, task: Task, blind: bool) -> str:
        """The labelling interface in Label Studio's XML.

        Raises:
            VerilodeError: for labels that Label Studio cannot tell apart or XML cannot hold.
        """
        view = ET.Element("View")
        add(view, "Header", value="Record", size="5")
        add(view, "Text", name=TEXT, value=f"${TEXT}")
        if not blind:
            _add_suggestion(view)
        add(view, "Header", value="Your answer", size="5")
        self.controls(view, task)
        flags = add(view, "Choices", name=FLAGS, toName=TEXT, choice="multiple", showInLine="true")
        options(flags, "Choice", (UNSURE, NONE_FITS))
        add(view, "TextArea", name=NOTE, toName=TEXT, rows="2", placeholder="Note (optional)", **ONE_TEXT)
        return ET.tostring(view, encoding="unicode")

    def task_data(self, question: Question, suggestion: Suggested | None = None, blind: bool = False) -> dict[str, Any]:
        """What a task holds; a blind one holds nothing of the suggestion."""
        data = {ID_FIELD: question.record_id, TEXT: text_safe(question.text), **self.fields(question)}
        if blind:
            return data
        if suggestion is None or suggestion.value is None:
            return data | {"suggestion": "none", "confidence": "", "rationale": ""}
        shown = kind_of(self.kind).shown(suggestion.value, question)
        sure = "" if suggestion.confidence is None else f"{suggestion.confidence:.0%} sure"
        told = {"suggestion": shown or "(empty)", "confidence": sure, "rationale": suggestion.rationale or ""}
        return data | {name: text_safe(text) for name, text in told.items()}

    def question(self, data: Mapping[str, Any]) -> Question:
        """The question as the person saw it, from what the task holds.

        Raises:
            Invalid: where the task does not hold one of ours.
        """
        name, text = data.get(ID_FIELD), data.get(TEXT)
        if not isinstance(name, str) or not isinstance(text, str):
            raise Invalid("the task holds no record of ours")
        return Question(name, text, candidates=in_own_order(name, self.shown_candidates(data)))

    def prediction(self, value: str, question: Question, task: Task) -> list[dict[str, Any]]:
        """A canonical value as the `result` of a prediction."""
        return [{"id": f"p{n}", **result} for n, result in enumerate(self.results(value, question))]

    def value(self, results: Sequence[Result], question: Question, task: Task) -> Reading:
        """What an annotation's `result` says.

        Raises:
            Invalid: with the reason, where it cannot be read.
        """
        if not all(isinstance(result, Mapping) for result in results):
            raise Invalid("the annotation holds something that is no result")
        own = [result for result in results if result.get("from_name") in self.answers]
        told = content(named(results, NOTE), "text")
        note = "\n".join(told).strip()
        flags = content(named(results, FLAGS), "choices")
        if NONE_FITS in flags:
            return Reading(None, note or None, UNSURE in flags, none_fits=True)
        return Reading(self.answer(own, question), note or None, UNSURE in flags)

    @abstractmethod
    def controls(self, view: ET.Element, task: Task) -> None:
        """Add what the answer is given with."""

    def fields(self, question: Question) -> dict[str, Any]:
        """Further data that the controls show."""
        return {}

    def shown_candidates(self, data: Mapping[str, Any]) -> list[str]:
        """The candidates in the order they are shown; empty where the kind has none."""
        return []

    @abstractmethod
    def results(self, value: str, question: Question) -> list[dict[str, Any]]:
        """A canonical value as entries of a `result`, without ids."""

    @abstractmethod
    def answer(self, results: Sequence[Result], question: Question) -> str | None:
        """The value in these entries; None where there is none."""


ONE_TEXT = {"editable": "true", "maxSubmissions": "1"}
"""Attributes of a text field that holds one text, which stays open to changes."""


def entry(kind: str, value: Mapping[str, Any], name: str = ANSWER, to: str = TEXT) -> dict[str, Any]:
    """One entry of a `result`."""
    return {"from_name": name, "to_name": to, "type": kind, "value": dict(value)}


def named(results: Sequence[Result], name: str) -> list[Result]:
    """The entries of one control."""
    return [result for result in results if result.get("from_name") == name]


def held(result: Result) -> Mapping[str, Any]:
    """What an entry holds; nothing where it is damaged."""
    value = result.get("value")
    return value if isinstance(value, Mapping) else {}


def content(results: Sequence[Result], key: str) -> list[str]:
    """All texts under `key` in these entries.

    Raises:
        Invalid: where something else is there.
    """
    found: list[str] = []
    for result in results:
        texts = held(result).get(key)
        texts = [texts] if isinstance(texts, str) else texts
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise Invalid(f"the control {result.get('from_name')!r} holds no {key}")
        found += texts
    return found


def in_own_order(record_id: str, shown: Sequence[str]) -> tuple[str, ...]:
    """Candidates as the record numbers them, from the order they are shown in."""
    order = Question(record_id, "", candidates=tuple(shown)).order
    own = dict(zip(order, shown, strict=True))
    return tuple(own[number] for number in range(len(shown)))


def _add_suggestion(view: ET.Element) -> None:
    add(view, "Header", value="Suggestion", size="5")
    for name in ("suggestion", "confidence", "rationale"):
        add(view, "Text", name=name, value=f"${name}")
