"""A causal language model in a local folder: loaded as data, and asked how probable a continuation is."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.core.errors import VerilodeError


@dataclass(frozen=True, slots=True)
class Causal:
    """A model with its tokenizer; `window` is the most tokens it can read."""

    model: Any
    tokenizer: Any
    window: int

    @property
    def chats(self) -> bool:
        """Whether the tokenizer knows how a conversation is written."""
        return bool(getattr(self.tokenizer, "chat_template", None))

    def control_tokens(self) -> tuple[str, ...]:
        """Words that end a turn or begin another: text that spells one could answer for the model."""
        return tuple(str(token) for token in self.tokenizer.added_tokens_decoder.values() if token.special)

    def ids(self, text: str) -> list[int]:
        """The tokens of a text as it stands."""
        return self.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]

    def prompt(self, said: str) -> list[int]:
        """The tokens of a request, up to where the answer begins."""
        if self.chats:
            turns = [{"role": "user", "content": said}]
            return self.ids(self.tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False))
        begin = self.tokenizer.bos_token_id
        return [*([begin] if begin is not None else []), *self.ids(f"{said}\nAnswer:")]

    def answer(self, text: str) -> list[int]:
        """The tokens of an answer that follows a prompt."""
        return self.ids(text if self.chats else f" {text}")


def load(folder: Path, dtype: str, device: str) -> Causal:
    """The model in a folder: safetensors and a configuration, no code, nothing from a network.

    Raises:
        VerilodeError: when the folder holds no such model, or the libraries that run it are missing.
    """
    if not (folder / "config.json").is_file() or not any(folder.glob("*.safetensors")):
        raise VerilodeError("no language model: config.json and a .safetensors file are wanted", file=folder)
    if find_spec("torch") is None or find_spec("transformers") is None:
        raise VerilodeError("labeler 'transformers' needs the train extra: pip install 'verilode[train]'")
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    here = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, **here)
        kind = getattr(torch, dtype)
        model = AutoModelForCausalLM.from_pretrained(folder, use_safetensors=True, dtype=kind, **here).eval()
    except Exception as broken:  # noqa: BLE001 - configurations of strangers fail in every way there is
        raise VerilodeError(f"no language model that can be read: {broken}", file=folder) from None
    tokenizer.padding_side = "left"
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    place = device if device != "auto" else "cuda" if torch.cuda.is_available() else "cpu"
    window = getattr(model.config, "max_position_embeddings", None) or tokenizer.model_max_length
    return Causal(model.to(place), tokenizer, int(min(window, 1 << 20)))


def continuations(causal: Causal, rows: Sequence[tuple[list[int], list[int]]], batch_size: int) -> np.ndarray:
    """Mean log probability per token of each answer after its prompt, (rows,).

    What all rows begin with is read once; the rest goes through the model in batches.
    """
    import torch

    whole = [[*prompt, *answer] for prompt, answer in rows]
    shared = _shared([row[:-1] for row in whole])
    shared = min(shared, min(len(prompt) for prompt, _ in rows) - 1)
    device, found = causal.model.device, []
    with torch.inference_mode():
        for start in range(0, len(rows), batch_size):
            batch = whole[start : start + batch_size]
            cache = _read(causal.model, batch[0][:shared], len(batch), device) if shared > 0 else None
            width = max(map(len, batch))
            ids = torch.tensor([row[shared:] + [0] * (width - len(row)) for row in batch], device=device)
            mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in batch], device=device)
            logits = causal.model(input_ids=ids, attention_mask=mask, past_key_values=cache, use_cache=False).logits
            spoken = torch.log_softmax(logits.float(), dim=-1)
            for row, (prompt, answer) in zip(spoken, rows[start : start + batch_size], strict=True):
                at = torch.arange(len(prompt) - shared - 1, len(prompt) - shared - 1 + len(answer), device=device)
                found.append(float(row[at, torch.tensor(answer, device=device)].mean()))
    return np.array(found)


def _read(model: Any, ids: Sequence[int], copies: int, device: Any) -> Any:
    """The model's memory of what all rows begin with, once per row."""
    import torch

    cache = model(input_ids=torch.tensor([list(ids)], device=device), use_cache=True).past_key_values
    cache.batch_repeat_interleave(copies)
    return cache


def _shared(rows: Sequence[Sequence[int]]) -> int:
    """How many tokens all rows have in common at their beginning."""
    first, last = min(rows), max(rows)
    return next((n for n, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))


def written(causal: Causal, prompts: Sequence[list[int]], longest: int) -> list[tuple[str, float, bool]]:
    """Greedy answers to one batch of prompts: the text, its tokens' mean probability, and whether it came to an end."""
    import torch

    pad, width = causal.tokenizer.pad_token_id or 0, max(map(len, prompts))
    device = causal.model.device
    ids = torch.tensor([[pad] * (width - len(prompt)) + list(prompt) for prompt in prompts], device=device)
    mask = torch.tensor([[0] * (width - len(prompt)) + [1] * len(prompt) for prompt in prompts], device=device)
    how = {"do_sample": False, "max_new_tokens": longest, "pad_token_id": pad, "return_dict_in_generate": True}
    with torch.inference_mode():
        made = causal.model.generate(input_ids=ids, attention_mask=mask, output_logits=True, **how)
    ends = {causal.tokenizer.eos_token_id, *_listed(causal.model.generation_config.eos_token_id)}
    found = []
    for row, new in enumerate(made.sequences[:, width:].tolist()):
        end = next((n for n, token in enumerate(new) if token in ends), None)
        told = new if end is None else new[: end + 1]
        steps = torch.stack([made.logits[n][row] for n in range(len(told))]).float()
        chances = torch.softmax(steps, dim=-1)[torch.arange(len(told)), torch.tensor(told, device=device)]
        text = causal.tokenizer.decode(told, skip_special_tokens=True).strip()
        found.append((text, float(chances.mean()), end is not None))
    return found


def _listed(token: Any) -> list[Any]:
    return list(token) if isinstance(token, list | tuple) else [token]
