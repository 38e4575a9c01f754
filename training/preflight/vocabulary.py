"""What a tokenizer and the model folder beside it say about stop tokens, unknown tokens and the model's size."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the checks need to know about a tokenizer.

    Args:
        stops: Ids at which generation ends, with their spelling.
        bos: Id and spelling of the token every text begins with; None where the tokenizer has none.
        unknown: Id of the token for what it cannot spell; None where it has none, or uses it for something else.
        control: Spelling of the control tokens.
        starts: Their first two characters: few, so that most texts are cleared by them alone.
        embeddings: Rows of the model's embedding; None where no config.json stands beside the tokenizer.
        positions: Longest row the model was made for, in tokens; None where that is not known.
        padding: Id rows are padded with.
    """

    stops: dict[int, str]
    bos: tuple[int, str] | None
    unknown: int | None
    control: tuple[str, ...]
    starts: frozenset[str]
    embeddings: int | None
    positions: int | None
    padding: int | None

    def spelled(self, text: str) -> bool:
        """Whether the text spells a control token."""
        return any(start in text for start in self.starts) and any(token in text for token in self.control)

    def bare(self, text: str) -> str:
        """The text without control tokens and white space around."""
        for token in self.control:
            text = text.replace(token, "")
        return text.strip()


def vocabulary(tokenizer: Any) -> Vocabulary:
    """The facts about a tokenizer; those about its model come from the folder it was loaded from.

    Raises:
        VerilodeError: for a tokenizer without a chat template, or without a token to stop at.
    """
    if not getattr(tokenizer, "chat_template", None):
        raise VerilodeError("the base model's tokenizer has no chat template; choose an instruction-tuned base")
    folder = Path(getattr(tokenizer, "name_or_path", "") or "/nowhere")
    settings, generation = _json(folder / "config.json"), _json(folder / "generation_config.json")
    settings = {**settings, **settings.get("text_config", {})}
    stops = _stops(tokenizer, generation.get("eos_token_id", settings.get("eos_token_id")))
    if not stops:
        raise VerilodeError("the base model's tokenizer has no stop token (eos): the tuned model would never stop")
    control = control_tokens(tokenizer)
    bos = tokenizer.bos_token_id
    used = {*stops, bos, tokenizer.pad_token_id}
    return Vocabulary(
        stops,
        None if bos is None else (bos, str(tokenizer.bos_token)),
        None if tokenizer.unk_token_id in used else tokenizer.unk_token_id,
        control,
        frozenset(token[:2] for token in control),
        settings.get("vocab_size"),
        settings.get("max_position_embeddings"),
        tokenizer.pad_token_id,
    )


def control_tokens(tokenizer: Any) -> tuple[str, ...]:
    """The spelling of every token that is not text."""
    return tuple(str(token) for token in tokenizer.added_tokens_decoder.values() if token.special)


def _stops(tokenizer: Any, of_model: int | Sequence[int] | None) -> dict[int, str]:
    """The tokenizer's stop token and those the model's own settings name."""
    named = [of_model] if isinstance(of_model, int) else list(of_model or [])
    ids = dict.fromkeys([tokenizer.eos_token_id, *named])
    spelled = {i: tokenizer.convert_ids_to_tokens(i) for i in ids if i is not None}
    return {i: token for i, token in spelled.items() if token}


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
