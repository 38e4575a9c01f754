"""Supervised fine-tuning with TRL: loss on the answers only, general rows replayed against forgetting."""

import json
import math
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.files import folder_atomically, write_atomically
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
    base, snapshot = Path(config.base), Path(config.snapshot)
    if (folder / "model").exists():
        raise VerilodeError("is trained already", file=folder)
    if model_hash(base) != config.base_hash:
        raise VerilodeError("is not the base this run was configured for", file=base)
    rows, held = _rows(config, snapshot)

    import torch  # after what can be refused without it
    from datasets import Dataset
    from transformers import PrinterCallback
    from trl import SFTTrainer

    torch.manual_seed(config.seed)
    tokenizer = load_tokenizer(base)
    tokenizer.padding_side = "right"
    lengths = preflight(tokenizer, [*rows, *held], config.max_length)
    done, checkpoint = newest_checkpoint(folder)
    reporter.log({"step": done, "rows": lengths.rows, "tokens": lengths.tokens, "supervised": lengths.supervised})
    trainer = SFTTrainer(
        model=load_base(base, config.dtype),
        args=_arguments(config, folder, bool(held)),
        train_dataset=Dataset.from_list([row.as_trl() for row in rows]),
        eval_dataset=Dataset.from_list([row.as_trl() for row in held]) if held else None,
        processing_class=tokenizer,
        peft_config=_adapter(config),
        callbacks=[_callback(reporter, config.steps)],
    )
    trainer.remove_callback(PrinterCallback)  # metrics.jsonl says it
    trainer.train(resume_from_checkpoint=checkpoint)
    _save(trainer, tokenizer, config, folder)


def _rows(config: RunConfig, snapshot: Path) -> tuple[list[Example], list[Example]]:
    general = read_general(Path(config.replay_file)) if config.replay_file else []
    train = read_split(snapshot, "train")
    if not train:
        raise VerilodeError("has no training records", file=snapshot)
    held = read_split(snapshot, "validation")[:_VALIDATION_ROWS]
    return with_replay(train, general, config.replay_share, config.seed), held


def _arguments(config: RunConfig, folder: Path, validate: bool) -> Any:
    import torch
    from trl import SFTConfig

    validated = {
        "eval_strategy": "steps",
        "eval_steps": config.eval_every,
        "load_best_model_at_end": True,
        "metric_for_best_model": "eval_loss",
        "greater_is_better": False,
    }
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
        activation_checkpointing=config.activation_checkpointing,
        bf16=config.dtype == "bfloat16",
        logging_steps=min(10, -(-config.steps // 10)),
        logging_nan_inf_filter=False,  # it would show the last good loss instead
        save_steps=config.eval_every,
        save_total_limit=2,
        report_to="none",
        disable_tqdm=True,
        seed=config.seed,
        data_seed=config.seed,
        use_cpu=not torch.cuda.is_available(),
        dataloader_pin_memory=torch.cuda.is_available(),
        **(validated if validate else {}),
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
            seen = {name: float(logs[name]) for name in _LOGGED if name in (logs or {})}  # TRL gives text
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


def newest_checkpoint(folder: Path) -> tuple[int, str | None]:
    """Steps done and folder of the newest complete checkpoint: its trainer state is what is written last."""
    found = {int(path.name.rpartition("-")[2]): path for path in (folder / "checkpoints").glob("checkpoint-*")}
    for step, path in sorted(found.items(), reverse=True):
        with suppress(OSError, ValueError):
            json.loads((path / "trainer_state.json").read_text(encoding="utf-8"))
            return step, str(path)
    return 0, None


def _save(trainer: Any, tokenizer: Any, config: RunConfig, folder: Path) -> None:
    """The final model, its tokenizer and our note, visible together or not at all."""
    with folder_atomically(folder / "model") as out:
        trainer.save_model(str(out))
        tokenizer.save_pretrained(out)
        for name in ("training_args.bin", "README.md"):  # a pickle and an empty card; both name paths of this machine
            (out / name).unlink(missing_ok=True)
        adapter = out / "adapter_config.json"
        if adapter.exists():
            values = json.loads(adapter.read_text(encoding="utf-8"))
            values["base_model_name_or_path"] = f"verilode-base-{config.base_hash[:12]}"
            write_atomically(adapter, json.dumps(values, indent=1).encode())
        about = {"base_hash": config.base_hash, "adapter": config.adapter, "snapshot": Path(config.snapshot).name}
        write_atomically(out / NOTE, json.dumps({**about, "model_hash": model_hash(out)}, indent=1).encode())
