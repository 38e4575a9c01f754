"""The exact tokens of a record and which of them carry loss, asked of TRL itself; needs torch, so worker only."""

from collections.abc import Sequence
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from pipelines.core.errors import VerilodeError
from training.data.examples import Example
from training.preflight.render import Row

IGNORED = -100
"""Label of a token without loss."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its id, the text it stands for, and whether it carries loss.

    The text is a stretch of the rendered record; white space the tokenizer passed over comes with the token behind it.
    A character made of several tokens stands with the first of them, the others are empty.
    """

    id: int
    text: str
    loss: bool


def taught(tokenizer: Any, rows: Sequence[Row]) -> list[list[Token]]:
    """The tokens of these rows as TRL's trainer batches them.

    Args:
        tokenizer: The run's tokenizer.
        rows: Rows that could be rendered.

    Raises:
        VerilodeError: should TRL mask other tokens than this package counts: then nothing it says can be trusted.
    """
    if not rows:
        return []
    truth = labels_by_trl(tokenizer, [row.example for row in rows])
    for row, (ids, loss) in zip(rows, truth, strict=True):
        if list(row.ids) != ids or loss != [i >= row.start for i in range(len(ids))]:
            raise VerilodeError(f"record {row.example.record_id}: TRL masks other tokens than preflight expects")
    texts = _texts(tokenizer, rows)
    return [
        [Token(i, text, learned) for i, text, learned in zip(ids, text_of, loss, strict=True)]
        for (ids, loss), text_of in zip(truth, texts, strict=True)
    ]


def labels_by_trl(tokenizer: Any, examples: Sequence[Example]) -> list[tuple[list[int], list[bool]]]:
    """Ids, and whether each carries loss, out of TRL's own preparation and collator; no model is needed for either."""
    from datasets import Dataset
    from trl import SFTConfig, SFTTrainer
    from trl.trainer.sft_trainer import DataCollatorForLanguageModeling

    with TemporaryDirectory() as folder:
        settings = SFTConfig(folder, max_length=None, completion_only_loss=True, bf16=False, use_cpu=True)
        trainer = SimpleNamespace(_tokenizer=tokenizer, chat_template=None, completion_only_loss=True)
        rows = Dataset.from_list([example.as_trl() for example in examples])
        prepared = SFTTrainer._prepare_dataset(trainer, rows, tokenizer, settings, False, None, "preflight")
    padding = tokenizer.eos_token_id if tokenizer.pad_token_id is None else tokenizer.pad_token_id
    batch = DataCollatorForLanguageModeling(padding)([dict(row) for row in prepared])
    ids, labels, real = (batch[column].tolist() for column in ("input_ids", "labels", "attention_mask"))
    return [_unpadded(*row) for row in zip(ids, labels, real, strict=True)]


def _unpadded(ids: list[int], labels: list[int], real: list[int]) -> tuple[list[int], list[bool]]:
    kept = [place for place, here in enumerate(real) if here]
    return [ids[place] for place in kept], [labels[place] != IGNORED for place in kept]


def _texts(tokenizer: Any, rows: Sequence[Row]) -> list[list[str]]:
    """The stretch of text behind each token."""
    if not tokenizer.is_fast:  # only those written in Rust know where a token comes from
        return [[tokenizer.decode([i]) for i in row.ids] for row in rows]
    whole = [row.whole for row in rows]
    found = tokenizer(whole, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
    return [_stretches(text, spans) for text, spans in zip(whole, found, strict=True)]


def _stretches(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Pieces that make up the text again, in order."""
    done, pieces = 0, []
    for _, end in spans:
        pieces.append(text[done:end])
        done = max(done, end)
    if pieces:
        pieces[-1] += text[done:]
    return pieces
