"""Between records and tasks: what is sent about a record, and what an annotation that comes back says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from annotation.templates import Template
from pipelines.core.ids import digest
from pipelines.kinds import Invalid, Kind, Question, Task, kind_of
from pipelines.store.labels import Suggested

IDLE_LIMIT = 300.0
"""Seconds a record counts at most: Label Studio's lead time runs on while nobody is there."""

NOTHING, SUGGESTION, SAID = "nothing", "suggestion", "what people said"
"""What stands beside a record."""

UNKNOWN = "label-studio:unknown"
"""Actor of an annotation whose author the server does not name, followed by his number there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One record to be sent: `proposal` is the text under judgement of the kinds that judge one."""

    question: Question
    suggestion: Suggested | None = None
    proposal: str | None = None
    planted: str | None = None
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """What one person's newest annotation of a task says, as an annotation's status: `invalid` with the reason."""

    actor: str
    annotation: int
    updated_at: str
    status: str
    value: str | None = None
    note: str | None = None
    unsure: bool = False
    lead_time: float | None = None
    reason: str | None = None

    @property
    def seconds(self) -> float | None:
        """The lead time, up to the idle limit."""
        return None if self.lead_time is None else min(self.lead_time, IDLE_LIMIT)

    @property
    def digest(self) -> str:
        """Equal for annotations that say the same."""
        return digest([self.status, self.value, self.note, self.unsure, self.reason])


class Desk:
    """Writes tasks and reads annotations of one interface."""

    def __init__(self, template: Template, task: Task, shows: str) -> None:
        self.template = template
        self.task = task
        self.shows = shows
        self.kind: Kind = kind_of(task.kind)

    @property
    def config(self) -> str:
        """The labelling interface."""
        return self.template.config(self.task, blind=self.shows == NOTHING)

    def data(self, asked: Asked) -> dict[str, Any]:
        """What the task holds; nothing of the suggestion where none is to be seen."""
        if self.shows == SAID:
            data = self.template.task_data(asked.question)
            return data | {"suggestion": "\n".join(f"{n}. {text}" for n, text in enumerate(asked.said, start=1))}
        return self.template.task_data(asked.question, asked.suggestion, blind=self.shows == NOTHING)

    def shown_value(self, asked: Asked) -> str | None:
        """The value that stands in the answer's place before a person touches it."""
        if not self.kind.hideable:
            return asked.proposal
        return asked.suggestion.value if self.shows == SUGGESTION and asked.suggestion else None

    def prediction(self, asked: Asked, version: str) -> dict[str, Any] | None:
        """The value shown as Label Studio's prediction; its score only where the confidence may be seen.

        Raises:
            Invalid: where the value is no answer to the question, or does not come back as it went.
        """
        value = self.shown_value(asked)
        if value is None:
            return None
        value = self.kind.check(value, asked.question, self.task)
        result = self.template.prediction(value, asked.question, self.task)
        back = self.template.value(result, asked.question, self.task).value
        if back is None or self.kind.check(back, asked.question, self.task) != value:
            raise Invalid("Label Studio cannot hold this suggestion")
        confidence = asked.suggestion.confidence if asked.suggestion and self.shows == SUGGESTION else None
        if confidence is not None and not 0.0 <= confidence <= 1.0:
            raise Invalid(f"the confidence {confidence} is none; it must lie between 0 and 1")
        return {"model_version": version, "result": result} | ({} if confidence is None else {"score": confidence})

    def hear(self, task: Mapping[str, Any], people: Mapping[int, str], intact: bool) -> list[Heard]:
        """What each person says about a task: of several annotations by one, the one changed last.

        Args:
            task: With its annotations, as the server has it.
            people: Actors by the server's user numbers.
            intact: Whether the task's data are those that were sent.
        """
        newest: dict[str, Mapping[str, Any]] = {}
        for annotation in sorted(task.get("annotations") or [], key=_age):
            user = annotation.get("completed_by")
            newest[people.get(user) or f"{UNKNOWN}-{user}"] = annotation
        return [self._heard(actor, one, task, intact) for actor, one in newest.items()]

    def _heard(self, actor: str, one: Mapping[str, Any], task: Mapping[str, Any], intact: bool) -> Heard:
        basis = (actor, int(one["id"]), stamp(one.get("updated_at")))
        lead = one.get("lead_time")
        spent = float(lead) if isinstance(lead, int | float) and lead >= 0 else None
        try:
            if not intact:
                raise Invalid("the task's data were changed on the server after they were sent")
            question = self.template.question(task["data"])
            reading = self.template.value(one.get("result") or [], question, self.task)
            empty = reading.value in (None, "[]")
            if one.get("was_cancelled") or (reading.unsure and empty and not reading.none_fits):
                return Heard(*basis, "skipped", None, reading.note, reading.unsure, spent)
            if reading.none_fits:
                return Heard(*basis, "discarded", None, reading.note, reading.unsure, spent)
            if reading.value is None:
                raise Invalid("it was submitted without an answer")
            value = self.kind.check(reading.value, question, self.task)
        except Invalid as reason:
            if one.get("was_cancelled"):
                return Heard(*basis, "skipped", lead_time=spent)
            return Heard(*basis, "invalid", lead_time=spent, reason=str(reason))
        return Heard(*basis, "submitted", value, reading.note, reading.unsure, spent)


class Inspection:
    """Label Studio's own checks, done here because the server stores what fails them without a word."""

    def __init__(self, config: str) -> None:
        from label_studio_sdk.label_interface import LabelInterface

        self._interface = LabelInterface(config)
        self._interface.validate()

    def faults(self, predictions: Iterable[Mapping[str, Any]]) -> list[str]:
        """What is wrong with these predictions; empty when all is well."""
        return [
            str(fault)
            for prediction in predictions
            for fault in self._interface.validate_prediction(dict(prediction), return_errors=True) or []
        ]


def content_hash(data: Mapping[str, Any]) -> str:
    """Digest of what a task holds."""
    return digest(dict(data))


def stamp(moment: Any) -> str:
    """A time of the server in a form whose order as text is the order in time."""
    return datetime.fromisoformat(str(moment)).astimezone(UTC).isoformat(timespec="microseconds")


def _age(annotation: Mapping[str, Any]) -> tuple[str, int]:
    return stamp(annotation.get("updated_at")), int(annotation["id"])
