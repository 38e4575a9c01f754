"""Models too small to know anything, in the files real ones come in: built in a moment, the same every time."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from training.base.tokenizer import train_tokenizer


def missing_libraries() -> str | None:
    """Why none can be built here, or None."""
    gone = [name for name in ("torch", "transformers") if find_spec(name) is None]
    return f"needs the [train] extra: {gone[0]} is not installed" if gone else None


def sentence_encoder(folder: Path, words: Sequence[str]) -> Path:
    """A BERT that knows these words: each is a random direction, whatever stands beside it."""
    if folder.is_dir():
        return folder
    import torch
    import transformers

    folder.mkdir(parents=True)
    torch.manual_seed(0)
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(words)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary))
    transformers.BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    shape: dict[str, Any] = {"hidden_size": 64, "num_hidden_layers": 0, "num_attention_heads": 2}
    model = transformers.BertModel(transformers.BertConfig(vocab_size=len(vocabulary), intermediate_size=8, **shape))
    model.embeddings.position_embeddings.weight.data.zero_()
    model.embeddings.token_type_embeddings.weight.data.zero_()
    model.embeddings.word_embeddings.weight.data[:5] = 0  # what every text has in common
    model.save_pretrained(folder)
    return folder


def causal_model(folder: Path, *, chat: bool = True, window: int = 2048) -> Path:
    """A Llama of random weights that reads bytes, and its tokenizer with or without a chat template."""
    if folder.is_dir():
        return folder
    import torch
    import transformers

    folder.mkdir(parents=True)
    torch.manual_seed(0)
    tokenizer = train_tokenizer(["a text of words"], [], folder)
    if not chat:
        tokenizer.chat_template = None
        (folder / "chat_template.jinja").unlink(missing_ok=True)
        tokenizer.save_pretrained(folder)
    config = transformers.LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=window,
        initializer_range=0.2,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    transformers.LlamaForCausalLM(config).save_pretrained(folder)
    return folder
