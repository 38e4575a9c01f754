"""Runs as training leaves them, made without training: an adapter of random weights beside a random base."""

import json
from pathlib import Path
from typing import Any

from training.config import RunConfig, write_config
from training.models.identity import NOTE, model_hash


def made_run(
    folder: Path, base: Path, *, adapter: str = "lora", seed: int = 0, snapshot: Path | None = None, **lora: Any
) -> Path:
    """A finished run in `folder`: run.yaml, model/ and its note.

    Args:
        folder: Of the run; its name is the run's id.
        base: Folder of the base model.
        adapter: lora, qlora or full.
        seed: Decides the weights.
        snapshot: What it says it was trained on.
        lora: Further arguments of `LoraConfig`, e.g. `use_dora=True`.
    """
    import torch
    from peft import LoraConfig, get_peft_model

    from training.models.load import load_base, load_tokenizer

    torch.manual_seed(seed)
    model = load_base(base)
    if adapter == "full":
        with torch.no_grad():
            for weights in model.parameters():
                weights.add_(torch.randn_like(weights) * 0.05)
    else:
        options = {"r": 4, "lora_alpha": 16, "target_modules": "all-linear", "init_lora_weights": False, **lora}
        model = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", **options))
    model.save_pretrained(folder / "model")
    load_tokenizer(base).save_pretrained(folder / "model")
    (folder / "model" / "README.md").unlink(missing_ok=True)
    snapshot = snapshot or folder.parents[1] / "snapshots" / "5nap5h07"
    write_config(folder / "run.yaml", RunConfig(str(snapshot), str(base), model_hash(base), adapter=adapter, seed=seed))
    (folder / "status.json").write_text(json.dumps({"state": "finished", "task": "train", "reason": None}))
    note = {"base_hash": model_hash(base), "adapter": adapter, "snapshot": snapshot.name}
    (folder / "model" / NOTE).write_text(json.dumps({**note, "model_hash": model_hash(folder / "model")}))
    return folder
