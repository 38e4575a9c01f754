"""Tokenizers of several families, each with what makes it different, trained in a moment on a few words."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

TEXTS = ["which eye is it", "left or right", "You are a clerk.", "system user assistant", "skin rash of the neck\n"]

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
LLAMA3 = (
    "{% for m in messages %}{% set turn = '<|start_header_id|>' + m['role'] + '<|end_header_id|>\n\n'"
    " + m['content'] | trim + '<|eot_id|>' %}{% if loop.first %}{{ bos_token }}{% endif %}{{ turn }}{% endfor %}"
    "{% if add_generation_prompt %}<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}"
)
MISTRAL = (
    "{{ bos_token }}{% for m in messages %}{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
    "{% if m['role'] == 'user' %}{{ '[INST] ' + m['content'] + ' [/INST]' }}"
    "{% else %}{{ ' ' + m['content'] + eos_token }}{% endif %}{% endfor %}"
)
GENERATION = CHATML.replace(
    "{{ m['content'] }}<|im_end|>",
    "{% if m['role'] == 'assistant' %}{% generation %}{{ m['content'] }}<|im_end|>{% endgeneration %}"
    "{% else %}{{ m['content'] }}<|im_end|>{% endif %}",
)


@cache
def _bytes(specials: tuple[str, ...]) -> Tokenizer:
    """Byte-level BPE, which can spell everything."""
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    bpe.train_from_iterator(
        TEXTS * 20,
        trainers.BpeTrainer(
            vocab_size=400, special_tokens=list(specials), initial_alphabet=alphabet, show_progress=False
        ),
    )
    return bpe


def _made(tokenizer: Tokenizer, template: str, **specials: str) -> Any:
    made = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **specials)
    made.chat_template = template
    return made


def chatml(template: str = CHATML, **specials: str) -> Any:
    """As Qwen and many others: a line break behind each stop token; pads with a token of its own."""
    given = {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>", **specials}
    return _made(_bytes(("<|endoftext|>", "<|im_start|>", "<|im_end|>")), template, **given)


def llama3() -> Any:
    """As Llama 3: begins with a start token, takes white space from the ends of each turn, has no padding token."""
    words = ("<|begin_of_text|>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>")
    return _made(_bytes(words), LLAMA3, bos_token=words[0], eos_token=words[1])


def mistral() -> Any:
    """As Mistral: no system turn, strict turns, brackets that are plain text, a start token for every text."""
    bpe = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>"))
    bpe.pre_tokenizer = pre_tokenizers.Metaspace()
    bpe.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace()])
    specials = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    trainer = trainers.BpeTrainer(vocab_size=500, special_tokens=specials, show_progress=False)
    bpe.train_from_iterator([*TEXTS * 20, "[INST] [/INST]"], trainer)
    bpe.post_processor = processors.TemplateProcessing("<s> $A", special_tokens=[("<s>", bpe.token_to_id("<s>"))])
    return _made(bpe, MISTRAL, bos_token="<s>", eos_token="</s>", unk_token="<unk>")


def words(known: Sequence[str] = ("which", "eye", "left", "right", "user", "assistant"), **specials: str) -> Any:
    """A word is a token, and all words but a few are unknown."""
    vocabulary = {word: i for i, word in enumerate(["<unk>", "<end>", "<pad>", *known])}
    level = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    level.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    template = (
        "{% for m in messages %}{{ m['role'] }} {{ m['content'] }} <end> {% endfor %}"
        "{% if add_generation_prompt %}assistant {% endif %}"
    )
    given = {"unk_token": "<unk>", "eos_token": "<end>", "pad_token": "<pad>", **specials}
    return _made(level, template, **given)
