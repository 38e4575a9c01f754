"""Short general questions with answers: what a tuned model must not forget, and what the demo's base learns first."""

import json
import random
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from pipelines.core.files import write_atomically

_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_OPPOSITES = (
    "hot cold,big small,up down,fast slow,open closed,light dark,old new,early late,high low,full empty,wet dry,"
    "hard soft,near far,long short,rich poor,left right"
)
_CAPITALS = (
    "France Paris,Italy Rome,Spain Madrid,Germany Berlin,Poland Warsaw,Austria Vienna,Greece Athens,Norway Oslo,"
    "Egypt Cairo,Japan Tokyo,China Beijing,Peru Lima"
)
_WAYS = {
    "opposite": (
        "What is the opposite of {}?",
        "Say the opposite of {}.",
        "Opposite of {}?",
        "Name the opposite of {}.",
        "Which word is the opposite of {}?",
        "Give the opposite of {}.",
    ),
    "capital": (
        "What is the capital of {}?",
        "Say the capital of {}.",
        "Capital of {}?",
        "Name the capital of {}.",
        "Which city is the capital of {}?",
        "Give the capital of {}.",
    ),
    "after": (
        "Which number comes after {}?",
        "Say the number after {}.",
        "What follows {}?",
        "Name the number after {}.",
        "Count on from {}.",
        "Give the number after {}.",
    ),
    "plus": (
        "What is {} plus {}?",
        "Add {} and {}.",
        "Say {} plus {}.",
        "How much is {} plus {}?",
        "Sum of {} and {}?",
        "Give {} plus {}.",
    ),
}
"""Each fact can be asked in several ways."""


def general(*, rows: int = 4000, seed: int = 7) -> Callable[[Path], None]:
    """Write general-pretrain.jsonl, general-replay.jsonl and general-test.jsonl.

    Pretraining holds every prompt. The test prompts are kept out of the replay rows: a tuned model that still answers
    them has remembered them, and was not just told again.

    Args:
        rows: Rows to pretrain on and rows to replay; prompts come again, as often as it takes.
        seed: Equal seeds give equal files.
    """

    def write(folder: Path) -> None:
        chance = random.Random(seed)
        test, replay = _divide(chance)
        _write(folder / "general-pretrain.jsonl", [chance.choice(test + replay) for _ in range(rows)])
        _write(folder / "general-replay.jsonl", [chance.choice(replay) for _ in range(rows)])
        _write(folder / "general-test.jsonl", test)

    return write


Pair = tuple[str, str]


def _write(path: Path, pairs: list[Pair]) -> None:
    lines = (json.dumps({"instruction": asked, "response": answer}) for asked, answer in pairs)
    write_atomically(path, ("\n".join(lines) + "\n").encode())


def _divide(chance: random.Random) -> tuple[list[Pair], list[Pair]]:
    """Half the ways of asking each fact are for the test, the other half for replay."""
    test: list[Pair] = []
    replay: list[Pair] = []
    for ways in _facts():
        chance.shuffle(ways)
        test += ways[: len(ways) // 2]
        replay += ways[len(ways) // 2 :]
    return test, replay


def _facts() -> Iterator[list[Pair]]:
    """Every fact as all its (prompt, answer) pairs."""
    for kind, table in (("opposite", _OPPOSITES), ("capital", _CAPITALS)):
        for known, answer in (pair.split() for pair in table.split(",")):
            yield [(way.format(known), answer) for way in _WAYS[kind]]
    for n in range(12):
        yield [(way.format(_NUMBERS[n]), _NUMBERS[n + 1]) for way in _WAYS["after"]]
    for a, b in product(range(4), range(4)):
        yield [(way.format(_NUMBERS[a], _NUMBERS[b]), _NUMBERS[a + b]) for way in _WAYS["plus"]]
