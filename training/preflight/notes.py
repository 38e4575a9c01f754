"""What is worth knowing about a base and rows that may well be trained on."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from training.preflight.render import Row
from training.preflight.vocabulary import Vocabulary

_ROUNDING = 1024
"""Embeddings beyond the vocabulary that are only there to make its size a round number."""
_BYTE = re.compile(r"<0x[0-9A-F]{2}>")


def notes_of(tokenizer: Any, words: Vocabulary, rows: Sequence[Row], max_length: int) -> list[str]:
    """One sentence each.

    Args:
        tokenizer: The run's tokenizer.
        words: What is known about it.
        rows: What it made of the records.
        max_length: Longest row that fits, in tokens.
    """
    whole = [row for row in rows if not row.broken]
    tokens = max(1, sum(len(row.ids) for row in whole))
    return [*_of_base(tokenizer, words, max_length), *_of_start(tokenizer, words, whole), *_of_text(whole)] + [
        f"{count / tokens:.2%} of the tokens are {what}"
        for what, count in (
            ("unknown to the tokenizer: what they stood for is lost", _uses(whole, {words.unknown})),
            ("single bytes of characters the tokenizer has no token for", _uses(whole, _bytes(tokenizer))),
        )
        if count
    ]


def _of_base(tokenizer: Any, words: Vocabulary, max_length: int) -> Iterator[str]:
    if words.padding in words.stops or words.padding is None:
        yield "padding uses the stop token; only padding itself is left out of the loss, real stop tokens are learned"
    spare = (words.embeddings or len(tokenizer)) - len(tokenizer)
    if spare < 0:
        yield f"the tokenizer knows {-spare:,} tokens the model has no embedding for; no row may use them"
    if spare >= _ROUNDING:
        yield f"the model has {spare:,} embeddings more than the tokenizer has tokens: is it the base's own?"
    if words.positions is not None and words.positions < max_length:
        yield f"the model reads {words.positions:,} tokens, max_length allows {max_length:,}"


def _of_start(tokenizer: Any, words: Vocabulary, rows: Sequence[Row]) -> Iterator[str]:
    if words.bos is None or not rows:
        return
    plain = tokenizer("a")["input_ids"]
    if plain[:1] == [words.bos[0]] and list(rows[0].ids[:1]) != plain[:1]:
        yield f"texts of this tokenizer begin with {words.bos[1]}, the chat template leaves it out"


def _of_text(rows: Sequence[Row]) -> Iterator[str]:
    trimmed = sum(row.example.answer not in row.tail for row in rows)
    if trimmed:
        yield f"the chat template takes white space from the ends of {trimmed:,} answers"


def _uses(rows: Sequence[Row], ids: set[int | None]) -> int:
    return sum(token in ids for row in rows for token in row.ids)


def _bytes(tokenizer: Any) -> set[int | None]:
    return {i for token, i in tokenizer.get_vocab().items() if _BYTE.fullmatch(token)}
