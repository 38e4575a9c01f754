"""One run from its first step, or its newest checkpoint, to the saved model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.loop.arguments import arguments
from training.loop.checkpoints import newest_checkpoint
from training.loop.policy import adapter_config, check_base, load_policy, training_tokenizer
from training.loop.report import report_callback
from training.loop.reporter import Reporter
from training.loop.save import save_model


@dataclass(frozen=True, slots=True)
class Work:
    """What a trainer hands to `fit`.

    Args:
        make: Makes the TRL trainer from the keyword arguments that are the same for all of them (`model`,
            `processing_class`, `peft_config`, `callbacks`) and those of its configuration class.
        figures: What preflight counted (`rows`, `tokens`, `supervised`), reported at the first step.
        validate: Whether there are rows to validate on.
    """

    make: Callable[[Mapping[str, Any], Mapping[str, Any]], Any]
    figures: Mapping[str, float] = field(default_factory=dict)
    validate: bool = True


def fit(config: RunConfig, folder: Path, reporter: Reporter, prepare: Callable[[Any], Work]) -> None:
    """Train and save.

    Args:
        config: The run.
        folder: Its folder.
        reporter: Told the figures.
        prepare: Has the rows checked with the tokenizer, before any model is loaded.

    Raises:
        VerilodeError: in one line, for whatever cannot be trained.
    """
    if (folder / "model").exists():
        raise VerilodeError("is trained already", file=folder)
    check_base(config)

    import torch  # after what can be refused without it
    from transformers import PrinterCallback

    torch.manual_seed(config.seed)
    tokenizer = training_tokenizer(config)
    work = prepare(tokenizer)
    done, checkpoint = newest_checkpoint(folder)
    reporter.log({"step": done, **work.figures})
    shared = {
        "model": load_policy(config),
        "processing_class": tokenizer,
        "peft_config": adapter_config(config),
        "callbacks": [report_callback(reporter, config.steps)],
    }
    trainer = work.make(shared, arguments(config, folder, validate=work.validate))
    trainer.remove_callback(PrinterCallback)  # metrics.jsonl says it
    trainer.train(resume_from_checkpoint=checkpoint)
    save_model(trainer, tokenizer, config, folder)
