"""Figures of TRL's trainers under names of our own, so that a row says the same whoever wrote it."""

import math
from collections.abc import Mapping
from typing import Any


def figures(names: Mapping[str, str], beta: float = 0.0) -> Any:
    """A `TrainerCallback` that must stand before the reporting one: it adds our names to what TRL logs.

    Args:
        names: TRL's name of each figure and ours; the same for validation, behind `eval_`.
        beta: Where it is above 0, what TRL calls the reward of the chosen answer is beta times the change of its
            log-probability; the change is given as `chosen_logp_change`, and `chosen_falls` is 1 where these answers
            have on average become less than half as probable as they were.
    """
    from transformers import TrainerCallback

    class Figures(TrainerCallback):
        """Runs inside the trainer; costs nothing on steps that log nothing."""

        def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **_: Any) -> None:
            known = dict(logs or {})
            for prefix in ("", "eval_"):
                found = {ours: known.get(f"{prefix}{theirs}") for theirs, ours in names.items()}
                if beta and (reward := known.get(f"{prefix}rewards/chosen")) is not None:
                    found["chosen_logp_change"] = float(reward) / beta
                    found["chosen_falls"] = float(float(reward) / beta < -math.log(2))
                (logs if logs is not None else {}).update(
                    {f"{prefix}{name}": float(value) for name, value in found.items() if value is not None}
                )

    return Figures()


def logged(names: Mapping[str, str], beta: float = 0.0) -> tuple[str, ...]:
    """The names that `figures` adds."""
    ours = [*names.values(), *(("chosen_logp_change", "chosen_falls") if beta else ())]
    return tuple(f"{prefix}{name}" for prefix in ("", "eval_") for name in ours)
