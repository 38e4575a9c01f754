"""The model a run leaves: weights, tokenizer and our note, visible together or not at all."""

import json
from pathlib import Path
from typing import Any

from pipelines.core.files import folder_atomically, write_atomically
from training.config import RunConfig
from training.models.identity import NOTE, model_hash


def save_model(trainer: Any, tokenizer: Any, config: RunConfig, folder: Path) -> None:
    """Write `model/` into the run's folder."""
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
