"""Which metrics a set is measured with, the deciding one first."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.core.errors import VerilodeError
from training.evaluation.plan import Plan
from training.evaluation.sets import Item
from training.metrics import METRICS, fitting

Chosen = tuple[tuple[str, Mapping[str, Any]], ...]
"""Names of metrics with their options."""

_DECIDES = {"multilabel": "label_f1", "spans": "span_f1", "generate": "chrf", "edit": "chrf", "rank": "chrf"}
"""By task kind; others go by exact answers."""
_SHORT = 40
"""Characters up to which an expected answer is a word to be hit exactly rather than a text to come near to."""


def test_metrics(plan: Plan, items: Sequence[Item]) -> Chosen:
    """Those of the test split: what decides, what fits the kind of task, what the recipe adds.

    Raises:
        VerilodeError: for a metric that is unknown or has no such option.
    """
    added = [_named(entry) for entry in plan.metrics]
    first = plan.metric or _decides(plan, items)
    wanted = {first: {}, **{name: {} for name in fitting(plan.kind)}, **dict(added)}
    return tuple((name, _options(plan, name, given)) for name, given in wanted.items())


def suite_metrics(plan: Plan, name: str, items: Sequence[Item]) -> Chosen:
    """Those of another set: what its entry `metrics` names, else exact answers, or chrF where answers are long."""
    named = [_named(entry) for entry in plan.suites.get(name, {}).get("metrics") or ()]
    if not named:
        mean = sum(len(item.example.answer) for item in items) / len(items)
        named = [("exact_match", {})] if mean <= _SHORT else [("chrf", {}), ("exact_match", {})]
    return tuple((metric, _options(plan, metric, given)) for metric, given in named)


def _decides(plan: Plan, items: Sequence[Item]) -> str:
    if plan.kind == "multilabel" and plan.separator:
        return "hierarchical_f1"
    if plan.kind == "rank" and all(item.meta.get("rejected") for item in items):
        return "nearer_chosen"
    return _DECIDES.get(plan.kind, "exact_match")


def _named(entry: Any) -> tuple[str, Mapping[str, Any]]:
    """`chrf`, or `chrf: {word_order: 2}`."""
    if isinstance(entry, str):
        return entry, {}
    if isinstance(entry, Mapping) and len(entry) == 1:
        name, options = next(iter(entry.items()))
        return str(name), dict(options or {})
    raise VerilodeError(f"a metric is a name or one name with its options, not {entry!r}")


def _options(plan: Plan, name: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the task knows is told to metrics that ask for it."""
    known = {"separator": plan.separator, "execute": plan.execute, "labels": list(plan.labels)}
    asked = {option.name for option in METRICS.options(name)}
    filled = {key: value for key, value in known.items() if key in asked and value and key not in given}
    METRICS.build(name, {**filled, **given})
    return {**filled, **given}
