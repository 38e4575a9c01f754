"""Which tokens carry loss: what is shown is what a real SFTTrainer trains on, and what the counts rest on."""

from pathlib import Path
from typing import Any

import pytest

from pipelines.core.errors import VerilodeError
from tests.fakes.chats import chat
from tests.fakes.tokenizers import GENERATION, chatml, llama3, mistral
from training.data.examples import Example
from training.models.load import load_tokenizer
from training.preflight.render import Row, render
from training.preflight.taught import labels_by_trl, taught

pytestmark = pytest.mark.train
pytest.importorskip("trl")

PLAIN = [
    chat("plain", "user: which eye", "assistant: left"),
    chat("turns", "user: which eye", "assistant: left", "user: sure?", "assistant: right"),
    chat("trailing", "user: which eye  ", "assistant: left \n\n"),
    chat("leading", "user: which eye", "assistant: \n left"),
    chat("emoji", "user: 👨\u200d👩\u200d👧 é", "assistant: 😀 naïve 日本 \u202e"),
    chat("blank", "user: which eye", "assistant: "),
]
SYSTEM = [
    chat("system", "system: You are a clerk.", "user: which eye", "assistant: left"),
    chat("nothing", "system: ", "user: which eye", "assistant: left"),
]
FAMILIES = {
    "chatml": (chatml, PLAIN + SYSTEM),
    "generation tags": (lambda: chatml(GENERATION), PLAIN + SYSTEM),
    "pads with its stop token": (lambda: chatml(pad_token="<|im_end|>"), PLAIN + SYSTEM),
    "llama 3": (llama3, PLAIN + SYSTEM),
    "mistral": (mistral, PLAIN),
}


def by_a_real_trainer(tokenizer: Any, examples: list[Example], folder: Path) -> list[tuple[list[int], list[bool]]]:
    """Ids and loss of each row in one padded batch of a trainer that could start at once."""
    from datasets import Dataset
    from transformers import LlamaConfig, LlamaForCausalLM
    from trl import SFTConfig, SFTTrainer

    shape = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    trainer = SFTTrainer(
        LlamaForCausalLM(LlamaConfig(vocab_size=len(tokenizer), **shape)),
        SFTConfig(folder, max_length=512, completion_only_loss=True, bf16=False, use_cpu=True, report_to="none"),
        train_dataset=Dataset.from_list([example.as_trl() for example in examples]),
        processing_class=tokenizer,
    )
    batch = trainer.data_collator(list(trainer.train_dataset))
    sizes = batch["attention_mask"].sum(1).tolist()
    rows = zip(batch["input_ids"].tolist(), batch["labels"].tolist(), sizes, strict=True)
    return [(ids[:size], [label != -100 for label in labels[:size]]) for ids, labels, size in rows]


def expected(row: Row) -> tuple[list[int], list[bool]]:
    return list(row.ids), [place >= row.start for place in range(len(row.ids))]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_real_trainer_masks_as_is_shown_and_counted(family: str, tmp_path: Path) -> None:
    made, examples = FAMILIES[family]
    truth = by_a_real_trainer(made(), examples, tmp_path)
    assert labels_by_trl(made(), examples) == truth
    assert [expected(row) for row in render(made(), examples)] == truth


def test_the_tiny_base_is_taught_what_is_shown(world: Any, tmp_path: Path) -> None:
    truth = by_a_real_trainer(load_tokenizer(world.base), PLAIN + SYSTEM, tmp_path)
    assert labels_by_trl(load_tokenizer(world.base), PLAIN + SYSTEM) == truth
    assert [expected(row) for row in render(load_tokenizer(world.base), PLAIN + SYSTEM)] == truth


def test_tokens_come_with_the_text_they_stand_for() -> None:
    (tokens,) = taught(chatml(), render(chatml(), [chat("one", "user: which eye", "assistant: é!")]))
    assert "".join(token.text for token in tokens[-5:]) == "é!<|im_end|>\n"
    assert [(token.text, token.loss) for token in tokens[-6:]] == [
        ("\n", False),
        ("é", True),
        ("", True),
        ("!", True),
        ("<|im_end|>", True),
        ("\n", True),
    ]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_texts_of_the_tokens_are_the_whole_record(family: str) -> None:
    made, examples = FAMILIES[family]
    rows = render(made(), examples)
    assert ["".join(token.text for token in tokens) for tokens in taught(made(), rows)] == [row.whole for row in rows]


def test_a_mask_other_than_the_expected_one_is_never_shown() -> None:
    (row,) = render(chatml(), PLAIN[:1])
    shifted = Row(row.example, row.asked, row.whole, row.ids, row.asked_tokens, row.start + 1)
    with pytest.raises(VerilodeError, match="record plain: TRL masks other tokens than preflight expects"):
        taught(chatml(), [shifted])


def test_nothing_to_show() -> None:
    assert taught(chatml(), []) == []
