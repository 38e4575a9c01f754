"""What the benchmarks of training train on: a small base with random weights, and questions with one answer."""

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from training.base.tokenizer import train_tokenizer
from training.config import RunConfig
from training.models.identity import model_hash

_WORDS = "parcel invoice card order late lost broken twice address account return box paid sent today never".split()
_LABELS = ("delivery", "billing", "other")


def make_world(folder: Path, *, hidden: int = 64, layers: int = 2, rows: int = 128, words: int = 8) -> RunConfig:
    """A base, a snapshot, and the configuration of a short run on them.

    Args:
        folder: Where they are written.
        hidden: Width of the model.
        layers: Its depth.
        rows: Training rows; an eighth as many are held out.
        words: Words of a question.
    """
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    splits = {"train": _rows(rows, words, 0), "validation": _rows(max(1, rows // 8), words, 1)}
    (folder / "snapshot" / "data").mkdir(parents=True)
    for name, part in splits.items():
        pq.write_table(pa.Table.from_pylist(part), folder / "snapshot" / "data" / f"{name}.parquet")
    tokenizer = train_tokenizer([row["instruction"] for row in splits["train"]], _LABELS, folder / "base")
    torch.manual_seed(0)
    shape = {"hidden_size": hidden, "intermediate_size": 3 * hidden, "num_hidden_layers": layers}
    special = {name: getattr(tokenizer, name) for name in ("pad_token_id", "eos_token_id")}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "tie_word_embeddings": True}
    model = LlamaForCausalLM(LlamaConfig(vocab_size=len(tokenizer), **shape, **heads, **special))
    model.save_pretrained(folder / "base")
    return RunConfig(
        snapshot=str(folder / "snapshot"),
        base=str(folder / "base"),
        base_hash=model_hash(folder / "base"),
        batch_size=8,
        warmup_steps=2,
        learning_rate=1e-3,
        max_length=1024,
    )


def _rows(number: int, words: int, seed: int) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    return [
        {
            "record_id": f"{seed}-{i}",
            "system": "",
            "instruction": " ".join(chance.choices(_WORDS, k=words)),
            "response": chance.choice(_LABELS),
        }
        for i in range(number)
    ]
