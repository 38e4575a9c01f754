"""What makes a row unfit to train on. Each rule is one sentence and one test of a row."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from training.preflight.failure import Failure
from training.preflight.render import Row
from training.preflight.vocabulary import Vocabulary

Rule = Callable[[Row, Vocabulary, int], bool]


def failures_of(rows: Sequence[Row], words: Vocabulary, max_length: int) -> list[Failure]:
    """Every reason with the rows it holds for, each row named once per reason.

    Args:
        rows: What the tokenizer made of the records.
        words: What is known about the tokenizer.
        max_length: Longest row that fits, in tokens.
    """
    whole = [row for row in rows if not row.broken]
    found = [_named(f"refused by the chat template ({why})", some) for why, some in _by_reason(rows).items()]
    found += [_named(why, (row for row in whole if rule(row, words, max_length))) for why, rule in RULES.items()]
    return [failure for failure in found if failure.records]


def _named(why: str, rows: Iterable[Row]) -> Failure:
    return Failure(why, tuple(dict.fromkeys(row.example.record_id for row in rows)))


def _by_reason(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.broken:
            found.setdefault(row.broken, []).append(row)
    return found


def _spells_control(row: Row, words: Vocabulary, max_length: int) -> bool:
    turns = (turn["content"] for turn in row.example.prompt)
    return any(words.spelled(text) for text in (*turns, row.example.answer))


def _rewritten(row: Row, words: Vocabulary, max_length: int) -> bool:
    return not row.whole.startswith(row.asked)


def _merged(row: Row, words: Vocabulary, max_length: int) -> bool:
    """A token that spans the boundary: trained on a prompt that ends otherwise than the one asked later."""
    return row.whole.startswith(row.asked) and row.start < row.asked_tokens


def _drops(role: str) -> Rule:
    def dropped(row: Row, words: Vocabulary, max_length: int) -> bool:
        return any(text not in row.whole for text in _contents(row, role))

    return dropped


def _contents(row: Row, role: str) -> Iterator[str]:
    """Without white space around, which many templates take away."""
    return (turn["content"].strip() for turn in row.example.prompt if turn["role"] == role)


def _changed(row: Row, words: Vocabulary, max_length: int) -> bool:
    return row.example.answer.strip() not in row.tail


def _teaches_nothing(row: Row, words: Vocabulary, max_length: int) -> bool:
    return row.supervised < 1 or not words.bare(row.tail)


def _never_stops(row: Row, words: Vocabulary, max_length: int) -> bool:
    ends = row.tail.rstrip().endswith(tuple(words.stops.values()))
    return not ends or words.stops.keys().isdisjoint(row.ids[row.start :])


def _begins_twice(row: Row, words: Vocabulary, max_length: int) -> bool:
    return words.bos is not None and list(row.ids[:2]) == [words.bos[0]] * 2


def _cannot_be_spelled(row: Row, words: Vocabulary, max_length: int) -> bool:
    return words.unknown is not None and words.unknown in row.ids[row.start :]


def _has_no_embedding(row: Row, words: Vocabulary, max_length: int) -> bool:
    return words.embeddings is not None and max(row.ids, default=0) >= words.embeddings


def _too_long(row: Row, words: Vocabulary, max_length: int) -> bool:
    return len(row.ids) > max_length


def _beyond_the_model(row: Row, words: Vocabulary, max_length: int) -> bool:
    return words.positions is not None and words.positions < len(row.ids) <= max_length


RULES: dict[str, Rule] = {
    "spelling a control token of the model": _spells_control,
    "longer than max_length": _too_long,
    "longer than what the model can read": _beyond_the_model,
    "without a token that carries loss": _teaches_nothing,
    "without a stop token at the end of the loss, so the model would never learn to stop": _never_stops,
    "rendered differently by the chat template with their answer than without it": _rewritten,
    "read differently with their answer: a token spans the end of the prompt": _merged,
    "without their system turn, which the chat template drops": _drops("system"),
    "without a question, which the chat template drops": _drops("user"),
    "taught another answer than their own, for the chat template changes it": _changed,
    "beginning with the start token twice": _begins_twice,
    "taught tokens the tokenizer does not know (unknown)": _cannot_be_spelled,
    "made of tokens the model has no embedding for": _has_no_embedding,
}
"""Why, as it completes "they are …"; whether a row that could be rendered is so."""
