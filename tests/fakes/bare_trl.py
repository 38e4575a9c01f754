"""The same fine-tuning as `trainers/sft.py` does, as anybody would write it with TRL alone."""

from pathlib import Path
from typing import Any

from training.data.examples import Example


def bare_sft(
    base: Path, rows: list[Example], held: list[Example], out: Path, *, lora: bool = True, **values: Any
) -> Any:
    """A TRL trainer, ready for `train()`."""
    from datasets import Dataset
    from peft import LoraConfig
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from trl import SFTConfig, SFTTrainer

    usual = {"use_cpu": True, "bf16": False, "report_to": "none", "lr_scheduler_type": "cosine", "logging_steps": 1}
    validation = {"eval_strategy": "steps" if held else "no", "completion_only_loss": True}
    adapter = LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM")
    return SFTTrainer(
        model=AutoModelForCausalLM.from_pretrained(base, dtype="float32"),
        processing_class=AutoTokenizer.from_pretrained(base),
        args=SFTConfig(output_dir=str(out), disable_tqdm=True, **{**usual, **validation, **values}),
        train_dataset=Dataset.from_list([row.as_trl() for row in rows]),
        eval_dataset=Dataset.from_list([row.as_trl() for row in held]) if held else None,
        peft_config=adapter if lora else None,
    )
