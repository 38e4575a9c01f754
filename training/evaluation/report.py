"""The evaluation report: every metric of base and tuned on every set, with intervals and a verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pipelines.core.intervals import paired_bootstrap, paired_bootstrap_macro_f1, wilson
from training.evaluation.gate import GENERAL_MARGIN, Compared, judge
from training.metrics import METRICS, Answered
from training.metrics._normal import normal

Answers = Mapping[str, Sequence[str]]
"""Answers by model, `base` and `tuned`, each in the order of what was expected."""

_REPEATS = 4000
"""Resamples; holds the ends of an interval to about a tenth of a point at a few hundred items."""


def make_report(sets: Mapping[str, tuple[Sequence[str], Answers]], margin: float = GENERAL_MARGIN) -> dict[str, Any]:
    """Measure base against tuned.

    Args:
        sets: By name (`test`, `general`): what was expected, and the answers of `base` and `tuned`.
        margin: How much general ability may be lost.
    """
    measured = {name: _measure(expected, answers) for name, (expected, answers) in sets.items() if expected}
    domain = Compared(**measured["test"]["difference"]["exact_match"])
    general = measured.get("general")
    verdict = judge(domain, Compared(**general["difference"]["exact_match"]) if general else None, margin)
    return {
        "base": measured["test"]["base"],
        "tuned": measured["test"]["tuned"],
        "difference": measured["test"]["difference"]["exact_match"],
        "sets": measured,
        "verdict": verdict.as_dict(),
    }


def _measure(expected: Sequence[str], answers: Answers) -> dict[str, Any]:
    return {
        "base": _scores(expected, answers["base"]),
        "tuned": _scores(expected, answers["tuned"]),
        "difference": _differences(expected, answers),
    }


def _scores(expected: Sequence[str], answered: Sequence[str]) -> dict[str, Any]:
    """Every registered metric; those with a verdict per item also with Wilson's interval."""
    found: dict[str, Any] = {"n": len(expected)}
    sheet = [Answered("", "", wanted, said) for wanted, said in zip(expected, answered, strict=True)]
    for name in ("exact_match", "macro_f1"):
        score = METRICS.build(name)(sheet)
        found[name] = score.value
        if score.items is not None and set(score.items) <= {0.0, 1.0}:
            low, high = wilson(int(sum(score.items)), len(score.items))
            found[f"{name}_interval"] = [low, high]
    return found


def _differences(expected: Sequence[str], answers: Answers) -> dict[str, Any]:
    """Tuned minus base with paired bootstrap intervals."""
    truth, tuned, base = ([normal(text) for text in texts] for texts in (expected, answers["tuned"], answers["base"]))
    by_class = paired_bootstrap_macro_f1(truth, tuned, base, repeats=_REPEATS)
    return {"exact_match": asdict(_compared(truth, tuned, base)), "macro_f1": by_class._asdict()}


def _compared(truth: Sequence[str], tuned: Sequence[str], base: Sequence[str]) -> Compared:
    right = [[answer == wanted for answer, wanted in zip(said, truth, strict=True)] for said in (tuned, base)]
    seen = paired_bootstrap(*right, repeats=_REPEATS)
    gained = sum(a and not b for a, b in zip(*right, strict=True))
    lost = sum(b and not a for a, b in zip(*right, strict=True))
    return Compared(*seen, n=len(truth), gained=gained, lost=lost)
