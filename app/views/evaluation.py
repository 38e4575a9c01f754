"""What the compare page shows of an evaluation report: figures, checks and parts as rows."""

from collections.abc import Mapping
from typing import Any

from app.views.newest import readable
from pipelines.store.project import Project
from training.evaluation.gate import GateReport
from training.evaluation.gating import gate_run

MODELS = ("base", "tuned", "promoted")


@readable()
def gate_of(project: Project, run_id: str) -> GateReport:
    """The gate's decision on a run as the recipe and the promoted model are now."""
    return gate_run(project, run_id)


def metric_rows(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row per set, metric and model: `value`, `low`, `high`, and the tuned model's difference from that model."""
    return [
        _row(name, measured, metric, model)
        for name, measured in report["sets"].items()
        for metric in [*measured.get("metrics", ("exact_match", "macro_f1")), "valid"]
        for model in MODELS
        if metric in measured.get(model, ())
    ] + [row for name, measured in report["sets"].items() for row in _choices(name, measured.get("choices"))]


def reliability(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The bins of every model's reliability curve."""
    return [{"model": model, **one} for model, found in report.get("calibration", {}).items() for one in found["bins"]]


def _row(name: str, measured: Mapping[str, Any], metric: str, model: str) -> dict[str, Any]:
    low, high = measured[model].get(f"{metric}_interval", (None, None))
    other = {"base": "difference", "promoted": "against_promoted"}.get(model, "")
    found = {"set": name, "metric": metric, "model": model, "value": measured[model][metric], "low": low, "high": high}
    return {**found, "n": measured[model]["n"], "difference": measured.get(other, {}).get(metric)}


def _choices(name: str, found: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    if not found:
        return []
    return [
        {
            **{"set": name, "metric": "likeliest choice", "model": model, "value": found[model]["right"]},
            **{"low": found[model]["interval"][0], "high": found[model]["interval"][1], "n": found["n"]},
            "difference": found["difference"] if model == "base" else None,
        }
        for model in MODELS
        if model in found
    ]
