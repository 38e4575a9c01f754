"""What a trial is worth, in figures one can add up by hand."""

from dataclasses import replace

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.sweep.objective import Worth, worth

from .conftest import sweep_of


def score(domain: float, general: float, lower: bool = False) -> dict[str, object]:
    return {"domain": domain, "lower_is_better": lower, "general_loss": general, "base_general_loss": 1.0}


def test_a_risen_general_loss_is_paid_for(project: Project) -> None:
    sweep = sweep_of(project, metric="exact_match", general_weight=0.5)
    assert worth(sweep, score(0.75, 1.5), None) == Worth(0.5, 0.75, 0.5)


def test_a_fallen_one_earns_nothing(project: Project) -> None:
    assert worth(sweep_of(project, metric="exact_match"), score(0.75, 0.5), None) == Worth(0.75, 0.75, -0.5)


def test_an_error_counts_against_the_trial(project: Project) -> None:
    sweep = sweep_of(project, metric="calibration")
    assert worth(sweep, score(0.25, 1.25, lower=True), None) == Worth(-0.5, 0.25, 0.25)


def test_without_a_metric_the_validation_loss_counts(project: Project) -> None:
    sweep = sweep_of(project)
    assert worth(sweep, {}, 0.25) == Worth(-0.25, 0.25, None)
    with pytest.raises(VerilodeError, match="no validation loss to be judged by"):
        worth(replace(sweep), {}, None)
