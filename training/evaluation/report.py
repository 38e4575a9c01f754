"""The evaluation report: every metric of every model on every set, with intervals, parts and a verdict."""

from collections.abc import Mapping
from typing import Any

from training.evaluation.calibration import reliability
from training.evaluation.compared import Compared
from training.evaluation.sheet import BASE, TUNED, Sheet, figures
from training.evaluation.slices import slice_rows
from training.evaluation.verdict import GENERAL_MARGIN, judge
from training.metrics import METRICS


def make_report(
    sheets: Mapping[str, Sheet], margin: float = GENERAL_MARGIN, facts: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Measure base against tuned.

    Args:
        sheets: By name: `test`, and each set of other abilities (`general`, suites).
        margin: How much other abilities may be lost.
        facts: What else the report holds: hashes of the models, leaks, the promoted model, the judge's finding.
    """
    measured = {name: figures(sheet) for name, sheet in sheets.items() if sheet.answers[TUNED]}
    test = measured["test"]
    domain = Compared(**test["difference"][test["metric"]])
    general = {
        name: Compared(**found["difference"][found["metric"]]) for name, found in measured.items() if name != "test"
    }
    verdict = judge(domain, general, margin, test["metric"])
    return {
        "metric": test["metric"],
        "base": test["base"],
        "tuned": test["tuned"],
        "difference": test["difference"][test["metric"]],
        "sets": measured,
        "slices": _slices(sheets["test"]),
        "calibration": _calibration(sheets["test"]),
        **(facts or {}),
        "verdict": verdict.as_dict(),
    }


def _slices(sheet: Sheet) -> list[dict[str, Any]]:
    """By the deciding metric, or by exact answers where that has no value per item."""
    scores = sheet.scores
    name = next((name for name, of_models in scores.items() if of_models[TUNED].items is not None), None)
    if name is None:
        return []
    base, tuned = scores[name][BASE], scores[name][TUNED]
    sign = -1.0 if tuned.lower_is_better else 1.0
    was, now = ([sign * value for value in score.items or ()] for score in (base, tuned))
    return [{**row, "metric": name} for row in slice_rows(was, now, sheet.slices, sheet.groups)]


def _calibration(sheet: Sheet) -> dict[str, Any]:
    """By model: stated confidence against the share of exactly right answers."""
    found, exact = {}, METRICS.build("exact_match")
    for model, answers in sheet.answers.items():
        curve = reliability([one.confidence for one in answers], exact(answers).items or ())
        if curve is not None:
            found[model] = curve
    return found
