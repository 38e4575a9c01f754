"""Merging, inside the worker: an adapter added into its base, written as one model, and compared with what it was."""

import gc
import json
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from training.config import RunConfig
from training.data.prompts import read_prompts
from training.models.identity import NOTE, model_hash
from training.models.load import load_base, load_tokenizer, load_tuned, read_note
from training.models.parity import Parity, compare, decide

PARITY = "parity.json"


def merge(config: RunConfig, run: Path, out: Path, dtype: str, prompts: int) -> None:
    """Write the merged model of a run into the empty folder `out`, with its note; then compare.

    The sum is made in float32 and rounded once, on writing. An adapter trained beside a four-bit base is added to the
    base as it is on disk, which evaluation and serving use as well.

    Args:
        config: The run's.
        run: Its folder.
        out: Where the model goes.
        dtype: What it is written in.
        prompts: On how many test prompts it is compared.

    Raises:
        VerilodeError: when the merged model does not decide as base and adapter do.
    """
    base, tuned = Path(config.base), run / "model"
    note = read_note(tuned)
    if note.get("role"):
        raise VerilodeError(f"is a {note['role']} model; only models that answer are merged", file=tuned)
    tokenizer, asked = load_tokenizer(base), asked_prompts(config, prompts)
    reference = decide(load_tuned(tuned, base, dtype).eval(), tokenizer, asked)
    gc.collect()
    _save(_merged(load_tuned(tuned, base)), tokenizer, out, dtype)
    gc.collect()
    parity = compare(reference, load_base(out, dtype).eval(), dtype)
    _write_note(out, run, note, config, parity)
    if not parity.passed:
        raise VerilodeError(f"the merged model does not decide as base and adapter do: {parity.sentence}")


def compare_with(config: RunConfig, run: Path, folder: Path, prompts: int) -> Parity:
    """Compare the model in a folder with base and adapter of a run, in the dtype the folder is written in."""
    base = Path(config.base)
    dtype = _dtype(folder)
    reference = decide(
        load_tuned(run / "model", base, dtype).eval(), load_tokenizer(base), asked_prompts(config, prompts)
    )
    return compare(reference, load_base(folder, dtype).eval(), dtype)


def asked_prompts(config: RunConfig, number: int) -> list[tuple[dict[str, str], ...]]:
    """Prompts of the snapshot's test split, evenly over it."""
    found = read_prompts(Path(config.snapshot), "test")
    step = max(1, len(found) // number)
    return [prompt.prompt for prompt in found[::step][:number]]


def _merged(model: Any) -> Any:
    """The whole model; one that was trained whole already is."""
    return model.merge_and_unload(safe_merge=True) if hasattr(model, "merge_and_unload") else model


def _save(model: Any, tokenizer: Any, out: Path, dtype: str) -> None:
    import torch

    model.to(getattr(torch, dtype)).save_pretrained(out)
    tokenizer.save_pretrained(out)


def _write_note(out: Path, run: Path, note: dict[str, Any], config: RunConfig, parity: Parity) -> None:
    origin = {
        "run": run.name,
        "adapter": note["adapter"],
        "adapter_hash": note["model_hash"],
        "base_hash": config.base_hash,
        "merged_into": "the base as it is on disk, not the four-bit one" if note["adapter"] == "qlora" else "the base",
    }
    about = {"base_hash": config.base_hash, "adapter": "full", "snapshot": Path(config.snapshot).name}
    parts = {**about, "model_hash": model_hash(out), "dtype": parity.dtype, "merged_from": origin}
    write_atomically(out / NOTE, json.dumps({**parts, "parity": parity.as_dict()}, indent=1).encode())


def _dtype(folder: Path) -> str:
    """What a folder's weights are written in."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as damage:
        raise VerilodeError(f"cannot be read: {damage}", file=folder / "config.json") from None
    found = str(config.get("dtype") or config.get("torch_dtype") or "float32")
    if found not in ("float32", "bfloat16"):
        raise VerilodeError(f"is written in {found}; float32 and bfloat16 can be compared", file=folder)
    return found
