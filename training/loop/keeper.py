"""What stands between a step and its checkpoint: figures that are numbers, a marker, room on disk, a wish to stop."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.loop.checkpoints import mark_complete, rotate
from training.loop.devices import all_here, leads, of_all, world
from training.loop.guard import Health, all_finite
from training.loop.patience import since_best
from training.loop.stop import Stopped, Wish


class Ended(Exception):
    """The checkpoint a run was taken up at was its last one: nothing is left to train."""


class Unsound(Exception):
    """A figure of a step was not finite."""

    def __init__(self, step: int | None) -> None:
        super().__init__(step)
        self.step = step


@dataclass(slots=True)
class Keeping:
    """What the callback goes by.

    Args:
        folder: The run's folder.
        wish: Whether somebody asked to stop.
        patience: Validations without a better one after which training ends; 0 never.
        best: The figure by which a checkpoint is the best.
        higher: Whether more of it is better.
        health: Figures of the steps, once there is a trainer.
        leaving: Whether the next checkpoint is the last thing to do.
    """

    folder: Path
    wish: Wish
    patience: int = 0
    best: str = "eval_loss"
    higher: bool = False
    health: Health | None = None
    leaving: bool = False

    def tired(self, state: Any) -> bool:
        """Whether it has not got better for as long as patience lasts."""
        since = since_best(state.log_history, self.best, higher=self.higher)
        return bool(self.patience) and since >= self.patience

    def asked(self, looks: bool) -> bool:
        """Whether somebody asked to stop; several processes agree on it where they wait for each other anyway."""
        return self.wish.asked if world() == 1 else looks and any(of_all(self.wish.asked))

    def check(self, model: Any, *, saves: bool) -> None:
        """Refuse figures, and weights that are about to be saved, that are not finite.

        Raises:
            Unsound: with the first step, or none where only the weights tell.
        """
        bad = [step for step in of_all(self.health.first_bad() if self.health else None) if step is not None]
        if bad:
            raise Unsound(min(bad))
        if saves and not all(of_all(all_finite(model))):
            raise Unsound(None)


def keeper_callback(keeping: Keeping) -> Any:
    """A `TrainerCallback` that guards what is saved, ends a run early, and ends it when somebody asks."""
    from transformers import TrainerCallback

    class Keeper(TrainerCallback):
        """Costs nothing on steps that neither log, validate nor save."""

        def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            if state.best_global_step:  # the folder may have been moved since
                state.best_model_checkpoint = str(_checkpoint(keeping.folder, state.best_global_step))
            if state.global_step and (state.global_step >= state.max_steps or keeping.tired(state)):
                raise Ended

        def on_step_end(self, args: Any, state: Any, control: Any, model: Any = None, **_: Any) -> None:
            looks = control.should_log or control.should_save or control.should_evaluate
            if state.global_step < state.max_steps and keeping.asked(looks):
                keeping.leaving = control.should_save = looks = True
            if looks:
                keeping.check(model, saves=control.should_save)

        def on_evaluate(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            if keeping.tired(state):
                control.should_training_stop = True  # a checkpoint is made of the same step

        def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            all_here()
            if leads():
                mark_complete(_checkpoint(keeping.folder, state.global_step))
                rotate(keeping.folder, state.best_global_step)
            if keeping.leaving:
                where = f"step {state.global_step} of {state.max_steps}"
                raise Stopped(f"stopped at {where}; the same command takes it up there")

    return Keeper()


def _checkpoint(folder: Path, step: int) -> Path:
    return folder / "checkpoints" / f"checkpoint-{step}"
