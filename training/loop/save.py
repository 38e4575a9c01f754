"""The model a run leaves: weights, tokenizer and our note, visible together or not at all."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.core.files import folder_atomically, write_atomically
from training.config import RunConfig
from training.loop.devices import leads
from training.models.identity import NOTE, model_hash


def save_model(
    trainer: Any, tokenizer: Any, config: RunConfig, folder: Path, further: Mapping[str, Any] | None = None
) -> None:
    """Write `model/` into the run's folder.

    Args:
        trainer: Holds the weights.
        tokenizer: Saved beside them.
        config: The run.
        folder: Its folder.
        further: More entries for the note.
    """
    if not leads():
        trainer.save_model(str(folder / "model"))  # it writes nothing here, but sharded weights are gathered from it
        return
    with folder_atomically(folder / "model") as out:
        trainer.save_model(str(out))
        tokenizer.save_pretrained(out)
        for name in ("training_args.bin", "README.md"):  # a pickle and an empty card; both name paths of this machine
            (out / name).unlink(missing_ok=True)
        for extra in [path for path in out.iterdir() if path.is_dir()]:  # the reference adapter of preference trainers
            shutil.rmtree(extra)
        adapter = out / "adapter_config.json"
        if adapter.exists():
            values = json.loads(adapter.read_text(encoding="utf-8"))
            values["base_model_name_or_path"] = f"verilode-base-{config.base_hash[:12]}"
            for names in ("target_modules", "modules_to_save"):  # sets, which every process writes in another order
                values[names] = sorted(values[names]) if isinstance(values.get(names), list) else values.get(names)
            write_atomically(adapter, json.dumps(values, indent=1).encode())
        about = {"base_hash": config.base_hash, "adapter": config.adapter, "snapshot": Path(config.snapshot).name}
        note = {**about, **(further or {}), "model_hash": model_hash(out)}
        write_atomically(out / NOTE, json.dumps(note, indent=1).encode())
