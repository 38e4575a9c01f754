"""The model a run trains: the base, or what an earlier run made of it, with the adapter that is to be learned."""

import json
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.models.identity import model_hash
from training.models.load import load_base, load_tokenizer, load_tuned, read_note

_SHAPE = {"lora_r": "r", "lora_alpha": "lora_alpha", "dora": "use_dora", "rslora": "use_rslora"}
"""What decides the form of an adapter: its name in a run and in PEFT."""


def check_models(config: RunConfig) -> None:
    """Refuse a base, or a model to go on from, that is not the one this run was configured for.

    Raises:
        VerilodeError: naming the folder.
    """
    if model_hash(Path(config.base)) != config.base_hash:
        raise VerilodeError("is not the base this run was configured for", file=config.base)
    if not config.start:
        return
    start = Path(config.start)
    if model_hash(start) != config.start_hash:
        raise VerilodeError("is not the model this run was configured to go on from", file=start)
    note = read_note(start)
    if note["base_hash"] != config.base_hash:
        raise VerilodeError(
            f"was trained on base {note['base_hash'][:12]}, not on {config.base_hash[:12]}: nothing to go on from",
            file=start,
        )
    _check_form(config, start, note)


def _check_form(config: RunConfig, start: Path, note: dict[str, Any]) -> None:
    if note.get("role") == "reward":
        raise VerilodeError("is a reward model: it answers scores and cannot go on to answer questions", file=start)
    if config.adapter == "full":
        return
    if note["adapter"] == "full":
        reason = "has all its weights trained; go on with adapter full, or give it as the base of an adapter"
        raise VerilodeError(reason, file=start)
    found = json.loads((start / "adapter_config.json").read_text(encoding="utf-8"))
    for ours, theirs in _SHAPE.items():
        if found.get(theirs, False) != getattr(config, ours):
            wanted = getattr(config, ours)
            raise VerilodeError(f"has {ours} {found.get(theirs)}, and this run asks for {wanted}", file=start)


def load_policy(config: RunConfig, *, scored: bool = False, attention: str | None = None) -> Any:
    """The model to train, without the adapter that `adapter_config` describes.

    A base that stays frozen is held in the run's dtype or in four bits. Weights that are trained are held in 32 bits.

    Args:
        config: The run.
        scored: With a head that answers one score.
        attention: Implementation of the attention.
    """
    base = Path(config.base)
    if config.adapter == "full":
        return _whole(config, scored=scored, attention=attention)
    four_bit = config.adapter == "qlora"
    model = load_base(base, config.dtype, four_bit=four_bit, scored=scored, attention=attention)
    if not config.start:
        return model
    from peft import PeftModel

    return PeftModel.from_pretrained(model, config.start, is_trainable=True)


def _whole(config: RunConfig, *, scored: bool, attention: str | None) -> Any:
    if not config.start:
        return load_base(Path(config.base), scored=scored, attention=attention)
    if read_note(Path(config.start))["adapter"] == "full":
        return load_base(Path(config.start), attention=attention)
    merged = load_tuned(Path(config.start), Path(config.base)).merge_and_unload()
    return merged.requires_grad_(True)  # the adapter had been loaded frozen


def trained_weights(model: Any) -> dict[str, Any]:
    """The weights an earlier run trained, by name, before a trainer is made: TRL rounds those of a quantised model."""
    return {name: weights.detach().clone() for name, weights in model.named_parameters() if weights.requires_grad}


def in_full_precision(model: Any, known: dict[str, Any]) -> None:
    """Hold what is trained in 32 bits: steps of Adam are smaller than 16 bits can tell apart.

    Args:
        model: As the trainer made it.
        known: Values to take again, from `trained_weights`.
    """
    import torch

    for name, weights in model.named_parameters():
        if weights.requires_grad and weights.dtype != torch.float32:
            weights.data = (known[name].to(weights.device) if name in known else weights.data).float()


def training_tokenizer(config: RunConfig) -> Any:
    """The base's tokenizer, padding on the right as training needs."""
    tokenizer = load_tokenizer(Path(config.base))
    tokenizer.padding_side = "right"
    return tokenizer


def adapter_config(config: RunConfig, *, scored: bool = False) -> Any:
    """What PEFT is told to add; None where all weights are trained, or where an earlier run's adapter is."""
    if config.adapter == "full" or config.start:
        return None
    from peft import LoraConfig

    head: dict[str, Any] = {"task_type": "CAUSAL_LM"}
    if scored:
        head = {"task_type": "SEQ_CLS", "modules_to_save": ["score"]}
    return LoraConfig(
        r=config.lora_r,
        lora_alpha=config.lora_alpha,
        use_dora=config.dora,
        use_rslora=config.rslora,
        target_modules="all-linear",  # all but the head, whose weights TRL's fused loss reads past an adapter
        **head,
    )
