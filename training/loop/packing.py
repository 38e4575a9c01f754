"""Packing: several records in one row must not see each other, whatever attention the model has."""

from importlib.util import find_spec
from typing import Any

from pipelines.core.errors import VerilodeError
from training.config import RunConfig

_TOLERANCE = 0.02
"""Share of the largest logit; rounding in 16 bits stays well below it, a record that is seen does not."""
_PIECE = 12


def packed_attention(config: RunConfig) -> str | None:
    """FlashAttention where there is one that can be used; None leaves the choice to the library."""
    import torch

    usable = config.packing and config.dtype == "bfloat16" and torch.cuda.is_available()
    return "flash_attention_2" if usable and find_spec("flash_attn") else None


def check_packing(trainer: Any) -> None:
    """Let the model read two pieces packed and the second alone; refuse when the first changes the second.

    TRL hands packed rows over without a mask, with positions that begin anew at each record. FlashAttention and, in
    transformers, the attention of most models keep records apart by them; a model that does not would learn from
    neighbours, silently.

    Raises:
        VerilodeError: when the pieces see each other.
    """
    import torch

    size = trainer.model.config.get_text_config().vocab_size
    chance = torch.Generator().manual_seed(0)
    first, second = torch.randint(0, size, (2, _PIECE), generator=chance).tolist()
    mode = trainer.model.training
    trainer.model.eval()
    with torch.no_grad(), trainer.compute_loss_context_manager():
        alone, packed = _logits(trainer, [second]), _logits(trainer, [first, second])[-_PIECE:]
    trainer.model.train(mode)
    apart = float((packed - alone).abs().max()) / max(float(alone.abs().max()), 1e-6)
    if apart > _TOLERANCE:
        raise VerilodeError("packing would let records of one row see each other with this model; set packing: false")


def _logits(trainer: Any, pieces: list[list[int]]) -> Any:
    tokens = [token for piece in pieces for token in piece]
    row = {"input_ids": tokens, "labels": tokens, "seq_lengths": [len(piece) for piece in pieces]}
    inputs = trainer._prepare_inputs(trainer.data_collator([row]))
    inputs.pop("labels")
    return trainer.model(**inputs, use_cache=False).logits[0].float().cpu()
