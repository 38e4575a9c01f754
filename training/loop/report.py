"""What a trainer logs, passed on to the reporter, and nothing on other steps."""

import math
import time
from collections.abc import Sequence
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress
from training.loop.devices import leads
from training.loop.reporter import Reporter

LOGGED = ("loss", "eval_loss", "learning_rate", "grad_norm")


def report_callback(reporter: Reporter, further: Sequence[str] = ()) -> Any:
    """A `TrainerCallback` that reports figures and shows progress.

    Args:
        reporter: Told the figures.
        further: Names of the trainer's own figures to report beside `LOGGED`.
    """
    from transformers import TrainerCallback

    class Report(TrainerCallback):
        """Runs inside the trainer; costs nothing on steps that log nothing."""

        def __init__(self) -> None:
            self.started = self.last = time.monotonic()
            self.tokens = 0.0

        def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **_: Any) -> None:
            logs = logs or {}
            seen = {name: float(logs[name]) for name in (*LOGGED, *further) if name in logs}  # TRL gives text
            if not math.isfinite(seen.get("eval_loss", 0)):
                raise VerilodeError(
                    f"the validation loss is not finite at step {state.global_step}; lower learning_rate"
                )
            if "loss" in logs and "num_tokens" in logs:
                seen |= self._speed(float(logs["num_tokens"])) | _memory()
            seen = {name: value for name, value in seen.items() if math.isfinite(value)}
            if seen and leads():
                reporter.log({"step": state.global_step, **seen, "seconds": round(time.monotonic() - self.started, 2)})

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            progress("training", state.global_step, state.max_steps)
            if state.global_step == state.max_steps:
                control.should_log = True  # the last loss is the one that is asked for

        def _speed(self, tokens: float) -> dict[str, float]:
            now, before = time.monotonic(), self.tokens
            took, self.last, self.tokens = now - self.last, now, tokens
            return {"tokens_per_second": round((tokens - before) / took, 1)} if took > 0 else {}

    return Report()


def _memory() -> dict[str, float]:
    """The most memory the device has held so far, in GiB; asking costs no wait for it."""
    import torch

    return {"memory_gib": round(torch.cuda.max_memory_allocated() / 2**30, 3)} if torch.cuda.is_available() else {}
