"""One attempt at a run: a new model and trainer, taken up at a checkpoint, with a given number of rows at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.loop.arguments import arguments, logging_steps
from training.loop.batch_names import batch_of_step, names_in, told
from training.loop.checkpoints import Checkpoint
from training.loop.guard import Health, watched
from training.loop.keeper import Ended, Keeping, Unsound, keeper_callback
from training.loop.packing import check_packing, packed_attention
from training.loop.policy import adapter_config, in_full_precision, load_policy, trained_weights
from training.loop.report import report_callback
from training.loop.reporter import Reporter
from training.loop.steps import planned_steps
from training.loop.stop import Wish, noticing
from training.loop.work import Work


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt is made with.

    Args:
        config: The run.
        folder: Its folder.
        reporter: Told the figures.
        tokenizer: The base's.
        work: What the trainer handed over.
        checkpoint: Where to go on from; None begins anew.
        micro_batch: Rows at a time on one device.
        first: Figures for the first row of this attempt.
    """

    config: RunConfig
    folder: Path
    reporter: Reporter
    tokenizer: Any
    work: Work
    checkpoint: Checkpoint | None
    micro_batch: int
    first: Mapping[str, float]

    def train(self) -> Any:
        """The trainer after the last step, holding the weights that were chosen.

        Raises:
            VerilodeError: naming the step and its records where figures are no numbers; `Stopped` when asked to.
        """
        wish = Wish()
        trainer, health = self._trainer(wish)
        done = self.checkpoint.step if self.checkpoint else 0
        self.reporter.log({"step": done, "steps": trainer.args.max_steps, **self.first})
        try:
            with noticing(wish):  # before, there is nothing to save, and whoever stops it need not wait
                trainer.train(resume_from_checkpoint=str(self.checkpoint.folder) if self.checkpoint else None)
        except Ended:
            if trainer.state.best_model_checkpoint:
                trainer._load_best_model()
        except Unsound as unsound:
            raise VerilodeError(self._why(trainer, unsound.step)) from None
        except (RuntimeError, VerilodeError):
            bad = health.first_bad()  # what is no number breaks other things later: sampling, a validation
            if bad is None:
                raise
            raise VerilodeError(self._why(trainer, bad)) from None
        return trainer

    def _trainer(self, wish: Wish) -> tuple[Any, Health]:
        from transformers import PrinterCallback

        work, config = self.work, self.config
        model = load_policy(config, scored=work.scored, attention=packed_attention(config))
        known = trained_weights(model) if config.start and config.adapter == "qlora" else {}
        keeping = Keeping(self.folder, wish, config.patience, work.best, work.higher)
        shared = {
            "model": model,
            "processing_class": self.tokenizer,
            "peft_config": adapter_config(config, scored=work.scored),
            "callbacks": [report_callback(self.reporter, work.logged), keeper_callback(keeping)],
        }
        trainer = work.make(shared, self._values())
        trainer.remove_callback(PrinterCallback)  # metrics.jsonl says it
        in_full_precision(trainer.model, known)
        keeping.health = health = watched(trainer)
        if config.packing:
            check_packing(trainer)
        steps = planned_steps(config, work.rows or len(trainer.train_dataset))  # packing has settled the rows now
        trainer.args.max_steps, trainer.args.logging_steps = steps, logging_steps(steps)
        return trainer, health

    def _values(self) -> dict[str, Any]:
        work = self.work
        steps = planned_steps(self.config, work.rows)
        chosen = {"validate": work.validate, "best": work.best, "higher": work.higher}
        return arguments(self.config, self.folder, steps=steps, micro_batch=self.micro_batch, **chosen)

    def _why(self, trainer: Any, step: int | None) -> str:
        if step is None:
            return f"the weights are not finite any more after step {trainer.state.global_step}; lower learning_rate"
        names: list[str] = []
        if self.work.sequences:
            names = names_in(batch_of_step(trainer, step), self.tokenizer, self.work.sequences)
        batch = f" with the records {told(names)}" if names else ""
        return f"loss or gradient is not finite at step {step}{batch}; look at these, or lower learning_rate"
