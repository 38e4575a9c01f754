"""The judge on base and tuned answers: over a real connection, paid once, an advice unless it is told to count."""

from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from tests.fakes.judge import panel
from training.evaluation.judged import judge_answers
from training.evaluation.planning import judge_settings
from training.metrics import Answered

IDS = [f"r{i}" for i in range(6)]


def said(*answers: str) -> list[Answered]:
    return [Answered(name, "How?", "best", answer) for name, answer in zip(IDS, answers, strict=True)]


BASE = said("poor", "good *", "poor", "same", "poor", "poor")
TUNED = said("good *", "poor", "good *", "same", "good *", "good *")


def test_the_tuned_answers_are_preferred_and_paid_for_once(tmp_path: Path) -> None:
    with panel(IDS) as server:
        settings = {"model": "grader", "base_url": server.base_url, "gate": True}
        found = judge_answers(settings, BASE, TUNED, tmp_path)
        again = judge_answers(settings, BASE, TUNED, tmp_path)
    assert (found["n"], found["model"], found["flip_rate"]) == (6, "grader", 0.0)
    assert found["win_rate"] == pytest.approx((4 + 0.5) / 6)
    assert found["difference"]["low"] <= 0.5 <= found["difference"]["high"]
    assert again["calls"] == 0


def test_as_many_pairs_as_the_recipe_wants_and_always_the_same(tmp_path: Path) -> None:
    with panel(IDS) as server:
        settings = {"model": "grader", "base_url": server.base_url, "most": 2}
        first = judge_answers(settings, BASE, TUNED, tmp_path)
        turned = judge_answers(settings, BASE[::-1], TUNED[::-1], tmp_path)
    assert len(first["winners"]) == 2
    assert first["winners"] == turned["winners"]


def test_an_unknown_entry_is_named(tmp_path: Path) -> None:
    with pytest.raises(VerilodeError, match="the judge has no option 'modle'"):
        judge_answers({"modle": "grader"}, BASE, TUNED, tmp_path)


@pytest.mark.parametrize(
    ("given", "settings"), [("big", {"model": "big"}), ({"model": "m"}, {"model": "m"}), (None, None)]
)
def test_a_judge_may_be_a_models_name_alone(given: object, settings: object) -> None:
    assert judge_settings(given) == settings
