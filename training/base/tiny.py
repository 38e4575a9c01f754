"""Building the tiny base: a Llama of about one million parameters, pretrained on short chats and plain domain text."""

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.core.files import folder_atomically
from pipelines.core.ids import digest
from pipelines.core.progress import progress
from training.base.tokenizer import ASSISTANT, END, USER, train_tokenizer

THREADS = 2
"""Fixed, because the order of floating-point sums, and with it every weight, depends on it."""


@dataclass(frozen=True, slots=True)
class TinyOptions:
    """Size and pretraining of the tiny base; the defaults take under a minute on two cores."""

    hidden: int = 128
    layers: int = 4
    steps: int = 300
    batch_size: int = 48
    learning_rate: float = 3e-3
    chat_share: float = 0.7
    longest: int = 64
    seed: int = 0


def tiny_key(domain: Sequence[str], labels: Sequence[str], general: Path, options: TinyOptions) -> str:
    """Names the base these inputs give, so that it can be found again instead of built again."""
    return digest([list(domain), list(labels), general.read_text(encoding="utf-8"), asdict(options)])[:16]


def build_tiny(out: Path, domain: Sequence[str], labels: Sequence[str], general: Path, options: TinyOptions) -> Path:
    """Build, pretrain and save the base into `out`, which appears only when it is complete.

    Args:
        out: The model folder to make.
        domain: Unlabelled texts of the field; read as plain language, no label among them.
        labels: The task's answers, which only the tokenizer sees.
        general: JSON lines with `instruction` and `response`.
        options: Size and pretraining.
    """
    chats = [json.loads(line) for line in general.read_text(encoding="utf-8").splitlines()]
    rendered = [f"{USER}{chat['instruction']}{END}{ASSISTANT}{chat['response']}{END}" for chat in chats]
    with folder_atomically(out) as folder:
        tokenizer = train_tokenizer([*domain, *rendered], labels, folder)
        model = _model(tokenizer, options)
        plain = [tokenizer(text + END)["input_ids"] for text in domain]
        _pretrain(model, [tokenizer(text)["input_ids"] for text in rendered], plain, tokenizer.pad_token_id, options)
        model.save_pretrained(folder)
    return out


def _model(tokenizer: Any, options: TinyOptions) -> Any:
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(options.seed)
    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(True)
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=options.hidden,
            intermediate_size=3 * options.hidden,
            num_hidden_layers=options.layers,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=512,
            tie_word_embeddings=True,
            bos_token_id=None,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def _pretrain(
    model: Any, chats: Sequence[list[int]], plain: Sequence[list[int]], pad: int, options: TinyOptions
) -> None:
    import torch

    chance = random.Random(options.seed)
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.learning_rate, betas=(0.9, 0.95), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, options.learning_rate, total_steps=options.steps, pct_start=0.1
    )
    model.train()
    for step in range(options.steps):
        rows = [_draw(chance, chats, plain, options) for _ in range(options.batch_size)]
        ids, labels = _batch(rows, pad)
        loss = model(input_ids=ids, attention_mask=(ids != pad).long(), labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        progress("pretraining the tiny base", step + 1, options.steps)


def _draw(
    chance: random.Random, chats: Sequence[list[int]], plain: Sequence[list[int]], options: TinyOptions
) -> list[int]:
    source = chats if not plain or chance.random() < options.chat_share else plain
    return chance.choice(source)[: options.longest]


def _batch(rows: Sequence[list[int]], pad: int) -> tuple[Any, Any]:
    """Rows padded to the longest; padding carries no loss."""
    import torch

    width = max(map(len, rows))
    ids = torch.tensor([row + [pad] * (width - len(row)) for row in rows])
    return ids, ids.masked_fill(ids == pad, -100)
