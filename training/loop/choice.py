"""Which step's weights became the model, and why: choice.json in the run's folder."""

import json
from pathlib import Path
from typing import Any

from pipelines.core.files import write_atomically
from training.loop.parting import parting

CHOICE = "choice.json"


def write_choice(state: Any, folder: Path, *, best: str = "eval_loss", higher: bool = False) -> None:
    """Write the note.

    Args:
        state: The trainer's state at the end of the run.
        folder: The run's folder.
        best: The figure that decided.
        higher: Whether more of it is better.
    """
    write_atomically(folder / CHOICE, json.dumps(choice(state, best=best, higher=higher), indent=1).encode())


def choice(state: Any, *, best: str = "eval_loss", higher: bool = False) -> dict[str, Any]:
    """Step and reason, where training ended, and where the curves of training and validation part."""
    last, chosen = state.global_step, state.best_global_step if state.best_model_checkpoint else None
    return {
        "step": chosen or last,
        "reason": _reason(chosen, last, state.max_steps, f"{'highest' if higher else 'lowest'} {_word(best)}"),
        best: state.best_metric if chosen else None,
        "last_step": last,
        "steps": state.max_steps,
        "stopped_early": last < state.max_steps,
        "parted_at": parting(state.log_history),
    }


def _reason(chosen: int | None, last: int, steps: int, superlative: str) -> str:
    if not chosen:
        return f"the weights of the last step, {last}: there were no rows to validate on"
    went_on = "the last step" if chosen == last else f"training went on to step {last}"
    early = f" of {steps} and was ended early" if last < steps else ""
    return f"{superlative} at step {chosen}; {went_on}{early}"


def _word(metric: str) -> str:
    return "validation loss" if metric == "eval_loss" else metric.removeprefix("eval_") + " in validation"
