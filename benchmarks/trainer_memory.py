"""Peak memory and speed of full, LoRA and QLoRA training at three sizes: python -m benchmarks.trainer_memory.

Bases of random weights in the shapes of well-known models, trained by the real worker for a few steps on rows of full
length. Needs a GPU; a combination that does not fit is listed as such.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.trainer_world import make_world
from pipelines.core.errors import VerilodeError
from training.config import RunConfig, write_config
from training.models.identity import model_hash
from training.process import run_worker
from training.runs import read_run

RESULTS = Path(__file__).parent / "results" / "trainer_memory.json"
SHAPES = {
    "0.5B": {"hidden_size": 896, "intermediate_size": 4864, "num_hidden_layers": 24, "num_attention_heads": 14},
    "1.5B": {"hidden_size": 1536, "intermediate_size": 8960, "num_hidden_layers": 28, "num_attention_heads": 12},
    "8B": {"hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32, "num_attention_heads": 32},
}
_KEY_VALUE_HEADS = 2
_VOCABULARY = 128_256
ADAPTERS = ("full", "lora", "qlora")


def trainer_memory(folder: Path, sizes: Sequence[str], *, steps: int = 6, words: int = 500) -> list[dict[str, Any]]:
    """One row for each size and adapter, with and without packing: peak memory in GiB and tokens per second.

    Args:
        folder: Where everything is made.
        sizes: Names in `SHAPES`.
        steps: Of each run.
        words: Words of a row.
    """
    found = []
    for size in sizes:
        config = _world(folder / size, size, steps, words)
        for adapter in ADAPTERS:
            for packing in (False, True):
                found.append({"size": size, "packing": packing, **_measured(folder / "run", config, adapter, packing)})
        shutil.rmtree(folder / size)  # the largest base alone has 16 GB
    return found


def _world(folder: Path, size: str, steps: int, words: int) -> RunConfig:
    """A base in that shape, in bfloat16, and rows enough for the steps."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    config = make_world(folder, rows=8 * steps, words=words)
    shape = {**SHAPES[size], "num_key_value_heads": _KEY_VALUE_HEADS, "vocab_size": _VOCABULARY}
    special = {"tie_word_embeddings": size != "8B", "max_position_embeddings": 4096}
    torch.set_default_dtype(torch.bfloat16)
    with torch.device("cuda"):
        model = LlamaForCausalLM(LlamaConfig(**shape, **special))
    torch.set_default_dtype(torch.float32)
    model.save_pretrained(folder / "base")
    return replace(config, base_hash=model_hash(folder / "base"), steps=steps, dtype="bfloat16", eval_every=10**6)


def _measured(folder: Path, config: RunConfig, adapter: str, packing: bool) -> dict[str, Any]:
    run = replace(config, adapter=adapter, packing=packing, micro_batch=4, activation_checkpointing=True)
    write_config(folder / "run.yaml", replace(run, replay_file="", tracker="none"))
    try:
        run_worker("train", folder)
        rows = [row for row in read_run(folder).metrics() if "memory_gib" in row]
        return {
            "adapter": adapter,
            "peak_gib": rows[-1]["memory_gib"],
            "tokens_per_second": rows[-1]["tokens_per_second"],
        }
    except VerilodeError as reason:
        return {"adapter": adapter, "not_run": str(reason)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Measure, print and write the result."""
    import torch

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=SHAPES, default=list(SHAPES))
    options = parser.parse_args()
    if not torch.cuda.is_available():
        raise SystemExit("needs a GPU")
    with tempfile.TemporaryDirectory() as work:
        found = {"device": torch.cuda.get_device_name(), "runs": trainer_memory(Path(work), options.sizes)}
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
