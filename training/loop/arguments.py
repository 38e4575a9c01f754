"""The arguments every TRL trainer shares, from a run's configuration."""

from pathlib import Path
from typing import Any

from training.config import RunConfig
from training.loop.devices import world


def arguments(
    config: RunConfig,
    folder: Path,
    *,
    validate: bool,
    steps: int,
    micro_batch: int,
    best: str = "eval_loss",
    higher: bool = False,
) -> dict[str, Any]:
    """Keyword arguments for any `TrainingArguments` of TRL.

    Args:
        config: The run.
        folder: Where its checkpoints go.
        validate: Whether there are rows to validate on; the best checkpoint is kept by them.
        steps: Optimiser steps.
        micro_batch: Rows at a time on one device.
        best: Figure of the validation that the best checkpoint is chosen by.
        higher: Whether more of it is better.
    """
    import torch

    return {
        "output_dir": str(folder / "checkpoints"),
        "max_steps": steps,
        "per_device_train_batch_size": micro_batch,
        "per_device_eval_batch_size": micro_batch,
        "gradient_accumulation_steps": config.batch_size // (world() * micro_batch),
        "learning_rate": config.learning_rate,
        "lr_scheduler_type": "cosine",
        "warmup_steps": config.warmup_steps,
        "activation_checkpointing": config.activation_checkpointing,
        "bf16": config.dtype == "bfloat16",
        "logging_steps": logging_steps(steps),
        "logging_nan_inf_filter": False,  # it would show the last good loss instead
        "save_steps": config.eval_every,
        "report_to": "none",
        "disable_tqdm": True,
        "seed": config.seed,
        "data_seed": config.seed,
        "use_cpu": not torch.cuda.is_available(),
        "dataloader_pin_memory": torch.cuda.is_available(),
        **(_validated(config, best, higher=higher) if validate else {}),
    }


def _validated(config: RunConfig, best: str, *, higher: bool) -> dict[str, Any]:
    return {
        "eval_strategy": "steps",
        "eval_steps": config.eval_every,
        "load_best_model_at_end": True,
        "metric_for_best_model": best,
        "greater_is_better": higher,
    }


def logging_steps(steps: int) -> int:
    """Steps between two reports: at least ten reports in a run, at most ten steps apart."""
    return min(10, -(-steps // 10))
