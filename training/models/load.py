"""Loading models: safetensors only, identity checked, an adapter never on the wrong base."""

import json
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from training.models.identity import NOTE, check_model, model_hash, weights_hash


def load_tokenizer(folder: Path) -> Any:
    """The tokenizer in a model folder, padding on the left as batched generation needs."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    tokenizer.padding_side = "left"
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def load_base(folder: Path, dtype: str = "float32") -> Any:
    """A causal language model from a folder of safetensors."""
    import torch
    from transformers import AutoModelForCausalLM

    check_model(folder)
    return AutoModelForCausalLM.from_pretrained(
        folder, dtype=getattr(torch, dtype), local_files_only=True, use_safetensors=True
    )


def load_tuned(folder: Path, base: Path, dtype: str = "float32") -> Any:
    """What a run made: a whole model, or the base with an adapter.

    Raises:
        VerilodeError: when the run was trained on another base than the one given.
    """
    check_model(folder)
    note = read_note(folder)
    if note["base_hash"] != (found := model_hash(base)):
        raise VerilodeError(f"was trained on base {note['base_hash'][:12]}, not on {found[:12]}", file=folder)
    if note["adapter"] == "full":
        return load_base(folder, dtype)
    from peft import PeftModel

    return PeftModel.from_pretrained(load_base(base, dtype), folder)


def differs(tuned: Path, base: Path) -> bool:
    """Whether what was trained changes anything: other weights than the base's, or an adapter that is not all zero."""
    if not (tuned / "adapter_config.json").exists():
        return weights_hash(tuned) != weights_hash(base)
    from safetensors.torch import load_file

    tensors = [pair for path in tuned.glob("*.safetensors") for pair in load_file(path).items()]
    return any(bool(tensor.any()) for name, tensor in tensors if "lora_A" not in name)


def read_note(folder: Path) -> dict[str, Any]:
    """What verilode wrote beside a model it trained."""
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        return {"base_hash": note["base_hash"], "adapter": note["adapter"], "model_hash": note["model_hash"], **note}
    except (OSError, ValueError, KeyError, TypeError):
        raise VerilodeError(f"has no readable {NOTE}: not a model verilode trained", file=folder) from None
