"""Reward models: a base with one score for a head, told from other models by their note, loaded and asked."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from training.config import read_config
from training.models.identity import check_model, model_hash
from training.models.load import load_base, load_tokenizer, read_note

REWARD = "reward"
"""What the note of a reward model says under `role`."""


def check_reward(folder: Path, expected: str = "") -> None:
    """Refuse what is no reward model, or another than the one that was meant.

    Args:
        folder: A model folder.
        expected: Content hash of the reward model; empty for any.

    Raises:
        VerilodeError: in one line.
    """
    check_model(folder)
    if read_note(folder).get("role") != REWARD:
        raise VerilodeError("is no reward model: train one with: verilode train reward", file=folder)
    if expected and (found := model_hash(folder)) != expected:
        raise VerilodeError(f"is reward model {found[:12]}, not {expected[:12]} for which this was meant", file=folder)


def load_reward(folder: Path, base: Path, dtype: str = "float32") -> tuple[Any, Any]:
    """A reward model and its tokenizer.

    Args:
        folder: Its folder.
        base: A base to look for its adapter's base in, beside the one its own run.yaml names.
        dtype: What its weights are held and computed in.

    Raises:
        VerilodeError: when neither is the base it was trained on.
    """
    check_reward(folder)
    note, tokenizer = read_note(folder), load_tokenizer(folder)
    tokenizer.padding_side = "right"
    if note["adapter"] == "full":
        return _scorer(folder, tokenizer, dtype), tokenizer
    from peft import PeftModel

    bare = _scorer(_base(folder, base, note["base_hash"]), tokenizer, dtype)
    model = PeftModel.from_pretrained(bare, folder)
    return model.eval(), tokenizer


def score(model: Any, tokenizer: Any, chats: Sequence[Sequence[dict[str, str]]], batch_size: int = 32) -> list[float]:
    """The reward of each chat's last answer, in order.

    Args:
        model: A model with one score for a head.
        tokenizer: Its tokenizer, padding on the right.
        chats: Turns up to and with the answer.
        batch_size: Chats at a time.
    """
    import torch

    texts = [tokenizer.apply_chat_template(list(chat), tokenize=False) for chat in chats]
    scores: list[float] = []
    model.eval()
    for start in range(0, len(texts), batch_size):
        batch = tokenizer(
            texts[start : start + batch_size], return_tensors="pt", padding=True, add_special_tokens=False
        ).to(model.device)
        batch.pop("token_type_ids", None)
        with torch.inference_mode():
            scores += model(**batch).logits[:, 0].float().tolist()
    return scores


def _scorer(folder: Path, tokenizer: Any, dtype: str) -> Any:
    """A folder's weights under a head with one score; a base has none yet, and what it gets is overwritten."""
    import torch

    model = load_base(folder, dtype, scored=True)
    model.config.get_text_config().pad_token_id = tokenizer.pad_token_id  # the score stands at the last other token
    return model.to("cuda" if torch.cuda.is_available() else "cpu").eval()


def _base(folder: Path, base: Path, wanted: str) -> Path:
    run = folder.parent / "run.yaml"
    for candidate in [Path(read_config(run).base), base] if run.exists() else [base]:
        if candidate.is_dir() and model_hash(candidate) == wanted:
            return candidate
    raise VerilodeError(
        f"was trained on base {wanted[:12]}, which is neither in its run.yaml nor this one", file=folder
    )
