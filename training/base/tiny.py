"""Building the tiny base: a Llama of about one million parameters, pretrained on short chats and plain domain text."""

import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.core.files import folder_atomically
from pipelines.core.ids import digest
from pipelines.core.progress import progress
from training.base.tokenizer import ASSISTANT, END, USER, train_tokenizer
from training.data.examples import read_general

THREADS = 2
"""Fixed, because the order of floating-point sums, and with it every weight, depends on it."""


@dataclass(frozen=True, slots=True)
class TinyOptions:
    """Size and pretraining of the tiny base; the defaults take under a minute on two cores."""

    hidden: int = 128
    layers: int = 4
    steps: int = 160
    batch_size: int = 48
    learning_rate: float = 3e-3
    chat_share: float = 0.4
    longest: int = 64
    seed: int = 0


@dataclass(frozen=True, slots=True)
class TinyTexts:
    """The field's language. `plain`: unlabelled texts, read as they are.

    `prompts`, questions as they will be asked, and `labels`, the answers, are seen by the tokenizer only, so that the
    base starts without a clue of the task.
    """

    plain: Sequence[str]
    prompts: Sequence[str]
    labels: Sequence[str]


def tiny_key(texts: TinyTexts, general: Path, options: TinyOptions) -> str:
    """Names the base these inputs give, so that it can be found again instead of built again."""
    return digest([asdict(texts), general.read_text(encoding="utf-8"), asdict(options)])[:16]


def build_tiny(out: Path, texts: TinyTexts, general: Path, options: TinyOptions) -> Path:
    """Build, pretrain and save the base into `out`, which appears only when it is complete.

    Args:
        out: The model folder to make.
        texts: What the field's language is.
        general: JSON lines with `instruction` and `response`.
        options: Size and pretraining.
    """
    chats = read_general(general)
    rendered = [f"{USER}{chat.prompt[-1]['content']}{END}{ASSISTANT}{chat.answer}{END}" for chat in chats]
    with suppress(FileExistsError), folder_atomically(out) as folder:  # another process may have built the same
        tokenizer = train_tokenizer([*texts.prompts, *rendered], texts.labels, folder)
        talk = [_ids(tokenizer, text, options.longest) for text in rendered]
        read = [_ids(tokenizer, text + END, options.longest) for text in texts.plain]
        model = _model(tokenizer, options)
        _pretrain(model, talk, read, tokenizer.pad_token_id, options)
        model.save_pretrained(folder)
    return out


def _ids(tokenizer: Any, text: str, longest: int) -> list[int]:
    return tokenizer(text, add_special_tokens=False)["input_ids"][:longest]


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
            max_position_embeddings=2048,
            tie_word_embeddings=True,
            # the usual 0.02 is for widths of thousands; at this width it costs four times the steps to learn a fact
            initializer_range=options.hidden**-0.5,
            bos_token_id=None,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def _pretrain(model: Any, talk: Sequence[list[int]], read: Sequence[list[int]], pad: int, options: TinyOptions) -> None:
    """Plain language modelling; each step is all chats or all plain text, so that short rows are not padded to long."""
    import torch

    chance = random.Random(options.seed)
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.learning_rate, betas=(0.9, 0.95), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, options.learning_rate, total_steps=options.steps, pct_start=0.1
    )
    model.train()
    for step in range(options.steps):
        source = talk if not read or step % 10 < 10 * options.chat_share else read
        ids = _batch([chance.choice(source) for _ in range(options.batch_size)], pad)
        loss = model(input_ids=ids, attention_mask=(ids != pad).long(), labels=ids.masked_fill(ids == pad, -100)).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        progress("pretraining the tiny base", step + 1, options.steps)


def _batch(rows: Sequence[list[int]], pad: int) -> Any:
    """Rows padded to the longest."""
    import torch

    width = max(map(len, rows))
    return torch.tensor([row + [pad] * (width - len(row)) for row in rows])
