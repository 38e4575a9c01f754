"""What a trial is worth: how it does the project's task, less what it forgot of everything else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.core.errors import VerilodeError
from training.sweep.plan import LOSS, Sweep


@dataclass(frozen=True, slots=True)
class Worth:
    """A trial's result.

    Args:
        value: What is maximised.
        domain: The metric on the validation split; with `eval_loss` the loss itself, lower is better.
        increase: General loss of the tuned model less that of the base, in nats per answer token; None if not asked.
    """

    value: float
    domain: float
    increase: float | None


def worth(sweep: Sweep, score: Mapping[str, Any], eval_loss: float | None) -> Worth:
    """Domain value less the penalty: `domain - general_weight * max(0, general loss - base's)`.

    Args:
        sweep: Says the metric and the weight.
        score: What the worker's task `score` found.
        eval_loss: Lowest validation loss of the run.

    Raises:
        VerilodeError: when the trial has no validation loss to be judged by.
    """
    domain = eval_loss if sweep.metric == LOSS else score["domain"]
    if domain is None:
        raise VerilodeError("the run has no validation loss to be judged by; has the snapshot validation records?")
    sign = -1 if sweep.metric == LOSS or score.get("lower_is_better") else 1
    increase = score["general_loss"] - score["base_general_loss"] if "general_loss" in score else None
    return Worth(sign * domain - sweep.general_weight * max(0.0, increase or 0.0), domain, increase)
