"""The arguments every TRL trainer shares, from a run's configuration."""

from pathlib import Path
from typing import Any

from training.config import RunConfig


def arguments(config: RunConfig, folder: Path, *, validate: bool) -> dict[str, Any]:
    """Keyword arguments for any `TrainingArguments` of TRL.

    Args:
        config: The run.
        folder: Where its checkpoints go.
        validate: Whether there are rows to validate on; the best checkpoint is kept by them.
    """
    import torch

    validated = {
        "eval_strategy": "steps",
        "eval_steps": config.eval_every,
        "load_best_model_at_end": True,
        "metric_for_best_model": "eval_loss",
        "greater_is_better": False,
    }
    return {
        "output_dir": str(folder / "checkpoints"),
        "max_steps": config.steps,
        "per_device_train_batch_size": config.batch_size,
        "per_device_eval_batch_size": config.batch_size,
        "learning_rate": config.learning_rate,
        "lr_scheduler_type": "cosine",
        "warmup_steps": config.warmup_steps,
        "activation_checkpointing": config.activation_checkpointing,
        "bf16": config.dtype == "bfloat16",
        "logging_steps": min(10, -(-config.steps // 10)),
        "logging_nan_inf_filter": False,  # it would show the last good loss instead
        "save_steps": config.eval_every,
        "save_total_limit": 2,
        "report_to": "none",
        "disable_tqdm": True,
        "seed": config.seed,
        "data_seed": config.seed,
        "use_cpu": not torch.cuda.is_available(),
        "dataloader_pin_memory": torch.cuda.is_available(),
        **(validated if validate else {}),
    }
