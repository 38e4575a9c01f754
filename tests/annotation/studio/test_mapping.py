"""What an annotation says, read without a server."""

from typing import Any

import pytest

from annotation.studio.mapping import NOTHING, SUGGESTION, Asked, Desk, Heard, Inspection, stamp
from annotation.templates import TEMPLATES
from pipelines.kinds import Invalid, Question, Task
from pipelines.store.labels import Suggested

TASK, QUESTION = Task(("a", "b")), Question("r1", "text")
DATA = {"verilode_id": "r1", "text": "text"}


def desk(shows: str = NOTHING) -> Desk:
    return Desk(TEMPLATES.build("classify"), TASK, shows)


def annotation(number: int, label: str, user: int | None = 7, **more: Any) -> dict[str, Any]:
    result = [{"from_name": "answer", "type": "choices", "value": {"choices": [label]}}]
    base = {"id": number, "completed_by": user, "updated_at": "2026-01-01T00:00:00Z", "result": result}
    return base | more


def heard(*annotations: dict[str, Any], people: dict[int, str] | None = None, intact: bool = True) -> list[Heard]:
    return desk().hear({"data": DATA, "annotations": list(annotations)}, people or {}, intact)


def test_an_annotator_whom_the_server_does_not_name_is_kept_by_number() -> None:
    known, unknown, nobody = heard(
        annotation(1, "a", 3), annotation(2, "a", 7), annotation(3, "a", None), people={3: "x@y"}
    )
    assert (known.actor, unknown.actor) == ("x@y", "label-studio:unknown-7")
    assert nobody.actor == "label-studio:unknown-None"


def test_the_annotation_changed_last_counts_not_the_one_made_last() -> None:
    (one,) = heard(annotation(1, "a", updated_at="2026-01-01T00:00:00.5Z"), annotation(2, "b"))
    assert (one.annotation, one.value) == (1, "a")


def test_a_task_changed_on_the_server_is_not_answered() -> None:
    (one,) = heard(annotation(1, "a"), intact=False)
    assert (one.status, one.reason) == ("invalid", "the task's data were changed on the server after they were sent")


def test_a_skip_stays_a_skip_whatever_it_holds() -> None:
    (one,) = heard(annotation(1, "nonsense", was_cancelled=True, lead_time=3.0))
    assert (one.status, one.value, one.seconds) == ("skipped", None, 3.0)


@pytest.mark.parametrize(("lead", "seconds"), [(299.0, 299.0), (7200.0, 300.0), (None, None), ("x", None), (-1, None)])
def test_seconds_are_the_lead_time_up_to_the_idle_limit(lead: Any, seconds: float | None) -> None:
    assert heard(annotation(1, "a", lead_time=lead))[0].seconds == seconds


def test_times_with_and_without_fractions_are_in_order() -> None:
    assert stamp("2026-01-01T00:00:00Z") < stamp("2026-01-01T00:00:00.5Z") < stamp("2026-01-01T01:00:01+01:00")


@pytest.mark.parametrize(
    ("suggestion", "reason"),
    [
        (Suggested("c", 0.5, None, "local", None), "'c' is not one of the 2 labels"),
        (Suggested("a", 7.0, None, "local", None), "the confidence 7.0 is none; it must lie between 0 and 1"),
    ],
)
def test_a_prediction_that_label_studio_would_store_without_a_word_is_refused(
    suggestion: Suggested, reason: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        desk(SUGGESTION).prediction(Asked(QUESTION, suggestion), "v1")
    assert str(refusal.value) == reason


def test_the_sdk_s_checks_are_made_as_well() -> None:
    pytest.importorskip("label_studio_sdk", reason="needs the extra: labelstudio")
    inspection = Inspection(desk().config)
    good = desk(SUGGESTION).prediction(Asked(QUESTION, Suggested("a", 0.5, None, "local", None)), "v1")
    bad = {"result": [{**good["result"][0], "value": {"choices": ["zzz"]}}]}
    assert inspection.faults([good]) == []
    assert "zzz" in inspection.faults([bad])[0]
