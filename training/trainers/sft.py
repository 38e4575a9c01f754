"""Supervised fine-tuning with TRL: loss on the answers only, general rows replayed against forgetting."""

import json
import time
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.core.progress import progress
from training.config import RunConfig
from training.data import Example, read_general, read_split, with_replay
from training.identity import NOTE, model_hash
from training.load import load_base, load_tokenizer
from training.preflight import preflight
from training.trainers import Reporter, Trainer

_VALIDATION_ROWS = 256
"""Enough to see where the curves part; validation must not cost more than training."""


_LOGGED = ("loss", "eval_loss", "learning_rate", "grad_norm")


def sft() -> Trainer:
    """Fine-tune on prompt and completion, with LoRA or all weights."""
    return _train


def _train(config: RunConfig, folder: Path, reporter: Reporter) -> None:
    import torch
    from datasets import Dataset
    from trl import SFTTrainer

    torch.manual_seed(config.seed)
    base, snapshot = Path(config.base), Path(config.snapshot)
    if model_hash(base) != config.base_hash:
        raise VerilodeError("is not the base this run was configured for", file=base)
    tokenizer = load_tokenizer(base)
    tokenizer.padding_side = "right"
    rows, held = _rows(config, snapshot)
    lengths = preflight(tokenizer, [*rows, *held], config.max_length)
    reporter.log({"step": 0, "rows": lengths.rows, "tokens": lengths.tokens, "supervised": lengths.supervised})
    trainer = SFTTrainer(
        model=load_base(base, config.dtype),
        args=_arguments(config, folder),
        train_dataset=Dataset.from_list([row.as_trl() for row in rows]),
        eval_dataset=Dataset.from_list([row.as_trl() for row in held]) if held else None,
        processing_class=tokenizer,
        peft_config=_adapter(config),
        callbacks=[_callback(reporter, config.steps)],
    )
    trainer.train(resume_from_checkpoint=_newest_checkpoint(folder))
    _save(trainer, tokenizer, config, folder)


def _rows(config: RunConfig, snapshot: Path) -> tuple[list[Example], list[Example]]:
    general = read_general(Path(config.replay_file)) if config.replay_file else []
    train = read_split(snapshot, "train")
    if not train:
        raise VerilodeError("has no training records", file=snapshot)
    held = read_split(snapshot, "validation")[:_VALIDATION_ROWS]
    return with_replay(train, general, config.replay_share, config.seed), held


def _arguments(config: RunConfig, folder: Path) -> Any:
    import torch
    from trl import SFTConfig

    validated = {
        "eval_strategy": "steps",
        "eval_steps": config.eval_every,
        "load_best_model_at_end": True,
        "metric_for_best_model": "eval_loss",
        "greater_is_better": False,
    }
    has_validation = bool(read_split(Path(config.snapshot), "validation"))
    return SFTConfig(
        output_dir=str(folder / "checkpoints"),
        max_steps=config.steps,
        per_device_train_batch_size=config.batch_size,
        per_device_eval_batch_size=config.batch_size,
        learning_rate=config.learning_rate,
        lr_scheduler_type="cosine",
        warmup_steps=config.warmup_steps,
        max_length=config.max_length,
        completion_only_loss=True,
        packing=False,
        gradient_checkpointing=config.activation_checkpointing,
        bf16=config.dtype == "bfloat16",
        logging_steps=10,
        save_steps=config.eval_every,
        save_total_limit=2,
        report_to="none",
        disable_tqdm=True,
        seed=config.seed,
        data_seed=config.seed,
        use_cpu=not torch.cuda.is_available(),
        dataloader_pin_memory=torch.cuda.is_available(),
        **(validated if has_validation else {}),
    )


def _adapter(config: RunConfig) -> Any:
    if config.adapter == "full":
        return None
    from peft import LoraConfig

    return LoraConfig(r=config.lora_r, lora_alpha=config.lora_alpha, target_modules="all-linear", task_type="CAUSAL_LM")


def _callback(reporter: Reporter, steps: int) -> Any:
    from transformers import TrainerCallback

    class Report(TrainerCallback):
        """Passes on what the trainer logs, and nothing on other steps."""

        def __init__(self) -> None:
            self.started = time.monotonic()

        def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **_: Any) -> None:
            seen = {name: value for name, value in (logs or {}).items() if name in _LOGGED}
            if seen:
                reporter.log({"step": state.global_step, **seen, "seconds": round(time.monotonic() - self.started, 2)})

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            progress("training", state.global_step, steps)
            if state.global_step == steps and args.eval_strategy != "no":
                control.should_evaluate = True  # else the last steps could never be the best

    return Report()


def _newest_checkpoint(folder: Path) -> str | None:
    """The newest checkpoint that is complete: its trainer state is written after weights and optimiser."""
    found = sorted((folder / "checkpoints").glob("checkpoint-*"), key=lambda p: int(p.name.rpartition("-")[2]))
    complete = [path for path in found if (path / "trainer_state.json").exists()]
    return str(complete[-1]) if complete else None


def _save(trainer: Any, tokenizer: Any, config: RunConfig, folder: Path) -> None:
    """The final model, its tokenizer, and our note; the note is written last and makes it a model."""
    out = folder / "model"
    trainer.save_model(str(out))
    tokenizer.save_pretrained(out)
    adapter = out / "adapter_config.json"
    if adapter.exists():
        values = json.loads(adapter.read_text())
        values["base_model_name_or_path"] = f"verilode-base-{config.base_hash[:12]}"  # not a path of this machine
        write_atomically(adapter, json.dumps(values, indent=1).encode())
    (out / "training_args.bin").unlink(missing_ok=True)  # a pickle; run.yaml says the same
    about = {"base_hash": config.base_hash, "adapter": config.adapter, "snapshot": Path(config.snapshot).name}
    note = {**about, "model_hash": model_hash(out)}
    write_atomically(out / NOTE, json.dumps(note, indent=1).encode())
