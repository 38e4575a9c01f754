"""One set with what every model answered, and its figures: values, intervals, differences."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from numpy.typing import NDArray

from pipelines.core.errors import VerilodeError
from training.evaluation.chosen import Chosen
from training.evaluation.compared import Compared, Groups, compare_items, compare_values, interval_of, interval_of_value
from training.evaluation.slices import Values
from training.metrics import METRICS, Answered, Metric, Score

BASE, TUNED, PROMOTED = "base", "tuned", "promoted"
_EXACT: Chosen = (("exact_match", {}), ("macro_f1", {}))


@dataclass(frozen=True)
class Sheet:
    """One set.

    Attributes:
        answers: By model, each in the order of the questions.
        metrics: The deciding one first.
        groups: What is no independent proof of one another, one key per question.
        valid: By model, whether each answer has a valid form; where forms are checked.
        chose: By model, whether its likeliest choice is the right one, for the questions that have choices.
        slices: What the questions are divided by.
    """

    answers: Mapping[str, Sequence[Answered]]
    metrics: Chosen = _EXACT
    groups: Groups | None = None
    valid: Mapping[str, Sequence[bool]] | None = None
    chose: Mapping[str, Sequence[bool]] | None = None
    slices: Values = field(default_factory=dict)

    @cached_property
    def scores(self) -> dict[str, dict[str, Score]]:
        """By metric and model; a metric that cannot be measured on these answers is missing, unless it decides."""
        return {name: found for name, found in self._measured.items() if not isinstance(found, VerilodeError)}

    @property
    def not_measured(self) -> dict[str, str]:
        """Why a metric could not be measured on these answers, by its name."""
        return {name: str(found) for name, found in self._measured.items() if isinstance(found, VerilodeError)}

    @cached_property
    def _measured(self) -> dict[str, dict[str, Score] | VerilodeError]:
        return {name: self._scores(name, options) for name, options in self.metrics}

    def _scores(self, name: str, options: Mapping[str, Any]) -> dict[str, Score] | VerilodeError:
        metric: Metric = METRICS.build(name, options)
        try:
            return {model: metric(answers) for model, answers in self.answers.items()}
        except VerilodeError as reason:
            if name == self.metrics[0][0]:
                raise
            return reason


def figures(sheet: Sheet) -> dict[str, Any]:
    """Every metric of every model with its interval, and the tuned model's differences from the others."""
    scores = sheet.scores
    found: dict[str, Any] = {"metric": sheet.metrics[0][0], "metrics": list(scores)}
    found |= {model: _of_model(sheet, scores, model) for model in sheet.answers}
    found["difference"] = differences(sheet, scores, TUNED, BASE)
    if PROMOTED in sheet.answers:
        found["against_promoted"] = differences(sheet, scores, TUNED, PROMOTED)
    if sheet.chose:
        found["choices"] = _choices(sheet.chose)
    return {**found, "not_measured": sheet.not_measured} if sheet.not_measured else found


def differences(sheet: Sheet, scores: Mapping[str, Mapping[str, Score]], one: str, other: str) -> dict[str, Any]:
    """One model minus the other in every metric, turned so that above 0 is better; of the valid forms as well."""
    found = {name: asdict(_compare(sheet, name, of_models, one, other)) for name, of_models in scores.items()}
    if sheet.valid:
        valid = [[float(ok) for ok in sheet.valid[model]] for model in (one, other)]
        found["valid"] = asdict(compare_items(*valid, sheet.groups))
    return found


def _of_model(sheet: Sheet, scores: Mapping[str, Mapping[str, Score]], model: str) -> dict[str, Any]:
    found: dict[str, Any] = {"n": len(sheet.answers[model])}
    for name, of_models in scores.items():
        score = of_models[model]
        found[name] = score.value
        found[f"{name}_interval"] = _interval(sheet, name, score, model)
        if score.parts:
            found[f"{name}_parts"] = dict(score.parts)
    if sheet.valid:
        ok = [float(one) for one in sheet.valid[model]]
        found["valid"] = sum(ok) / len(ok)
        found["valid_interval"] = list(interval_of(ok, sheet.groups))
    return found


def _interval(sheet: Sheet, name: str, score: Score, model: str) -> list[float]:
    if score.items:
        return list(interval_of(score.items, sheet.groups))
    metric: Metric = METRICS.build(name, dict(sheet.metrics)[name])
    answers = sheet.answers[model]

    def value(rows: NDArray[Any]) -> float:
        return metric([answers[row] for row in rows]).value

    return list(interval_of_value(value, len(answers), sheet.groups))


def _compare(sheet: Sheet, name: str, scores: Mapping[str, Score], one: str, other: str) -> Compared:
    a, b = scores[one], scores[other]
    sign = -1.0 if a.lower_is_better else 1.0
    if a.items is not None and b.items is not None:
        return compare_items([sign * x for x in a.items], [sign * x for x in b.items], sheet.groups)
    metric: Metric = METRICS.build(name, dict(sheet.metrics)[name])
    both = [sheet.answers[one], sheet.answers[other]]

    def value(which: int, rows: NDArray[Any]) -> float:
        return sign * metric([both[which][row] for row in rows]).value

    return compare_values(value, len(both[0]), sheet.groups)


def _choices(chose: Mapping[str, Sequence[bool]]) -> dict[str, Any]:
    right = {model: [float(ok) for ok in of_model] for model, of_model in chose.items()}
    found: dict[str, Any] = {"n": len(next(iter(right.values())))}
    for model, items in right.items():
        found[model] = {"right": sum(items) / len(items), "interval": list(interval_of(items))}
    found["difference"] = asdict(compare_items(right[TUNED], right[BASE]))
    return found
