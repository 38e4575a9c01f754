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


def load_base(
    folder: Path, dtype: str = "float32", *, four_bit: bool = False, scored: bool = False, attention: str | None = None
) -> Any:
    """A causal language model from a folder of safetensors.

    Args:
        folder: The model.
        dtype: What its weights are held and computed in.
        four_bit: Hold the weights in four bits (NF4 with double quantisation, Dettmers et al. 2023) instead.
        scored: With a head that answers one score for a text, as a reward model has; new where the folder has none.
        attention: Implementation of the attention; the library's own choice by default.
    """
    import torch
    import transformers

    check_model(folder)
    kind = transformers.AutoModelForSequenceClassification if scored else transformers.AutoModelForCausalLM
    options: dict[str, Any] = {"num_labels": 1} if scored else {}
    if attention:
        options["attn_implementation"] = attention
    if four_bit:
        options |= _four_bit(getattr(torch, dtype))
    known = {"dtype": getattr(torch, dtype), "local_files_only": True, "use_safetensors": True}
    model = kind.from_pretrained(folder, **known, **options)
    for layer in model.modules() if four_bit else ():
        if hasattr(layer, "support_avx512bf16_for_cpu"):
            # a validation on the processor would pack the weights anew, with coarser scales, and train on with those
            layer.support_avx512bf16_for_cpu = False
    return model


def _four_bit(dtype: Any) -> dict[str, Any]:
    import torch
    from transformers import BitsAndBytesConfig

    place = torch.cuda.current_device() if torch.cuda.is_available() else "cpu"
    config = BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True, bnb_4bit_compute_dtype=dtype
    )
    return {"quantization_config": config, "device_map": {"": place}}


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
