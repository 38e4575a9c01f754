"""One run from its first step, or its newest checkpoint, to the saved model."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.loop.attempt import Attempt
from training.loop.checkpoints import Checkpoint, take_up
from training.loop.choice import write_choice
from training.loop.devices import leads, world
from training.loop.memory import free_memory, is_out_of_memory
from training.loop.packing import packed_attention
from training.loop.policy import check_models, training_tokenizer
from training.loop.reporter import Reporter
from training.loop.save import save_model
from training.loop.steps import fitting_micro_batch
from training.loop.work import Work

__all__ = ["Work", "fit"]

_LOG = logging.getLogger(__name__)


def fit(config: RunConfig, folder: Path, reporter: Reporter, prepare: Callable[[Any], Work]) -> None:
    """Train and save.

    Args:
        config: The run.
        folder: Its folder.
        reporter: Told the figures.
        prepare: Has the rows checked with the tokenizer, before any model is loaded.

    Raises:
        VerilodeError: in one line, for whatever cannot be trained; `Stopped` when asked to stop, with all saved.
    """
    if (folder / "model").exists():
        raise VerilodeError("is trained already", file=folder)
    check_models(config)
    if config.batch_size % world():
        raise VerilodeError(f"batch_size {config.batch_size} cannot be shared by {world()} devices")

    import torch  # after what can be refused without it

    torch.manual_seed(config.seed)
    tokenizer = training_tokenizer(config)
    work = prepare(tokenizer)
    if work.scored and config.start:
        raise VerilodeError("a reward model begins at the base, not at another run", file=config.start)
    if config.patience and not work.validate:
        raise VerilodeError("patience needs rows to validate on, and the snapshot has none", file=config.snapshot)
    trainer = _trained(config, folder, reporter, tokenizer, work)
    if leads():
        write_choice(trainer.state, folder, best=work.best, higher=work.higher)
    save_model(trainer, tokenizer, config, folder, {"role": "reward"} if work.scored else {})


def _trained(config: RunConfig, folder: Path, reporter: Reporter, tokenizer: Any, work: Work) -> Any:
    """The trainer after the last step; with fewer rows at a time than hoped, where memory ran out."""
    smaller, figures = 0, dict(work.figures)
    while True:
        checkpoint, removed = take_up(folder, clean=leads())
        micro_batch = smaller or _micro_batch(config, checkpoint)
        first = {"micro_batch": micro_batch, **({"removed_checkpoints": removed} if removed else {}), **figures}
        try:
            return Attempt(config, folder, reporter, tokenizer, work, checkpoint, micro_batch, first).train()
        except Exception as failure:
            if not is_out_of_memory(failure):
                raise
        # here, for inside the handler the failure still holds everything that was allocated
        smaller, figures = _less(micro_batch), {}
        free_memory()


def _micro_batch(config: RunConfig, checkpoint: Checkpoint | None) -> int:
    """Rows at a time to begin with; a run that is taken up goes on with what it had found to fit."""
    wanted = config.micro_batch
    if not wanted and checkpoint:
        wanted = int(checkpoint.state().get("train_batch_size") or 0)
    elif not wanted and config.packing and not packed_attention(config):
        _LOG.warning("no FlashAttention: packed rows are masked, and go through the model one at a time")
        wanted = 1
    return fitting_micro_batch(config.batch_size // world(), wanted)


def _less(micro_batch: int) -> int:
    if world() > 1:  # the others wait for this process; they cannot be called back
        raise VerilodeError(f"memory ran out with micro_batch {micro_batch}; set a smaller one") from None
    if micro_batch == 1:
        raise VerilodeError(
            "memory runs out with one row at a time; shorten max_length, set activation_checkpointing, or use qlora"
        )
    smaller = fitting_micro_batch(micro_batch, micro_batch // 2)
    _LOG.warning("memory ran out with %d rows at a time; going on with %d", micro_batch, smaller)
    return smaller
