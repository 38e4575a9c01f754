"""The model a run trains: the base, or what an earlier run made of it, with the adapter that is to be learned."""

from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.models.identity import model_hash
from training.models.load import load_base, load_tokenizer


def check_base(config: RunConfig) -> None:
    """Refuse a base that is not the one this run was configured for."""
    if model_hash(Path(config.base)) != config.base_hash:
        raise VerilodeError("is not the base this run was configured for", file=config.base)


def load_policy(config: RunConfig) -> Any:
    """The model to train; the adapter is added by the trainer from `adapter_config`."""
    return load_base(Path(config.base), config.dtype)


def training_tokenizer(config: RunConfig) -> Any:
    """The base's tokenizer, padding on the right as training needs."""
    tokenizer = load_tokenizer(Path(config.base))
    tokenizer.padding_side = "right"
    return tokenizer


def adapter_config(config: RunConfig) -> Any:
    """What PEFT is told to add, None where all weights are trained."""
    if config.adapter == "full":
        return None
    from peft import LoraConfig

    return LoraConfig(r=config.lora_r, lora_alpha=config.lora_alpha, target_modules="all-linear", task_type="CAUSAL_LM")
