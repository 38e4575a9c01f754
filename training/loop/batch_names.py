"""Which records were in the batch of a step: found again from the data order and the texts, when a step has failed."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

NAMED = 5
"""How many records a refusal names."""

Sequences = Callable[[], Iterable[tuple[str, Sequence[str]]]]
"""Record ids with the texts of one token sequence that was made of them."""


def batch_of_step(trainer: Any, step: int) -> list[Any]:
    """The micro-batches of a step, drawn again in the order a resumed run would draw them in.

    Args:
        trainer: Whose data it is.
        step: Counted from 1.
    """
    from accelerate import skip_first_batches

    loader, together = trainer.get_train_dataloader(), trainer.args.gradient_accumulation_steps
    epoch, within = divmod(step - 1, math.ceil(len(loader) / together))
    if hasattr(loader, "set_epoch"):
        loader.set_epoch(epoch)
    rest = iter(skip_first_batches(loader, within * together))
    return [batch for batch, _ in zip(rest, range(together), strict=False)]


def names_in(batches: Iterable[Any], tokenizer: Any, sequences: Sequences) -> list[str]:
    """The records whose texts are in the batches, each once, in order.

    Args:
        batches: As the collator made them: tensors by name, or rows with their texts.
        tokenizer: Turns their tokens into text.
        sequences: All records of the run with their texts.
    """
    known = [
        (name, [_same(tokenizer.decode(tokenizer(text, add_special_tokens=False)["input_ids"])) for text in texts])
        for name, texts in sequences()
    ]
    found: dict[str, None] = {}
    for seen in (_same(text) for batch in batches for text in _texts(batch, tokenizer)):
        within = [(sum(map(len, texts)), name) for name, texts in known if all(text in seen for text in texts)]
        if within:
            longest = max(size for size, _ in within)  # the texts of one record may be within another's
            found[next(name for size, name in within if size == longest)] = None
    return list(found)


def told(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _same(text: str) -> str:
    """Tokenizers differ in what they do with spaces at the seams."""
    return "".join(text.split())


def _texts(batch: Any, tokenizer: Any) -> Iterator[str]:
    if not hasattr(batch, "items"):  # rows that are turned into tokens later, such as prompts
        for row in batch:
            yield "".join(_strings(row))
        return
    for name, tokens in batch.items():
        if name.endswith("input_ids"):
            for ids in _rows(tokens, batch):
                yield tokenizer.decode(ids, skip_special_tokens=True)


def _rows(tokens: Any, batch: Any) -> Iterator[Any]:
    positions = batch.get("position_ids") if "attention_mask" not in batch else None
    if positions is None:
        yield from tokens
        return
    starts = (positions[0] == 0).nonzero().flatten().tolist()  # packed: one long row, each record counted from 0
    for start, end in zip(starts, [*starts[1:], positions.shape[1]], strict=True):
        yield tokens[0, start:end]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)
