"""What a trainer logs, passed on to the reporter, and nothing on other steps."""

import math
import time
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress
from training.loop.reporter import Reporter

LOGGED = ("loss", "eval_loss", "learning_rate", "grad_norm")


def report_callback(reporter: Reporter, steps: int) -> Any:
    """A `TrainerCallback` that reports figures, shows progress and has the last step validated."""
    from transformers import TrainerCallback

    class Report(TrainerCallback):
        """Runs inside the trainer; costs nothing on steps that log nothing."""

        def __init__(self) -> None:
            self.started = time.monotonic()

        def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **_: Any) -> None:
            seen = {name: float(logs[name]) for name in LOGGED if name in (logs or {})}  # TRL gives text
            if not math.isfinite(seen.get("loss", 0) + seen.get("eval_loss", 0)):
                raise VerilodeError(f"the loss is no number any more at step {state.global_step}; lower learning_rate")
            seen = {name: value for name, value in seen.items() if math.isfinite(value)}
            if seen:
                reporter.log({"step": state.global_step, **seen, "seconds": round(time.monotonic() - self.started, 2)})

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            progress("training", state.global_step, steps)
            if state.global_step == steps and args.eval_strategy != "no":
                control.should_evaluate = True  # else the last steps could never be the best

    return Report()
